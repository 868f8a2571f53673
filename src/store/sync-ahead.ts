import type { Store } from './store.ts';

/** Rows appended before the next write to disk begins. */
const ROWS_PER_SYNC = 1_000_000;

/**
 * Has appended rows written to disk while more are being made, so that the commit has less to wait for: half a second
 * less with 10 million records.
 */
export class SyncAhead {
  private rowsWaiting = 0;
  private underWay: Promise<void> | null = null;
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Counts rows, and begins a write when there are enough and none is under way. */
  appended(rowCount: number): void {
    this.rowsWaiting += rowCount;
    if (this.rowsWaiting < ROWS_PER_SYNC || this.underWay !== null) return;
    this.rowsWaiting = 0;
    this.underWay = this.store.syncAhead().finally(() => {
      this.underWay = null;
    });
  }

  /** Waits for what is under way: the database must not be closed under it. */
  async finish(): Promise<void> {
    await this.underWay;
  }
}

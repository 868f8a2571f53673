import type { Store } from './store.ts';

/** Rows appended between two beginnings of writing them to disk. */
const ROWS_PER_SYNC = 1_000_000;

/**
 * Has what is appended written to disk meanwhile, so that the commit waits for little: half a second of 10 million
 * records.
 */
export class SyncAhead {
  private rowsWaiting = 0;
  private underWay: Promise<void> | null = null;
  private readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** Counts rows, and begins to write them now and then, one time after the other. */
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

import { RATED_COLUMNS, type RatedBatch } from '../batch/rated-columns.ts';
import { ColumnAppender } from './append-columns.ts';
import type { Store } from './open-store.ts';

/** Appends rated batches to `usage_events`. */
export class UsageAppender {
  private readonly appender: ColumnAppender;

  private constructor(appender: ColumnAppender) {
    this.appender = appender;
  }

  static async open(store: Store): Promise<UsageAppender> {
    return new UsageAppender(await ColumnAppender.open(store, 'usage_events'));
  }

  append(batch: RatedBatch): void {
    const fixed = RATED_COLUMNS.map(({ width }, k) => ({ width, buffer: batch.columns[k] }));
    this.appender.append(fixed, batch.texts, batch.rowCount);
  }

  close(): void {
    this.appender.close();
  }
}

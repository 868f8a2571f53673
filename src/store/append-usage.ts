import { columnStart, RATED_COLUMNS, type RatedBuffers } from '../batch/rated-columns.ts';
import { ColumnAppender } from './append-columns.ts';
import type { Store } from './store.ts';

/** Appends what workers rated to `usage_rows`. */
export class UsageAppender {
  private readonly appender: ColumnAppender;

  private constructor(appender: ColumnAppender) {
    this.appender = appender;
  }

  static async open(store: Store): Promise<UsageAppender> {
    return new UsageAppender(await ColumnAppender.open(store, 'usage_rows'));
  }

  append({ rowCount, capacity, buffer, idTexts }: RatedBuffers): void {
    const columns = RATED_COLUMNS.map(({ width }, k) => ({
      width,
      buffer,
      byteOffset: columnStart(capacity, k),
    }));
    this.appender.append(columns, rowCount, idTexts);
  }

  close(): void {
    this.appender.close();
  }

  /** Lets go of what is not stored yet, after a failure; the run's transaction is not committed. */
  discard(): void {
    this.appender.discard();
  }
}

import type { UsageRecord } from './usage-record.ts';

/** How usage records are written to a file: native CSV, or one of the Webex Calling forms. */
export interface RowFormat {
  extension: 'csv' | 'json';
  /** What stands before the first row, between rows and after the last one. */
  head: Uint8Array;
  separator: Uint8Array;
  foot: Uint8Array;
  maxRowBytes: number;
  /** Writes one row; its event id follows from `row`. Returns the offset after it. */
  write(record: UsageRecord, row: number, bytes: Uint8Array, at: number): number;
  /** Writes a row no reader can accept; `kind` 0, 1, 2 … goes through the ways to be unreadable. */
  writeMalformed(
    record: UsageRecord,
    row: number,
    kind: number,
    bytes: Uint8Array,
    at: number,
  ): number;
}

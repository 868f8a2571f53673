import type { RecordBatch } from 'apache-arrow';
import type { RatedBatch } from '../batch/rated-columns.ts';
import { NO_PRICE } from '../batch/suspense-reasons.ts';
import { CELL_INCOMING, CELL_ZERO_SECONDS, columnsOf, textOf } from '../batch/usage-columns.ts';
import { FLAG_CONTEXT } from '../batch/usage-flags.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
import { findRepeat, type RepeatIndex } from '../dedupe/repeat-index.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import type { StoredBalance } from './accumulate/allowance-balances.ts';
import { orderRecords } from './order-records.ts';
import type { RangeTables } from './range-tables.ts';
import { RatedWriter } from './rated-writer.ts';
import { RecordRater } from './record-rater.ts';
import { type RepeatedRecord, repeatedRecord } from './repeated-record.ts';
import { type SuspendedRecord, SuspendedRecords } from './suspended-record.ts';

/** Balance of an allowance at the end of the records rated, for view `allowances`. */
export interface Balance extends StoredBalance {
  /** Site index when the allowance belongs to a site, else the contract. */
  scope: number;
}

export interface PartitionResult {
  rated: RatedBatch;
  suspended: SuspendedRecord[];
  repeated: RepeatedRecord[];
  balances: Balance[];
  /** Contracts and months with their number of different correspondents. */
  correspondents: { contract: number; month: number; limit: number; used: number }[];
}

/**
 * Rates one partition: every record of its components, in order of start. The result is a pure function
 * of the records, whatever way they came.
 */
export function ratePartition(
  batch: RecordBatch,
  tables: RatingTables,
  ranges: RangeTables,
  repeats: RepeatIndex,
  stored: StoredBalance[],
): PartitionResult {
  const columns = columnsOf(batch);
  const eventId = textOf(batch, 'eventId');
  const rowCount = batch.numRows;
  const order = orderRecords(columns, eventId, rowCount);
  const rater = new RecordRater(tables, columns, stored);
  const writer = new RatedWriter(tables, ranges, columns, rowCount);
  const suspended = new SuspendedRecords(batch, tables, ranges);
  const repeated: RepeatedRecord[] = [];
  for (let k = 0; k < rowCount; k++) {
    const i = order[k];
    if (repeats.count > 0) {
      const repeat = findRepeat(repeats, columns.range[i], columns.row[i]);
      if (repeat >= 0) {
        repeated.push(repeatedRecord(batch, i, repeats, repeat, ranges));
        continue;
      }
    }
    let reason = columns.suspenseReason[i];
    if ((columns.flags[i] & FLAG_CONTEXT) !== 0) {
      if (reason === 0) rater.addToPeriod(i);
      continue;
    }
    const cell = columns.cell[i];
    if (reason === 0) {
      if (cell === CELL_ZERO_SECONDS || cell === CELL_INCOMING) rater.rateFree(i);
      else if (!rater.rate(i)) reason = NO_PRICE;
    }
    if (reason === 0) writer.write(i, rater);
    else suspended.add(i, reason, monthStartDay(monthOfDay(columns.day[i])));
  }
  return {
    rated: writer.finish([eventId, textOf(batch, 'sessionId')]),
    suspended: suspended.list,
    repeated,
    ...rater.endOfRun(),
  };
}

import { NO_PRICE } from '../batch/suspense-reasons.ts';
import { FLAG_CONTEXT } from '../batch/usage-flags.ts';
import {
  CELL,
  DAY,
  flagsIn,
  RANGE,
  ROW,
  suspenseReasonIn,
  TRAITS,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { findRepeat, type RepeatIndex } from '../dedupe/repeat-index.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import type { StoredBalance } from './accumulate/allowance-balances.ts';
import { orderRecords } from './order-records.ts';
import type { PartitionResult } from './partition-result.ts';
import type { RangeTables } from './range-tables.ts';
import { RatedWriter } from './rated-writer.ts';
import { RecordRater } from './record-rater.ts';
import { type RepeatedRecord, repeatedRecord } from './repeated-record.ts';
import { SuspendedRecords } from './suspended-record.ts';

/**
 * Rates one partition: every record of its components, in order of start. The result is a pure function
 * of the records, whatever way they came.
 */
export function ratePartition(
  records: UsageRecords,
  tables: RatingTables,
  keys: StoreKeys,
  ranges: RangeTables,
  repeats: RepeatIndex,
  stored: StoredBalance[],
): PartitionResult {
  const { words, rowCount } = records;
  const order = orderRecords(records);
  const rater = new RecordRater(tables, records, stored);
  const writer = new RatedWriter(tables, keys, ranges, records);
  const suspended = new SuspendedRecords(records, tables, keys, ranges);
  const repeated: RepeatedRecord[] = [];
  for (let k = 0; k < rowCount; k++) {
    const at = order[k] * WORDS;
    if (repeats.count > 0) {
      const repeat = findRepeat(repeats, words[at + RANGE] >>> 0, words[at + ROW] >>> 0);
      if (repeat >= 0) {
        repeated.push(repeatedRecord(records, at, repeats, repeat, ranges));
        continue;
      }
    }
    const traits = words[at + TRAITS];
    let reason = suspenseReasonIn(traits);
    if ((flagsIn(traits) & FLAG_CONTEXT) !== 0) {
      if (reason === 0) rater.addToPeriod(at);
      continue;
    }
    if (reason === 0) {
      if (words[at + CELL] < 0) rater.rateFree(at);
      else if (!rater.rate(at)) reason = NO_PRICE;
    }
    if (reason === 0) writer.write(at, rater);
    else suspended.add(at, reason, monthStartDay(monthOfDay(words[at + DAY])));
  }
  return { rated: writer.finish(), suspended: suspended.list, repeated, ...rater.endOfRun() };
}

import { NO_PRICE } from '../batch/suspense-reasons.ts';
import { FLAG_CONTEXT } from '../batch/usage-flags.ts';
import {
  CELL,
  COMPONENT,
  CONTRACT,
  DAY,
  flagsIn,
  RANGE,
  ROW,
  STARTED_AT,
  suspenseReasonIn,
  TRAITS,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';
import type { RatingTables, UsageKeys } from '../classify/rating-tables.ts';
import { findRepeat, type RepeatIndex } from '../dedupe/repeat-index.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import { RatedUntil } from './accumulate/rated-until.ts';
import type { CarriedState } from './carried-state.ts';
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
 * @param spare a buffer for the rated columns to use again, if it is large enough
 */
export function ratePartition(
  records: UsageRecords,
  tables: RatingTables,
  keys: UsageKeys,
  ranges: RangeTables,
  repeats: RepeatIndex,
  carried: CarriedState,
  spare: SharedArrayBuffer | null,
): PartitionResult {
  const order = orderRecords(records);
  const rater = new RecordRater(tables, records, carried);
  const writer = new RatedWriter(tables, keys, ranges, records, spare);
  const suspended = new SuspendedRecords(records, tables, keys, ranges);
  const route = new RecordRoute(records, ranges, repeats, rater, writer, suspended);
  for (let k = 0; k < order.length; k++) route.take(order[k] * WORDS);
  const { repeated, ratedRows, until } = route;
  const ratedMicroEuros = route.ratedMicroEuros();
  const rated = writer.finish();
  const ended = { ...rater.endOfRun(), left: rater.leftState(until.finish()) };
  return { rated, ratedRows, ratedMicroEuros, suspended: suspended.list, repeated, ...ended };
}

/** Far above what a partition comes to, and below it sums are exact. */
const MANY_MICRO_EUROS = 2 ** 52;

/**
 * Where one record goes: rated, repeated or suspended. A method and not the body of the loop, so that it is compiled
 * once and not for each partition: src/README.md, "loops over records".
 */
class RecordRoute {
  /** Counted here, apart from what the writer holds: see store/control-totals.ts. */
  ratedRows = 0;
  private exactMicroEuros = 0n;
  /** Goes to the exact sum before it could pass what a number holds. */
  private recentMicroEuros = 0;
  readonly suspended: SuspendedRecords;
  readonly repeated: RepeatedRecord[] = [];
  readonly until = new RatedUntil();
  private readonly records: UsageRecords;
  private readonly ranges: RangeTables;
  private readonly repeats: RepeatIndex;
  private readonly rater: RecordRater;
  private readonly writer: RatedWriter;

  constructor(
    records: UsageRecords,
    ranges: RangeTables,
    repeats: RepeatIndex,
    rater: RecordRater,
    writer: RatedWriter,
    suspended: SuspendedRecords,
  ) {
    this.records = records;
    this.ranges = ranges;
    this.repeats = repeats;
    this.rater = rater;
    this.writer = writer;
    this.suspended = suspended;
  }

  take(at: number): void {
    const { words } = this.records;
    if (this.repeats.count > 0) {
      const repeat = findRepeat(this.repeats, words[at + RANGE] >>> 0, words[at + ROW] >>> 0);
      if (repeat >= 0) {
        this.repeated.push(repeatedRecord(this.records, at, this.repeats, repeat, this.ranges));
        return;
      }
    }
    const startedAtUs = this.records.doubles[(at >> 1) + STARTED_AT];
    const hasContract = words[at + CONTRACT] >= 0;
    const traits = words[at + TRAITS];
    let reason = suspenseReasonIn(traits);
    if ((flagsIn(traits) & FLAG_CONTEXT) !== 0) {
      if (reason === 0) this.rater.addToPeriod(at);
      return;
    }
    if (hasContract) this.until.see(words[at + COMPONENT], startedAtUs);
    if (reason === 0) {
      if (words[at + CELL] < 0) this.rater.rateFree(at);
      else if (!this.rater.rate(at)) reason = NO_PRICE;
    }
    if (reason === 0) {
      this.writer.write(at, this.rater);
      this.ratedRows++;
      const { amountMicroEuros } = this.rater;
      if (this.recentMicroEuros + amountMicroEuros > MANY_MICRO_EUROS) this.settle();
      this.recentMicroEuros += amountMicroEuros;
    } else this.suspended.add(at, reason, monthStartDay(monthOfDay(words[at + DAY])));
  }
  /** Of the rated records: one with impossibly many octets must not let the others' sum lose its last digits. */
  ratedMicroEuros(): bigint {
    this.settle();
    return this.exactMicroEuros;
  }

  private settle(): void {
    this.exactMicroEuros += BigInt(this.recentMicroEuros);
    this.recentMicroEuros = 0;
  }
}

import { type RatedBatch, setInt64 } from '../batch/rated-columns.ts';
import { DATA } from '../batch/services.ts';
import type { TextColumn, UsageColumns } from '../batch/usage-columns.ts';
import { FLAG_PENDING } from '../batch/usage-flags.ts';
import { freeIndex } from '../classify/free-calls.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import { fileKeyOf, fileRowOf, type RangeTables } from './range-tables.ts';
import { RatedBuilder } from './rated-builder.ts';
import type { RecordRater } from './record-rater.ts';

/** Writes rated records in the store's columns. */
export class RatedWriter {
  private readonly tables: RatingTables;
  private readonly ranges: RangeTables;
  private readonly from: UsageColumns;
  private readonly builder: RatedBuilder;
  private readonly to: Record<string, Int32Array | Uint16Array | Uint8Array>;

  constructor(tables: RatingTables, ranges: RangeTables, from: UsageColumns, capacity: number) {
    this.tables = tables;
    this.ranges = ranges;
    this.from = from;
    const builder = new RatedBuilder(capacity);
    this.builder = builder;
    this.to = {
      startedAt: builder.int32('started_at'),
      line: builder.int32('line'),
      called: builder.int32('called'),
      quantity: builder.int32('quantity'),
      included: builder.int32('included'),
      amount: builder.int32('amount'),
      octets: builder.int32('octets'),
      sessionStartedAt: builder.int32('session_started_at'),
      contract: builder.int32('contract_key'),
      month: builder.int32('month'),
      rule: builder.int32('rule_key'),
      file: builder.int32('file_key'),
      row: builder.int32('row'),
      contentHash: builder.int32('content_hash'),
      country: builder.uint16('country'),
      flags: builder.uint8('flags'),
    };
  }

  /** Writes record i of the partition with what the rater made of it. */
  write(i: number, rater: RecordRater): void {
    const { from, to, tables } = this;
    const k = this.builder.next(i);
    setInt64(to.startedAt as Int32Array, k, from.startedAtUnixUs[i]);
    setInt64(to.line as Int32Array, k, from.lineKey[i]);
    setInt64(to.called as Int32Array, k, from.called[i]);
    setInt64(to.quantity as Int32Array, k, rater.quantity);
    setInt64(to.included as Int32Array, k, rater.included);
    setInt64(to.amount as Int32Array, k, rater.amountMicroEuros);
    const isData = from.service[i] === DATA;
    setInt64(to.octets as Int32Array, k, isData ? from.measure[i] : 0);
    setInt64(to.sessionStartedAt as Int32Array, k, isData ? from.sessionStartedAtUnixUs[i] : 0);
    to.contract[k] = tables.contractKey[from.contract[i]];
    to.month[k] = monthStartDay(monthOfDay(from.day[i]));
    to.rule[k] = this.ruleKey(i);
    const range = from.range[i];
    to.file[k] = fileKeyOf(this.ranges, range);
    to.row[k] = fileRowOf(this.ranges, range, from.row[i]);
    to.contentHash[k] = from.contentHash[i];
    to.country[k] = from.country[i];
    to.flags[k] = rater.isPending ? from.flags[i] | FLAG_PENDING : from.flags[i];
  }

  /** Key of the rule, service and zone of record i; zero-second and incoming calls have no rule of a tariff. */
  private ruleKey(i: number): number {
    const { from, tables } = this;
    const cell = from.cell[i];
    if (cell >= 0) return tables.ruleKeyOfCell[cell];
    const free = freeIndex(
      cell,
      from.service[i],
      from.destination[i],
      tables.tariffs.destinationCount,
    );
    return tables.ruleKeyOfFree[free];
  }

  finish(texts: TextColumn[]): RatedBatch {
    return this.builder.finish(texts);
  }
}

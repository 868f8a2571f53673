import { type RatedBatch, setInt64 } from '../batch/rated-columns.ts';
import { DATA } from '../batch/services.ts';
import type { TextColumn, UsageColumns } from '../batch/usage-columns.ts';
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
      zone: builder.int32('zone_key'),
      file: builder.int32('file_key'),
      row: builder.int32('row'),
      contentHash: builder.int32('content_hash'),
      country: builder.uint16('country'),
      service: builder.uint8('service'),
      flags: builder.uint8('flags'),
      outcome: builder.uint8('outcome'),
      isPending: builder.uint8('is_pending'),
    };
  }

  /** Writes record i of the partition with what the rater made of it. */
  write(i: number, rater: RecordRater): void {
    const { from, to, tables } = this;
    const k = this.builder.next(i);
    const service = from.service[i];
    setInt64(to.startedAt as Int32Array, k, from.startedAtUnixUs[i]);
    setInt64(to.line as Int32Array, k, from.lineKey[i]);
    setInt64(to.called as Int32Array, k, from.called[i]);
    setInt64(to.quantity as Int32Array, k, rater.quantity);
    setInt64(to.included as Int32Array, k, rater.included);
    setInt64(to.amount as Int32Array, k, rater.amountMicroEuros);
    setInt64(to.octets as Int32Array, k, service === DATA ? from.measure[i] : 0);
    setInt64(to.sessionStartedAt as Int32Array, k, from.sessionStartedAtUnixUs[i]);
    to.contract[k] = tables.contractKey[from.contract[i]];
    to.month[k] = monthStartDay(monthOfDay(from.day[i]));
    to.rule[k] = rater.rule < 0 ? -from.cell[i] : tables.ruleKey[rater.rule];
    to.zone[k] = tables.zoneKey[from.destination[i]];
    const range = from.range[i];
    to.file[k] = fileKeyOf(this.ranges, range);
    to.row[k] = fileRowOf(this.ranges, range, from.row[i]);
    to.contentHash[k] = from.contentHash[i];
    to.country[k] = from.country[i];
    to.service[k] = service;
    to.flags[k] = from.flags[i];
    to.outcome[k] = from.outcome[i];
    to.isPending[k] = rater.isPending ? 1 : 0;
  }

  finish(texts: TextColumn[]): RatedBatch {
    return this.builder.finish(texts);
  }
}

import {
  RATED_COLUMNS,
  type RatedBuffers,
  type RatedColumnName,
  setInt64,
  TEXT_CELL_WORDS,
} from '../batch/rated-columns.ts';
import { DATA } from '../batch/services.ts';
import { FLAG_PENDING } from '../batch/usage-flags.ts';
import {
  CALLED,
  CELL,
  CONTENT_HASH,
  CONTRACT,
  COUNTRY,
  DAY,
  DESTINATION,
  flagsIn,
  ID_LENGTH,
  INLINE_BYTES,
  LINE,
  MEASURE,
  RANGE,
  ROW,
  SESSION_STARTED_AT,
  STARTED_AT,
  serviceIn,
  TEXT_START,
  TRAITS,
  type UsageRecords,
} from '../batch/usage-records.ts';
import { freeIndex } from '../classify/free-calls.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import { fileKeyOf, fileRowOf, type RangeTables } from './range-tables.ts';
import type { RecordRater } from './record-rater.ts';

/** Writes rated records in the store's columns. */
export class RatedWriter {
  private rowCount = 0;
  private readonly destinationCount: number;
  private readonly keys: StoreKeys;
  private readonly ranges: RangeTables;
  private readonly from: UsageRecords;
  private readonly buffers: Record<RatedColumnName, ArrayBuffer>;
  private readonly startedAt: Int32Array;
  private readonly line: Int32Array;
  private readonly called: Int32Array;
  private readonly quantity: Int32Array;
  private readonly included: Int32Array;
  private readonly amount: Int32Array;
  private readonly octets: Int32Array;
  private readonly sessionStartedAt: Int32Array;
  private readonly contract: Int32Array;
  private readonly month: Int32Array;
  private readonly rule: Int32Array;
  private readonly file: Int32Array;
  private readonly row: Int32Array;
  private readonly contentHash: Int32Array;
  private readonly country: Uint16Array;
  private readonly flags: Uint8Array;
  private readonly eventId: Int32Array;
  private readonly sessionId: Int32Array;
  private readonly sessionBytes: Uint8Array;

  constructor(tables: RatingTables, keys: StoreKeys, ranges: RangeTables, from: UsageRecords) {
    this.destinationCount = tables.tariffs.destinationCount;
    this.keys = keys;
    this.ranges = ranges;
    this.from = from;
    const buffers = Object.fromEntries(
      RATED_COLUMNS.map(({ name, width }) => [name, new ArrayBuffer(from.rowCount * width)]),
    ) as Record<RatedColumnName, ArrayBuffer>;
    this.buffers = buffers;
    this.startedAt = new Int32Array(buffers.started_at);
    this.line = new Int32Array(buffers.line);
    this.called = new Int32Array(buffers.called);
    this.quantity = new Int32Array(buffers.quantity);
    this.included = new Int32Array(buffers.included);
    this.amount = new Int32Array(buffers.amount);
    this.octets = new Int32Array(buffers.octets);
    this.sessionStartedAt = new Int32Array(buffers.session_started_at);
    this.contract = new Int32Array(buffers.contract_key);
    this.month = new Int32Array(buffers.month);
    this.rule = new Int32Array(buffers.rule_key);
    this.file = new Int32Array(buffers.file_key);
    this.row = new Int32Array(buffers.row);
    this.contentHash = new Int32Array(buffers.content_hash);
    this.country = new Uint16Array(buffers.country);
    this.flags = new Uint8Array(buffers.flags);
    this.eventId = new Int32Array(buffers.event_id);
    this.sessionId = new Int32Array(buffers.session_id);
    this.sessionBytes = new Uint8Array(buffers.session_id);
  }

  /** Writes the record at word `at` with what the rater made of it. */
  write(at: number, rater: RecordRater): void {
    const { keys, ranges } = this;
    const { words, doubles } = this.from;
    const k = this.rowCount++;
    const double = at >> 1;
    const traits = words[at + TRAITS];
    const isData = serviceIn(traits) === DATA;
    setInt64(this.startedAt, k, doubles[double + STARTED_AT]);
    setInt64(this.line, k, keys.lineKey[words[at + LINE]]);
    setInt64(this.called, k, doubles[double + CALLED]);
    setInt64(this.quantity, k, rater.quantity);
    setInt64(this.included, k, rater.included);
    setInt64(this.amount, k, rater.amountMicroEuros);
    setInt64(this.octets, k, isData ? doubles[double + MEASURE] : 0);
    setInt64(this.sessionStartedAt, k, isData ? doubles[double + SESSION_STARTED_AT] : 0);
    this.contract[k] = keys.contractKey[words[at + CONTRACT]];
    this.month[k] = monthStartDay(monthOfDay(words[at + DAY]));
    this.rule[k] = this.ruleKey(at, traits);
    const range = words[at + RANGE] >>> 0;
    this.file[k] = fileKeyOf(ranges, range);
    this.row[k] = fileRowOf(ranges, range, words[at + ROW] >>> 0);
    this.contentHash[k] = words[at + CONTENT_HASH];
    this.country[k] = words[at + COUNTRY];
    this.flags[k] = flagsIn(traits) | (rater.isPending ? FLAG_PENDING : 0);
    for (let cell = 0; cell < TEXT_CELL_WORDS; cell++) {
      this.eventId[k * TEXT_CELL_WORDS + cell] = words[at + ID_LENGTH + cell];
    }
    if (words[at + TEXT_START] >= 0) this.writeSessionId(k, words[at + TEXT_START]);
  }

  /** Key of the record's rule, service and zone; zero-second and incoming calls have no tariff's rule. */
  private ruleKey(at: number, traits: number): number {
    const { words } = this.from;
    const cell = words[at + CELL];
    if (cell >= 0) return this.keys.ruleKeyOfCell[cell];
    const destination = words[at + DESTINATION];
    const place = freeIndex(cell, serviceIn(traits), destination, this.destinationCount);
    return this.keys.ruleKeyOfFree[place];
  }

  private writeSessionId(k: number, start: number): void {
    const { texts } = this.from;
    const length = texts[start];
    this.sessionId[k * TEXT_CELL_WORDS] = length;
    if (length > INLINE_BYTES) {
      this.sessionId[k * TEXT_CELL_WORDS + 1] = start + 2;
      return;
    }
    const to = (k * TEXT_CELL_WORDS + 1) * 4;
    for (let at = 0; at < length; at++) this.sessionBytes[to + at] = texts[start + 2 + at];
  }

  /** The finished columns. */
  finish(): RatedBuffers {
    return {
      rowCount: this.rowCount,
      columns: RATED_COLUMNS.map(({ name }) => this.buffers[name]),
      texts: this.from.texts,
    };
  }
}

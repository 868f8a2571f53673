import { hashIdAt } from '../batch/event-id-hash.ts';
import { setKind, setOrigin } from '../batch/packed-columns.ts';
import {
  columnStart,
  emptyRated,
  RATED_COLUMNS,
  type RatedBuffers,
  type RatedColumnName,
  setInt64,
  TEXT_CELL_WORDS,
  textsStart,
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
  ID_BYTES,
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
  private readonly rated: RatedBuffers;
  private readonly startedAt: Int32Array;
  private readonly line: Int32Array;
  private readonly called: Int32Array;
  private readonly quantity: Int32Array;
  private readonly included: Int32Array;
  private readonly amount: Int32Array;
  private readonly octets: Int32Array;
  private readonly sessionStartedAt: Int32Array;
  private readonly kind: Int32Array;
  private readonly origin: Int32Array;
  private readonly contract: Int32Array;
  private readonly contentHash: Int32Array;
  private readonly eventId: Int32Array;
  private readonly idHash: Int32Array;
  private readonly sessionId: Int32Array;
  private readonly sessionBytes: Uint8Array;
  /** Texts too long for a cell. */
  private readonly texts: Uint8Array;
  private textLength = 0;

  /** @param spare a buffer to write to, if it is large enough */
  constructor(
    tables: RatingTables,
    keys: StoreKeys,
    ranges: RangeTables,
    from: UsageRecords,
    spare: SharedArrayBuffer | null,
  ) {
    this.destinationCount = tables.tariffs.destinationCount;
    this.keys = keys;
    this.ranges = ranges;
    this.from = from;
    this.rated = emptyRated(from.rowCount, from.texts.length, spare);
    const { buffer, capacity } = this.rated;
    const column = (name: RatedColumnName): [SharedArrayBuffer, number, number] => {
      const k = RATED_COLUMNS.findIndex((each) => each.name === name);
      return [buffer, columnStart(capacity, k), capacity * RATED_COLUMNS[k].width];
    };
    const words = (name: RatedColumnName) => {
      const [bytes, start, length] = column(name);
      return new Int32Array(bytes, start, length / 4);
    };
    this.startedAt = words('started_at');
    this.line = words('line');
    this.called = words('called');
    this.quantity = words('quantity');
    this.included = words('included');
    this.amount = words('amount');
    this.octets = words('octets');
    this.sessionStartedAt = words('session_started_at');
    this.contract = words('contract_key');
    this.kind = words('kind');
    this.origin = words('origin');
    this.contentHash = words('content_hash');
    this.eventId = words('event_id');
    this.idHash = words('id_hash');
    this.sessionId = words('session_id');
    this.sessionBytes = new Uint8Array(...column('session_id'));
    this.texts = new Uint8Array(buffer, textsStart(capacity));
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
    const monthDay = monthStartDay(monthOfDay(words[at + DAY]));
    const flags = flagsIn(traits) | (rater.isPending ? FLAG_PENDING : 0);
    setKind(this.kind, k, monthDay, this.ruleKey(at, traits), words[at + COUNTRY], flags);
    const range = words[at + RANGE] >>> 0;
    const row = fileRowOf(ranges, range, words[at + ROW] >>> 0);
    setOrigin(this.origin, k, fileKeyOf(ranges, range), row);
    this.contentHash[k] = words[at + CONTENT_HASH];
    this.writeEventId(k, at);
    hashIdAt(this.from, at, this.idHash, 2 * k);
    this.writeSessionId(k, words[at + TEXT_START]);
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

  private writeEventId(k: number, at: number): void {
    const { words } = this.from;
    const { eventId } = this;
    const length = words[at + ID_LENGTH];
    const cell = k * TEXT_CELL_WORDS;
    eventId[cell] = length;
    if (length > INLINE_BYTES) {
      eventId[cell + 1] = this.addText(words[at + ID_BYTES], length);
      return;
    }
    eventId[cell + 1] = words[at + ID_BYTES];
    eventId[cell + 2] = words[at + ID_BYTES + 1];
    eventId[cell + 3] = words[at + ID_BYTES + 2];
  }

  /** @param start of the record's texts, -1 = none; the buffer may hold an older cell, so all of it is written */
  private writeSessionId(k: number, start: number): void {
    const { texts } = this.from;
    const { sessionId } = this;
    const cell = k * TEXT_CELL_WORDS;
    const length = start < 0 ? 0 : texts[start];
    sessionId[cell] = length;
    sessionId[cell + 1] = 0;
    sessionId[cell + 2] = 0;
    sessionId[cell + 3] = 0;
    if (length > INLINE_BYTES) {
      sessionId[cell + 1] = this.addText(start + 2, length);
      return;
    }
    const to = (cell + 1) * 4;
    for (let at = 0; at < length; at++) this.sessionBytes[to + at] = texts[start + 2 + at];
  }

  /** Copies a text of the records behind the columns; returns its first byte there. */
  private addText(start: number, length: number): number {
    const { texts } = this.from;
    const to = this.textLength;
    for (let k = 0; k < length; k++) this.texts[to + k] = texts[start + k];
    this.textLength += length;
    return to;
  }

  /** The finished columns. */
  finish(): RatedBuffers {
    this.rated.rowCount = this.rowCount;
    return this.rated;
  }
}

import { hashIdAt } from '../batch/event-id-hash.ts';
import { IdSplitter, NO_HEAD, NO_NUMBER, SESSION_HEAD_BIT, UUID_KEY } from '../batch/id-heads.ts';
import { setKind, setOrigin } from '../batch/packed-columns.ts';
import {
  capacityOf,
  columnStart,
  RATED_COLUMNS,
  type RatedBuffers,
  type RatedColumnName,
  ratedBuffer,
  setInt64,
} from '../batch/rated-columns.ts';
import { DATA } from '../batch/services.ts';
import { TextPlacesBuilder } from '../batch/text-places.ts';
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
import { readUuid, UUID_BYTES } from '../batch/uuid-words.ts';
import { freeIndex } from '../classify/free-calls.ts';
import type { RatingTables, UsageKeys } from '../classify/rating-tables.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import { fileKeyOf, fileRowOf, type RangeTables } from './range-tables.ts';
import type { RecordRater } from './record-rater.ts';

const UUID_HEADS = UUID_KEY | (UUID_KEY << SESSION_HEAD_BIT);

/** Writes rated records in the store's columns. */
export class RatedWriter {
  private rowCount = 0;
  private readonly destinationCount: number;
  private readonly keys: UsageKeys;
  private readonly ranges: RangeTables;
  private readonly from: UsageRecords;
  private readonly buffer: SharedArrayBuffer;
  private readonly capacity: number;
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
  private readonly idHash: Int32Array;
  private readonly eventNumber: Int32Array;
  private readonly sessionNumber: Int32Array;
  private readonly idHeads: Int32Array;
  private readonly eventIds: IdSplitter;
  private readonly sessionIds: IdSplitter;
  private readonly uuid = new Int32Array(4);
  /** The bytes of the records' words, where short ids stand. */
  private readonly recordBytes: Uint8Array;
  private readonly idTexts = new TextPlacesBuilder();

  /** @param spare a buffer to write to, if it is large enough */
  constructor(
    tables: RatingTables,
    keys: UsageKeys,
    ranges: RangeTables,
    from: UsageRecords,
    spare: SharedArrayBuffer | null,
  ) {
    this.destinationCount = tables.tariffs.destinationCount;
    this.keys = keys;
    this.ranges = ranges;
    this.from = from;
    this.eventIds = new IdSplitter(keys.idHeads);
    this.sessionIds = new IdSplitter(keys.idHeads);
    const { words: records } = from;
    this.recordBytes = new Uint8Array(records.buffer, records.byteOffset, records.byteLength);
    const buffer = ratedBuffer(from.rowCount, spare);
    const capacity = capacityOf(buffer);
    this.buffer = buffer;
    this.capacity = capacity;
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
    this.idHash = words('id_hash');
    this.eventNumber = words('event_number');
    this.sessionNumber = words('session_number');
    this.idHeads = words('id_heads');
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
    hashIdAt(this.from, at, this.idHash, 2 * k);
    this.idHeads[k] = this.writeUuid(k, at) ? UUID_HEADS : this.writeIds(k, at);
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

  /** Writes the ids of an event with a UUID and without a session, which calls of a Webex report are. */
  private writeUuid(k: number, at: number): boolean {
    const { words, texts } = this.from;
    if (words[at + ID_LENGTH] !== UUID_BYTES) return false;
    const session = words[at + TEXT_START];
    if (session >= 0 && texts[session] > 0) return false;
    const { uuid, eventNumber, sessionNumber } = this;
    if (!readUuid(texts, words[at + ID_BYTES], uuid)) return false;
    eventNumber[2 * k] = uuid[1];
    eventNumber[2 * k + 1] = uuid[0];
    sessionNumber[2 * k] = uuid[3];
    sessionNumber[2 * k + 1] = uuid[2];
    return true;
  }

  /** @returns keys of the ids' heads */
  private writeIds(k: number, at: number): number {
    const eventHead = this.writeEventId(k, at);
    const sessionHead = this.writeSessionId(k, this.from.words[at + TEXT_START]);
    return eventHead | (sessionHead << SESSION_HEAD_BIT);
  }

  /** @returns key of the id's head */
  private writeEventId(k: number, at: number): number {
    const { words, texts } = this.from;
    const length = words[at + ID_LENGTH];
    const isInline = length <= INLINE_BYTES;
    const bytes = isInline ? this.recordBytes : texts;
    const start = isInline ? (at + ID_BYTES) * 4 : words[at + ID_BYTES];
    const head = this.eventIds.split(bytes, start, start + length);
    if (head === 0) this.idTexts.add(k, bytes, start, length);
    setInt64(this.eventNumber, k, head === 0 ? 0 : this.eventIds.number);
    return head;
  }

  /** @param start of the record's texts, -1 = none */
  private writeSessionId(k: number, start: number): number {
    const { texts } = this.from;
    const length = start < 0 ? 0 : texts[start];
    if (length === 0) {
      setInt64(this.sessionNumber, k, NO_NUMBER);
      return NO_HEAD;
    }
    const head = this.sessionIds.split(texts, start + 2, start + 2 + length);
    if (head === 0) this.idTexts.add(k, texts, start + 2, length);
    setInt64(this.sessionNumber, k, head === 0 ? 0 : this.sessionIds.number);
    return head;
  }

  /** The finished columns. */
  finish(): RatedBuffers {
    const { rowCount, capacity, buffer } = this;
    return { rowCount, capacity, buffer, idTexts: this.idTexts.finish() };
  }
}

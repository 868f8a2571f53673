/**
 * What a decoder produces: one reusable block of usage records in columns, no object per record.
 * From here on nobody knows the source format.
 *
 * Text is not copied: a text column is a pair of offsets into `bytes`, the chunk being decoded, so a
 * block must be consumed before the next chunk is read.
 */

/** A row that cannot be read. It claims no event id. */
export interface Reject {
  /** Row within the range being decoded, first row = 0; the pipeline turns it into a file row. */
  row: number;
  /** Stable code, e.g. `bad_time`, `field_count`. */
  reason: string;
  /** What was found and what was expected, with the column's name. */
  detail: string;
  /** The row as it stands in the file, cut at MAX_REJECT_RAW_BYTES, invalid UTF-8 replaced. */
  raw: string;
}

/** The machine that a SIM was in, as the source saw it: for alarms only, no price depends on it. */
export interface MachineSighting {
  /** Row within the range being decoded, first row = 0. */
  row: number;
  /** 14 to 16 digits. */
  imei: string;
}

/** Bits of `CdrRows.marks`: what only the source can know about a record. */
export const MARK_INCOMING = 1;
/** Both ends are in the customer's own organisation (G12). */
export const MARK_ON_NET = 2;
/** Kept from the store only to complete a session period of the next month: not rated again. */
export const MARK_CONTEXT = 8;
/** The called party is not a telephone number (a SIP address): no zone can be found for it. */
export const MARK_NOT_A_NUMBER = 4;

export const OUTCOME_NONE = 0;
export const OUTCOME_DELIVERED = 1;
export const OUTCOME_UNDELIVERED = 2;

/** France in `CdrRows.country`. */
export const FRANCE: number = 5 * 26 + 17 + 1;

/** Gives room for so many bytes, where any number may begin. */
export type Room = (byteLength: number) => { buffer: ArrayBuffer; byteOffset: number };

const ownRoom: Room = (byteLength) => ({ buffer: new ArrayBuffer(byteLength), byteOffset: 0 });

interface ColumnType<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
}

export class CdrRows {
  /** Bytes of a row over all columns, and some for each column to begin where it may. */
  static readonly ROW_BYTES = 128;
  rowCount = 0;
  /** Chunk into which all `…Start`/`…End` offsets point. */
  bytes: Uint8Array = new Uint8Array(0);
  rejects: Reject[] = [];
  /** Empty unless the file has a column for it. */
  sightings: MachineSighting[] = [];

  readonly capacity: number;
  /** Range each row comes from; set by the reader, or by the decoder of stored usage. */
  readonly range: Uint32Array;
  /** Row within the range, first row = 0. */
  readonly row: Uint32Array;
  /** Hash of the content as first stored, 0 = to be computed. */
  readonly contentHash: Uint32Array;
  /** Code from services.ts. */
  readonly service: Uint8Array;
  /** Microseconds since 1970 UTC, a safe integer. */
  readonly startedAtUnixUs: Float64Array;
  /** Whole seconds; voice and csd, else 0. */
  readonly durationSeconds: Float64Array;
  /** Octets; data, else 0. */
  readonly octetsUp: Float64Array;
  readonly octetsDown: Float64Array;
  /** Start of the data session; equals startedAtUnixUs where the record is its own session. */
  readonly sessionStartedAtUnixUs: Float64Array;
  /** ISO 3166 alpha-2 as (first - 'A') * 26 + (second - 'A') + 1; 0 = not given (France). */
  readonly country: Uint16Array;
  readonly outcome: Uint8Array;
  readonly marks: Uint8Array;
  readonly eventIdStart: Int32Array;
  readonly eventIdEnd: Int32Array;
  readonly lineStart: Int32Array;
  readonly lineEnd: Int32Array;
  /** As dialled; only digits after an optional leading `+`, 1 to 17 of them; empty where the service has none. */
  readonly calledStart: Int32Array;
  readonly calledEnd: Int32Array;
  /** Empty where the record is its own session. */
  readonly sessionIdStart: Int32Array;
  readonly sessionIdEnd: Int32Array;

  /** @param room where the columns are to lie; in memory of their own when not given */
  constructor(capacity: number, room: Room = ownRoom) {
    this.capacity = capacity;
    const column = <T>(type: ColumnType<T>): T => {
      const { buffer, byteOffset } = room(capacity * type.BYTES_PER_ELEMENT);
      return new type(buffer, byteOffset, capacity);
    };
    this.range = column(Uint32Array);
    this.row = column(Uint32Array);
    this.contentHash = column(Uint32Array);
    this.service = column(Uint8Array);
    this.startedAtUnixUs = column(Float64Array);
    this.durationSeconds = column(Float64Array);
    this.octetsUp = column(Float64Array);
    this.octetsDown = column(Float64Array);
    this.sessionStartedAtUnixUs = column(Float64Array);
    this.country = column(Uint16Array);
    this.outcome = column(Uint8Array);
    this.marks = column(Uint8Array);
    this.eventIdStart = column(Int32Array);
    this.eventIdEnd = column(Int32Array);
    this.lineStart = column(Int32Array);
    this.lineEnd = column(Int32Array);
    this.calledStart = column(Int32Array);
    this.calledEnd = column(Int32Array);
    this.sessionIdStart = column(Int32Array);
    this.sessionIdEnd = column(Int32Array);
  }

  /** Empties the block for reuse on `bytes`. */
  reset(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.rowCount = 0;
    this.rejects = [];
    this.sightings = [];
  }
}

/**
 * A classified record on its way from the worker that decoded it to the one that rates it.
 *
 * Records travel row by row, not in columns: both sides touch them in an order of their own (grouping by
 * component, then rating by start), and a record in one place costs one or two cache misses where twenty
 * columns cost twenty. A record is WORDS 32-bit words; its first fields are 64-bit numbers.
 *
 * Fields are read through two views of the same bytes: `doubles[at / 2 + STARTED_AT]` and `words[at + LINE]`,
 * where `at` is the record's first word.
 */

/** Words of a record; even, so that the 64-bit fields stay aligned. */
export const WORDS = 26;

// Fields that are 64-bit numbers, counted in 64-bit units.
/** Microseconds since 1970 UTC. */
export const STARTED_AT = 0;
/** E.164 digits as a number; short and internal numbers negative; 0 = none. */
export const CALLED = 1;
/** Whole seconds of a call, octets up plus down of a data record, else 1. */
export const MEASURE = 2;
/** Start of the data session in microseconds. */
export const SESSION_STARTED_AT = 3;

// Fields that are 32-bit words.
/** Line index in the reference data, -1 = unknown. */
export const LINE = 8;
/** Contract index, -1 = none. */
export const CONTRACT = 9;
/** Rule cell: see TariffTables.ruleOf, or one of the CELL_ constants. */
export const CELL = 10;
/** Paris day of the start. */
export const DAY = 11;
/** 64-bit key of (line, session id), two halves; the high half is 0 when the record is its own session. */
export const SESSION_KEY_LOW = 12;
export const SESSION_KEY_HIGH = 13;
/** Hash of the record's content, to tell a duplicate from a conflict. */
export const CONTENT_HASH = 14;
/** Index of the input range; from STORED_RANGE on (unsigned), the key of the stored record's file instead. */
export const RANGE = 15;
/** Row within the range; for a stored record the row in its file. */
export const ROW = 16;
/** Records of one component are rated together, in order of start. */
export const COMPONENT = 17;
export const DESTINATION = 18;
export const COUNTRY = 19;
/** Service in bits 0–3, outcome in bits 4–7, suspense reason in bits 8–15, flags in bits 16–23. */
export const TRAITS = 20;
/** Event id as DuckDB holds a short text: its length, then up to 12 bytes; a longer one's place in the texts. */
export const ID_LENGTH = 21;
export const ID_BYTES = 22;
/** Place in the texts of the session id, followed by the line where it is unknown. */
export const TEXT_START = 25;
// The lengths of those two texts stand in the texts themselves, one byte each: ids are at most 255 bytes.

/** Longest text kept in a record itself. */
export const INLINE_BYTES = 12;

export const CELL_NONE = -1;
/** A call of zero seconds: rated 0 whatever its number (G3). */
export const CELL_ZERO_SECONDS = -2;
/** An incoming call: rated 0 (G12). */
export const CELL_INCOMING = -3;

/** Records whose range is at least this come from the store, not from an input file. */
export const STORED_RANGE = 0x8000_0000;

export function traitsOf(
  service: number,
  outcome: number,
  suspenseReason: number,
  flags: number,
): number {
  return service | (outcome << 4) | (suspenseReason << 8) | (flags << 16);
}

export function serviceIn(traits: number): number {
  return traits & 15;
}

export function outcomeIn(traits: number): number {
  return (traits >>> 4) & 15;
}

export function suspenseReasonIn(traits: number): number {
  return (traits >>> 8) & 255;
}

export function flagsIn(traits: number): number {
  return (traits >>> 16) & 255;
}

/** Traits with another suspense reason. */
export function withReason(traits: number, suspenseReason: number): number {
  return (traits & ~(255 << 8)) | (suspenseReason << 8);
}

/** Traits with more flags set. */
export function withFlags(traits: number, flags: number): number {
  return traits | (flags << 16);
}

/** Records and their texts: what a partition, or a step of decoding, is made of. */
export interface UsageRecords {
  rowCount: number;
  words: Int32Array;
  doubles: Float64Array;
  texts: Uint8Array;
}

const decoder = new TextDecoder();

/** First byte of the event id of the record at word `at`, in the bytes of `records.words` or in the texts. */
export function eventIdText(records: UsageRecords, at: number): string {
  const length = records.words[at + ID_LENGTH];
  const start = records.words[at + ID_BYTES];
  if (length > INLINE_BYTES) return decoder.decode(records.texts.slice(start, start + length));
  const { buffer, byteOffset } = records.words;
  const inline = new Uint8Array(buffer, byteOffset + (at + ID_BYTES) * 4, length);
  return decoder.decode(inline.slice());
}

export function sessionIdText(records: UsageRecords, at: number): string {
  const start = records.words[at + TEXT_START];
  if (start < 0) return '';
  return decoder.decode(records.texts.slice(start + 2, start + 2 + records.texts[start]));
}

/** Text of a line that is not in the reference data. */
export function lineText(records: UsageRecords, at: number): string {
  const start = records.words[at + TEXT_START];
  if (start < 0) return '';
  const from = start + 2 + records.texts[start];
  return decoder.decode(records.texts.slice(from, from + records.texts[start + 1]));
}

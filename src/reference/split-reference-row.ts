/**
 * Cuts one CSV row into byte ranges (RFC 4180). Unlike usage files, a quoted field may hold line
 * breaks: postal addresses do.
 */

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;

const ROW_READ = 0;
export const ROW_BLANK = 1;
/** The bytes at hand end before the row does. */
export const ROW_CUT = 2;
export const ROW_OPEN_QUOTE = 3;
export const ROW_STRAY_QUOTE = 4;

/** Where a row's fields are, by target slot; reused for every row. */
export interface RowFields {
  /** Slot that receives each column of the file. */
  slotOfColumn: Int32Array;
  start: Int32Array;
  end: Int32Array;
  fieldCount: number;
  /** First byte after the row. */
  next: number;
  /** Line breaks inside quotes. */
  innerLineFeeds: number;
  hasDoubledQuote: boolean;
  /** Where a faulty quote stands. */
  faultAt: number;
}

/**
 * Splits the row at `from`; doubled quotes are undone in `bytes` itself.
 * @param isLast the file ends at `limit`, so a missing last line feed is no fault
 */
export function splitReferenceRow(
  bytes: Uint8Array,
  from: number,
  limit: number,
  isLast: boolean,
  fields: RowFields,
): number {
  const { slotOfColumn, start, end } = fields;
  const columnCount = slotOfColumn.length;
  const spareSlot = start.length - 1;
  fields.innerLineFeeds = 0;
  fields.hasDoubledQuote = false;
  fields.faultAt = -1;
  let at = from;
  for (let field = 0; ; field++) {
    const slot = field < columnCount ? slotOfColumn[field] : spareSlot;
    let fieldEnd = -1;
    start[slot] = at;
    if (bytes[at] === QUOTE && at < limit) {
      const close = closeQuote(bytes, at, limit, fields);
      if (close < 0) return isLast ? ROW_OPEN_QUOTE : ROW_CUT;
      start[slot] = at + 1;
      fieldEnd = close;
      at = close + 1;
      if (bytes[at] === CR && (at + 1 >= limit || bytes[at + 1] === LF)) at++;
      if (at < limit && bytes[at] !== COMMA && bytes[at] !== LF) fields.faultAt = at;
    }
    while (at < limit) {
      const byte = bytes[at];
      if (byte <= COMMA) {
        if (byte === COMMA || byte === LF) break;
        if (byte === QUOTE && fields.faultAt < 0) fields.faultAt = at;
      }
      at++;
    }
    if (at < limit && bytes[at] === COMMA) {
      end[slot] = fieldEnd < 0 ? at : fieldEnd;
      at++;
      continue;
    }
    if (at >= limit && !isLast) return ROW_CUT;
    fields.fieldCount = field + 1;
    fields.next = at < limit ? at + 1 : at;
    if (fieldEnd < 0) {
      const isCrLf = at > start[slot] && bytes[at - 1] === CR;
      fieldEnd = isCrLf ? at - 1 : at;
      if (field === 0 && fieldEnd === start[slot]) return ROW_BLANK;
    }
    end[slot] = fieldEnd;
    if (fields.hasDoubledQuote) undoubleQuotes(bytes, fields);
    return fields.faultAt < 0 ? ROW_READ : ROW_STRAY_QUOTE;
  }
}

/** Offset of the quote that closes the field opened at `open`, or -1. */
function closeQuote(bytes: Uint8Array, open: number, limit: number, fields: RowFields): number {
  for (let at = open + 1; at < limit; at++) {
    if (bytes[at] === LF) fields.innerLineFeeds++;
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 >= limit || bytes[at + 1] !== QUOTE) return at;
    fields.hasDoubledQuote = true;
    at++;
  }
  fields.faultAt = open;
  return -1;
}

/**
 * Undoes doubled quotes in place. Only done on a whole row: one that was cut is split again, and
 * must be found as it was.
 */
function undoubleQuotes(bytes: Uint8Array, fields: RowFields): void {
  const { start, end } = fields;
  for (let slot = 0; slot < start.length; slot++) {
    if (bytes[start[slot] - 1] !== QUOTE) continue;
    let write = start[slot];
    for (let read = write; read < end[slot]; read++) {
      bytes[write++] = bytes[read];
      if (bytes[read] === QUOTE) read++;
    }
    end[slot] = write;
  }
}

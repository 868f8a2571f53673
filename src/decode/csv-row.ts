/**
 * Finds the fields of one CSV row as byte offsets: RFC 4180 quotes, no line break inside a field, so a
 * line feed always ends the row and a broken row can never swallow the next one.
 */

import { isUtf8 } from 'node:buffer';

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;

export const ROW_OK = 0;
/** Nothing but a line end. */
export const ROW_BLANK = 1;
/** The bytes end before the row does. */
export const ROW_INCOMPLETE = 2;
export const ROW_OPEN_QUOTE = 3;
/** A quote inside an unquoted field, or text after a closing quote. */
export const ROW_BAD_QUOTE = 4;
export const ROW_CONTROL_CHARACTER = 5;
export const ROW_INVALID_UTF8 = 6;

/** The row found last: reused for every row of a file. */
export class CsvRow {
  fieldCount = 0;
  /** Offset of the first byte after the row's line feed. */
  next = 0;
  /** End of the row's text, line end excluded. */
  textEnd = 0;
  /**
   * Field k, without its quotes, is bytes[bounds[k], bounds[k + 1] - 1): one byte stands between two fields.
   * Fields beyond the capacity are counted, not kept.
   */
  readonly bounds: Int32Array;
  /** Bytes of the row's text kept as it stood in the file, when its quotes were undone in place; else 0. */
  originalLength = 0;
  /** Where it is kept: used again for every such row, since making an array takes longer than filling it. */
  original: Uint8Array = new Uint8Array(1024);

  constructor(capacity: number) {
    this.bounds = new Int32Array(capacity + 1);
  }
}

/**
 * Splits the row that begins at `start`. Quotes are undone in `bytes` itself, once the whole row is there.
 * @param isLast the bytes end where the file does, so a missing last line feed is no fault
 * @returns one of the ROW_ codes; `row` holds the fields when it is ROW_OK, and `next` and `textEnd` unless
 *   it is ROW_INCOMPLETE
 */
export function splitCsvRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  isLast: boolean,
  row: CsvRow,
): number {
  const { bounds } = row;
  let field = 0;
  let at = start;
  let lineFeed = -1;
  let allBits = 0;
  let code = ROW_OK;
  bounds[0] = start;
  while (at < end) {
    const byte = bytes[at++];
    if (byte > COMMA) {
      allBits |= byte;
    } else if (byte === COMMA) {
      if (++field < bounds.length) bounds[field] = at;
    } else if (byte === LF) {
      lineFeed = at - 1;
      break;
    } else if (byte === QUOTE) {
      const isFirst = at - 1 === start || bytes[at - 2] === COMMA;
      if (isFirst) return splitQuotedRow(bytes, start, end, isLast, row);
      code = ROW_BAD_QUOTE;
    } else if (byte < SPACE && !(byte === CR && (at === end || bytes[at] === LF))) {
      code = ROW_CONTROL_CHARACTER;
    }
  }
  if (lineFeed < 0 && !isLast) return ROW_INCOMPLETE;
  endRow(bytes, start, lineFeed < 0 ? end : lineFeed, end, row);
  if (row.textEnd === start) return ROW_BLANK;
  row.fieldCount = ++field;
  if (field < bounds.length) bounds[field] = row.textEnd + 1;
  if (code !== ROW_OK || allBits < 128) return code;
  return isUtf8(bytes.subarray(start, row.textEnd)) ? ROW_OK : ROW_INVALID_UTF8;
}

/** Notes where the row's text and line end stop; `lineFeed` is `end` when the last one is missing. */
function endRow(
  bytes: Uint8Array,
  start: number,
  lineFeed: number,
  end: number,
  row: CsvRow,
): void {
  row.next = lineFeed < end ? lineFeed + 1 : end;
  row.textEnd = lineFeed > start && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
  row.originalLength = 0;
}

/** As splitCsvRow, for a row in which some field begins with a quote: moves the fields together, unquoted. */
function splitQuotedRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  isLast: boolean,
  row: CsvRow,
): number {
  const { bounds } = row;
  let lineFeed = bytes.indexOf(LF, start);
  if (lineFeed < 0 || lineFeed >= end) {
    if (!isLast) return ROW_INCOMPLETE;
    lineFeed = end;
  }
  endRow(bytes, start, lineFeed, end, row);
  const { textEnd } = row;
  const textCode = keepOriginal(bytes, start, textEnd, row);
  let field = 0;
  let write = start;
  let code = ROW_OK;
  for (let at = start; at <= textEnd; at++) {
    if (at < textEnd && bytes[at] === QUOTE) {
      at = unquote(bytes, at, textEnd, write) + 1;
      if (at === 0) return ROW_OPEN_QUOTE;
      if (at < textEnd && bytes[at] !== COMMA) return ROW_BAD_QUOTE;
      write = unquotedEnd;
    } else {
      for (; at < textEnd && bytes[at] !== COMMA; at++) {
        if (bytes[at] === QUOTE) code = ROW_BAD_QUOTE;
        bytes[write++] = bytes[at];
      }
    }
    write++;
    if (++field < bounds.length) bounds[field] = write;
  }
  row.fieldCount = field;
  return code === ROW_OK ? textCode : code;
}

/** End of the text written by the last call of unquote. */
let unquotedEnd = 0;

/**
 * Copies the text of the quoted field at `open` down to `write`, doubled quotes halved.
 * @returns offset of the closing quote, or -1 when the row ends first
 */
function unquote(bytes: Uint8Array, open: number, textEnd: number, write: number): number {
  let to = write;
  for (let at = open + 1; at < textEnd; at++) {
    if (bytes[at] === QUOTE) {
      if (at + 1 === textEnd || bytes[at + 1] !== QUOTE) {
        unquotedEnd = to;
        return at;
      }
      at++;
    }
    bytes[to++] = bytes[at];
  }
  return -1;
}

/** Copies the row's text to where it is kept; returns ROW_OK, or what is wrong with its characters. */
function keepOriginal(bytes: Uint8Array, start: number, textEnd: number, row: CsvRow): number {
  const length = textEnd - start;
  if (row.original.length < length) row.original = new Uint8Array(length * 2);
  const { original } = row;
  row.originalLength = length;
  let allBits = 0;
  let hasControl = false;
  for (let k = 0; k < length; k++) {
    const byte = bytes[start + k];
    original[k] = byte;
    allBits |= byte;
    if (byte < SPACE) hasControl = true;
  }
  if (hasControl) return ROW_CONTROL_CHARACTER;
  return allBits < 128 || isUtf8(original.subarray(0, length)) ? ROW_OK : ROW_INVALID_UTF8;
}

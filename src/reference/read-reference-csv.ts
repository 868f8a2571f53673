import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { MAX_REFERENCE_ROWS } from '../bounds.ts';
import { addIssue, type IssueList } from './reference-issues.ts';
import { type ReferenceRow, reportByte, reportField } from './reference-row.ts';
import {
  ROW_BLANK,
  ROW_CUT,
  ROW_OPEN_QUOTE,
  ROW_STRAY_QUOTE,
  type RowFields,
  splitReferenceRow,
} from './split-reference-row.ts';

/**
 * The columns of one reference file that octroi reads; a column's place in `columns` is its number.
 */
export interface FileLayout {
  /** Name without extension. */
  name: string;
  columns: readonly string[];
  /** Columns the file may lack: every field then counts as empty. */
  optional: readonly string[];
}

export type OnRow = (row: ReferenceRow) => void;

/** The files of one directory, by name without extension. */
export interface ReferenceFiles {
  /** Reads a file row by row; false when it is absent, or a row of it was left out for its form. */
  read(layout: FileLayout, onRow: OnRow): boolean;
  /** About how many rows a file has. */
  expectedRows(name: string): number;
}

/**
 * Bytes held at a time, and so the longest row: a fleet of a million lines never stands in memory
 * as text.
 */
const CHUNK_BYTES = 4 << 20;

const MAX_HEADER_COLUMNS = 1_000;

const LF = 10;

/**
 * Reads a CSV reference file from its first byte to its last, and hands every well-formed row to
 * `onRow`; the row is only valid during the call. Faults of the file's form go to `issues`.
 * @param file the file as the user knows it, which may differ from `path` (Parquet)
 * @returns rows handed over, and whether these are all of them
 */
export function readReferenceCsv(
  path: string,
  file: string,
  layout: FileLayout,
  issues: IssueList,
  onRow: OnRow,
): ReadRows {
  const descriptor = openSync(path, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const row = newRow(file, layout, issues, Math.min(Math.max(size, 1) + 1, CHUNK_BYTES));
    return readChunks(descriptor, row, layout, onRow);
  } finally {
    closeSync(descriptor);
  }
}

function newRow(
  file: string,
  layout: FileLayout,
  issues: IssueList,
  bufferBytes: number,
): ReferenceRow {
  const bytes = Buffer.allocUnsafe(bufferBytes);
  return { ...newFields(layout.columns.length), file, issues, bytes, rowStart: 0, line: 1 };
}

/** Room for `slots` fields and a spare slot for all others. */
function newFields(slots: number): RowFields {
  return {
    slotOfColumn: Int32Array.from({ length: slots }, (_, slot) => slot),
    start: new Int32Array(slots + 1),
    end: new Int32Array(slots + 1),
    fieldCount: 0,
    next: 0,
    innerLineFeeds: 0,
    hasDoubledQuote: false,
    faultAt: -1,
  };
}

function readChunks(
  descriptor: number,
  row: ReferenceRow,
  layout: FileLayout,
  onRow: OnRow,
): ReadRows {
  const { bytes } = row;
  const header = newFields(MAX_HEADER_COLUMNS);
  const progress: Progress = { rowCount: 0, isWhole: true, hasHeader: false, isStopped: false };
  let filled = 0;
  for (let isLast = false, isFirst = true; !isLast; isFirst = false) {
    const read = readSync(descriptor, bytes, filled, bytes.length - filled, null);
    isLast = read === 0;
    filled += read;
    row.rowStart = isFirst && hasByteOrderMark(bytes, filled) ? 3 : 0;
    if (!progress.hasHeader) findHeader(row, header, filled, isLast, layout, progress);
    if (progress.hasHeader && !progress.isStopped) readRows(row, filled, isLast, onRow, progress);
    if (progress.isStopped) return { rowCount: progress.rowCount, isWhole: false };
    bytes.copyWithin(0, row.rowStart, filled);
    filled -= row.rowStart;
    row.rowStart = 0;
    if (filled === bytes.length) {
      reportByte(row, 0, `row longer than ${filled} bytes; expected \`"\` to close a quoted field`);
      return { rowCount: progress.rowCount, isWhole: false };
    }
  }
  return progress;
}

interface ReadRows {
  rowCount: number;
  /** False when the file was not read to its end, or a row was left out for its form. */
  isWhole: boolean;
}

interface Progress extends ReadRows {
  hasHeader: boolean;
  isStopped: boolean;
}

function findHeader(
  row: ReferenceRow,
  header: RowFields,
  limit: number,
  isLast: boolean,
  layout: FileLayout,
  progress: Progress,
): void {
  while (row.rowStart < limit) {
    const outcome = splitReferenceRow(row.bytes, row.rowStart, limit, isLast, header);
    if (outcome === ROW_CUT) return;
    if (outcome !== ROW_BLANK) {
      progress.hasHeader = true;
      progress.isStopped = !readHeader(row, header, layout);
    }
    row.rowStart = header.next;
    row.line += 1 + header.innerLineFeeds;
    if (progress.hasHeader) return;
  }
  if (!isLast) return;
  const expected = `expected a header line with ${layout.columns.join(',')}`;
  addIssue(row.issues, row.file, 1, 1, `the file is empty; ${expected}`);
  progress.isStopped = true;
}

/**
 * Reads the whole rows in bytes[row.rowStart, limit); `row.rowStart` ends on the first byte not
 * used.
 */
function readRows(
  row: ReferenceRow,
  limit: number,
  isLast: boolean,
  onRow: OnRow,
  progress: Progress,
): void {
  const { bytes } = row;
  const wholeLines = isLast ? limit : bytes.lastIndexOf(LF, limit - 1) + 1;
  // No character of several bytes holds a line feed, so whole lines can be judged at once.
  const isAllUtf8 = isUtf8(bytes.subarray(row.rowStart, Math.max(row.rowStart, wholeLines)));
  while (row.rowStart < limit) {
    const outcome = splitReferenceRow(bytes, row.rowStart, limit, isLast, row);
    if (outcome === ROW_CUT) return;
    if (outcome === ROW_OPEN_QUOTE || progress.rowCount === MAX_REFERENCE_ROWS) {
      const isOpen = outcome === ROW_OPEN_QUOTE;
      const message = isOpen
        ? 'opening quote without a closing quote; expected `"` at the end of the field'
        : `too many rows; expected at most ${MAX_REFERENCE_ROWS}`;
      reportByte(row, isOpen ? row.faultAt : row.rowStart, message);
      progress.isStopped = true;
      return;
    }
    if (outcome !== ROW_BLANK) {
      if (isSound(row, outcome, isAllUtf8)) {
        progress.rowCount++;
        onRow(row);
      } else progress.isWhole = false;
    }
    row.line += 1 + row.innerLineFeeds;
    row.rowStart = row.next;
  }
}

function isSound(row: ReferenceRow, outcome: number, isAllUtf8: boolean): boolean {
  const expectedCount = row.slotOfColumn.length;
  if (outcome === ROW_STRAY_QUOTE) {
    reportByte(row, row.faultAt, 'stray quote; expected `"` only around a field, and `""` inside');
    return false;
  }
  if (row.fieldCount !== expectedCount) {
    const message = `found ${row.fieldCount} fields, expected ${expectedCount} as in the header`;
    reportByte(row, row.rowStart, message);
    return false;
  }
  return isAllUtf8 || isEveryFieldUtf8(row);
}

function isEveryFieldUtf8(row: ReferenceRow): boolean {
  for (let column = 0; column < row.start.length - 1; column++) {
    if (isUtf8(row.bytes.subarray(row.start[column], row.end[column]))) continue;
    reportField(row, column, 'the text is not UTF-8; save the file as UTF-8');
    return false;
  }
  return true;
}

/** Maps the file's columns to the layout's; false when one is missing or stands twice. */
function readHeader(row: ReferenceRow, header: RowFields, layout: FileLayout): boolean {
  const found: string[] = [];
  for (let column = 0; column < header.fieldCount; column++) {
    const name = row.bytes.toString('utf8', header.start[column], header.end[column]);
    found.push(name.trim().toLowerCase());
  }
  const missing = layout.columns.filter((c) => !found.includes(c) && !layout.optional.includes(c));
  const twice = layout.columns.filter((c) => found.indexOf(c) !== found.lastIndexOf(c));
  const isSemicolons = found.length === 1 && found[0].includes(';');
  const hint = isSemicolons ? '; expected `,` between columns' : '';
  for (const name of missing) {
    reportByte(row, row.rowStart, `missing column \`${name}\`; found ${found.join(',')}${hint}`);
  }
  for (const name of twice) reportByte(row, row.rowStart, `column \`${name}\` stands twice`);
  const spareSlot = layout.columns.length;
  row.slotOfColumn = Int32Array.from(found, (name) => {
    const slot = layout.columns.indexOf(name);
    return slot < 0 ? spareSlot : slot;
  });
  return missing.length === 0 && twice.length === 0;
}

function hasByteOrderMark(bytes: Uint8Array, filled: number): boolean {
  return filled >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

import { addIssue, type IssueList } from './reference-issues.ts';
import type { RowFields } from './split-reference-row.ts';

const LF = 10;

/** The bytes of a UTF-8 character after its first: 10xxxxxx. */
const CONTINUATION_MASK = 0xc0;
const CONTINUATION = 0x80;
/** First byte of a character beyond U+FFFF, which editors count as two. */
const FOUR_BYTES = 0xf0;

/**
 * The row of a reference file being read: fields as byte ranges, one object reused for the whole
 * file.
 */
export interface ReferenceRow extends RowFields {
  /** File as shown to the user. */
  file: string;
  issues: IssueList;
  /**
   * Column c of the layout is bytes[start[c]] to end[c] (exclusive); empty if the file lacks it.
   */
  bytes: Buffer;
  rowStart: number;
  /** Physical line on which the row begins, header line = 1. */
  line: number;
}

export function isEmptyField(row: ReferenceRow, column: number): boolean {
  return row.start[column] === row.end[column];
}

export function fieldText(row: ReferenceRow, column: number): string {
  return row.bytes.toString('utf8', row.start[column], row.end[column]);
}

/**
 * Reports a fault at the place of a field; a column the file lacks counts as the row's beginning.
 */
export function reportField(row: ReferenceRow, column: number, message: string): void {
  reportByte(row, Math.max(row.start[column], row.rowStart), message);
}

/** Reports faults at the place of a field after later rows have been read. */
export function reporterAt(row: ReferenceRow, column: number): (message: string) => void {
  const { issues, file } = row;
  const place = placeOfByte(row, Math.max(row.start[column], row.rowStart));
  return (message) => addIssue(issues, file, place.line, place.column, message);
}

/** Reports a fault at a byte of the row. */
export function reportByte(row: ReferenceRow, at: number, message: string): void {
  const place = placeOfByte(row, at);
  addIssue(row.issues, row.file, place.line, place.column, message);
}

/** Line and column of a byte of the row, both from 1; the column counts characters. */
function placeOfByte(row: ReferenceRow, at: number): { line: number; column: number } {
  let line = row.line;
  let column = 1;
  for (let k = row.rowStart; k < at; k++) {
    const byte = row.bytes[k];
    if (byte === LF) {
      line++;
      column = 1;
    } else if ((byte & CONTINUATION_MASK) !== CONTINUATION) column += byte >= FOUR_BYTES ? 2 : 1;
  }
  return { line, column };
}

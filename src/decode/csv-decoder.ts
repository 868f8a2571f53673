import type { CdrRows } from '../batch/cdr-rows.ts';
import { MAX_RECORD_BYTES, MAX_REJECT_RAW_BYTES } from '../bounds.ts';
import type { Decoder } from './cdr-format.ts';
import type { CsvHeader } from './csv-header.ts';
import {
  CsvRow,
  ROW_BAD_QUOTE,
  ROW_BLANK,
  ROW_CONTROL_CHARACTER,
  ROW_INCOMPLETE,
  ROW_INVALID_UTF8,
  ROW_OK,
  ROW_OPEN_QUOTE,
  splitCsvRow,
} from './csv-row.ts';
import type { PlainRowReader } from './plain-rows.ts';

/** Meaning of the columns of one CSV format. */
export interface CsvFields {
  /**
   * Writes row `rows.rowCount` of the block from the fields; the caller counts it when all is well.
   * @param bounds field k is bytes[bounds[k], bounds[k + 1] - 1); field `columnCount` is an empty one, for
   *   columns the file does not have
   * @returns null, or why the row is rejected: the reason's code, a space, the detail
   */
  read(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null;
}

const LF = 10;

const ROW_PROBLEMS: Record<number, [reason: string, detail: string]> = {
  [ROW_OPEN_QUOTE]: ['open_quote', 'a quoted field is not closed before the end of the line'],
  [ROW_BAD_QUOTE]: ['bad_quote', 'a quote stands inside an unquoted field or before more text'],
  [ROW_CONTROL_CHARACTER]: ['control_character', 'the row holds a control character'],
  [ROW_INVALID_UTF8]: ['invalid_utf8', 'the row is not valid UTF-8'],
};

/** Decodes the rows of a CSV file, whatever its columns mean. */
export class CsvDecoder implements Decoder {
  rowsSeen = 0;
  private readonly columnCount: number;
  private readonly fields: CsvFields;
  private readonly row: CsvRow;
  private readonly plain: PlainRowReader | null;
  private isSkippingLongRow = false;

  /** @param plain reads the rows that need no more, where the format has such a reader */
  constructor(header: CsvHeader, fields: CsvFields, plain: PlainRowReader | null = null) {
    this.plain = plain;
    this.columnCount = header.columnCount;
    this.fields = fields;
    this.row = new CsvRow(header.columnCount + 1);
  }

  decode(bytes: Uint8Array, start: number, end: number, isLast: boolean, rows: CdrRows): number {
    const { row, fields, columnCount } = this;
    const { bounds } = row;
    let at = this.isSkippingLongRow ? this.skipLongRow(bytes, start, end) : start;
    const plain = this.plain?.begin(bytes, rows, at) === true ? this.plain : null;
    while (at < end && rows.rowCount < rows.capacity) {
      if (plain !== null) {
        this.rowsSeen += plain.read(at, end, this.rowsSeen);
        at = plain.next;
        if (at === end || rows.rowCount === rows.capacity) break;
      }
      const code = splitCsvRow(bytes, at, end, isLast, row);
      if (code === ROW_INCOMPLETE) return this.awaitRest(bytes, at, end, rows);
      if (code === ROW_OK && row.fieldCount === columnCount && row.next - at <= MAX_RECORD_BYTES) {
        bounds[columnCount + 1] = bounds[columnCount] + 1;
        rows.row[rows.rowCount] = this.rowsSeen;
        const problem = fields.read(bytes, bounds, rows);
        if (problem === null) rows.rowCount++;
        else this.reject(rows, bytes, at, problem);
      } else if (code !== ROW_BLANK) {
        this.reject(rows, bytes, at, this.problemOf(code, row.next - at));
      }
      this.rowsSeen++;
      at = row.next;
    }
    return at;
  }

  private problemOf(code: number, length: number): string {
    if (length > MAX_RECORD_BYTES) {
      return `row_too_long the row has more than ${MAX_RECORD_BYTES} bytes`;
    }
    if (code !== ROW_OK) return ROW_PROBLEMS[code].join(' ');
    const { fieldCount } = this.row;
    return `field_count expected ${this.columnCount} fields as in the header, found ${fieldCount}`;
  }

  private reject(rows: CdrRows, bytes: Uint8Array, start: number, problem: string): void {
    const space = problem.indexOf(' ');
    const { original, originalLength, textEnd } = this.row;
    const raw =
      originalLength > 0 ? original.subarray(0, originalLength) : bytes.subarray(start, textEnd);
    rows.rejects.push({
      row: this.rowsSeen,
      reason: problem.slice(0, space),
      detail: problem.slice(space + 1),
      raw: new TextDecoder().decode(raw.slice(0, MAX_REJECT_RAW_BYTES)),
    });
  }

  /** A row cut by the end of the chunk: kept for the next call, unless it is too long to be a record. */
  private awaitRest(bytes: Uint8Array, at: number, end: number, rows: CdrRows): number {
    if (end - at <= MAX_RECORD_BYTES) return at;
    this.row.textEnd = end;
    this.row.originalLength = 0;
    this.reject(rows, bytes, at, this.problemOf(ROW_OK, end - at));
    this.rowsSeen++;
    this.isSkippingLongRow = true;
    return end;
  }

  private skipLongRow(bytes: Uint8Array, start: number, end: number): number {
    const lineFeed = bytes.indexOf(LF, start);
    if (lineFeed < 0 || lineFeed >= end) return end;
    this.isSkippingLongRow = false;
    return lineFeed + 1;
  }
}

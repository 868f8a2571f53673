import { MAX_HEADER_BYTES } from '../bounds.ts';
import { type CdrFormat, FormatError } from './cdr-format.ts';
import { CsvRow, ROW_OK, splitCsvRow } from './csv-row.ts';

/** Most columns a CSV file may have; the widest known report has 87. */
export const MAX_COLUMNS = 1024;

const AMBIGUOUS = -1;

/** The header line of a CSV file: column positions by name, case ignored. */
export class CsvHeader {
  readonly columnCount: number;
  /** Offset of the first byte after the header line. */
  readonly bytesUsed: number;
  /** As they stand in the file. */
  readonly names: readonly string[];
  private readonly positions: Map<string, number>;

  constructor(names: readonly string[], bytesUsed: number) {
    this.names = names;
    this.columnCount = names.length;
    this.bytesUsed = bytesUsed;
    this.positions = new Map();
    for (const [position, name] of names.entries()) {
      const key = name.trim().toLowerCase();
      this.positions.set(key, this.positions.has(key) ? AMBIGUOUS : position);
    }
  }

  has(name: string): boolean {
    return this.positions.has(name.toLowerCase());
  }

  /**
   * Position of the column; for an absent one the slot after the last column, which is always empty.
   * @throws FormatError when the column stands twice: a column nobody asks for may
   */
  slotOf(name: string): number {
    const position = this.positions.get(name.toLowerCase()) ?? this.columnCount;
    if (position === AMBIGUOUS) {
      throw new FormatError(`line 1: the column ${name} stands twice in the header; keep one`);
    }
    return position;
  }

  /** @throws FormatError naming every required column that is missing */
  require(names: readonly string[]): this {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0) {
      throw new FormatError(`line 1: the header lacks ${missing.join(', ')}`);
    }
    return this;
  }
}

/** Offset of the first byte after a UTF-8 byte order mark, if there is one. */
export function afterByteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The header on the first line of `head`, or null when that line is no readable CSV or goes on behind `head`. */
export function readCsvHeader(head: Uint8Array): CsvHeader | null {
  const row = new CsvRow(MAX_COLUMNS);
  const isCut = head.length >= MAX_HEADER_BYTES;
  const copy = head.slice();
  const code = splitCsvRow(copy, afterByteOrderMark(copy), copy.length, !isCut, row);
  if (code !== ROW_OK || row.fieldCount > MAX_COLUMNS) return null;
  const text = new TextDecoder();
  const names = Array.from({ length: row.fieldCount }, (_, field) =>
    text.decode(copy.subarray(row.bounds[field], row.bounds[field + 1] - 1)),
  );
  return new CsvHeader(names, row.next);
}

/**
 * The header of a file that is said to be in this format.
 * @throws FormatError when there is no readable header, or a required column is missing
 */
export function requireCsvHeader(head: Uint8Array, required: readonly string[]): CsvHeader {
  const header = readCsvHeader(head);
  if (header === null) {
    throw new FormatError(
      `line 1: no header with the names of the columns; expected at least ${required.join(', ')}`,
    );
  }
  return header.require(required);
}

/** What every CSV format has in common: rows below a header that is known by some of its columns. */
export function rowsBelowHeader(
  columns: readonly string[],
): Pick<CdrFormat, 'splitsAtLines' | 'firstRow' | 'columns' | 'dataStart' | 'sniff'> {
  return {
    splitsAtLines: true,
    firstRow: 2,
    columns,
    dataStart: (head) => readCsvHeader(head)?.bytesUsed ?? 0,
    sniff(head) {
      const header = readCsvHeader(head);
      return header !== null && columns.every((name) => header.has(name));
    },
  };
}

import {
  type CdrRows,
  MARK_CONTEXT,
  MARK_INCOMING,
  MARK_NOT_A_NUMBER,
  MARK_ON_NET,
} from '../batch/cdr-rows.ts';
import { FLAG_CONTEXT, FLAG_INCOMING, FLAG_ON_NET } from '../batch/usage-flags.ts';
import { STORED_RANGE } from '../batch/usage-records.ts';
import type { CdrFormat } from './cdr-format.ts';
import { CsvDecoder, type CsvFields } from './csv-decoder.ts';
import { type CsvHeader, readCsvHeader, rowsBelowHeader } from './csv-header.ts';
import { parseCount } from './field-parsers.ts';
import { NATIVE_REQUIRED, NativeColumns } from './native-csv.ts';

/** Columns that stored usage has beside those of the native format. */
const STORED_COLUMNS = ['stored_flags'];
/** Where each record was first read: absent when the file itself is to count as the input (octroi simulate). */
const ORIGIN_COLUMNS = ['file_key', 'file_row', 'content_hash'];

/**
 * Usage read back from the store, to be rated again with new records of its scope: the native format and
 * what the store knows of each record. It is never recognised from the content.
 */
export const storedCsv: CdrFormat = {
  name: 'octroi-stored',
  ...rowsBelowHeader([]),
  sniff: () => false,
  open(head) {
    const header = readCsvHeader(head)?.require([
      ...NATIVE_REQUIRED,
      ...STORED_COLUMNS,
    ]) as CsvHeader;
    return new CsvDecoder(header, new StoredColumns(header));
  },
};

class StoredColumns implements CsvFields {
  private readonly native: NativeColumns;
  private readonly fileKey: number;
  private readonly fileRow: number;
  private readonly contentHash: number;
  private readonly flags: number;
  private readonly hasOrigin: boolean;

  constructor(header: CsvHeader) {
    this.native = new NativeColumns(header);
    this.fileKey = header.slotOf('file_key');
    this.fileRow = header.slotOf('file_row');
    this.contentHash = header.slotOf('content_hash');
    this.flags = header.slotOf('stored_flags');
    this.hasOrigin = ORIGIN_COLUMNS.every((name) => header.has(name));
  }

  read(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const problem = this.native.read(bytes, bounds, rows);
    if (problem !== null) return problem;
    const i = rows.rowCount;
    const flags = countIn(bytes, bounds, this.flags);
    if (this.hasOrigin) {
      rows.range[i] = STORED_RANGE + countIn(bytes, bounds, this.fileKey);
      rows.row[i] = countIn(bytes, bounds, this.fileRow);
      rows.contentHash[i] = countIn(bytes, bounds, this.contentHash);
    }
    if ((flags & FLAG_INCOMING) !== 0) rows.marks[i] |= MARK_INCOMING;
    if ((flags & FLAG_ON_NET) !== 0) rows.marks[i] |= MARK_ON_NET;
    if ((flags & FLAG_CONTEXT) !== 0) rows.marks[i] |= MARK_CONTEXT;
    // Only a call to something that is no telephone number was stored without digits.
    if (isLoneZero(bytes, rows.calledStart[i], rows.calledEnd[i]))
      rows.marks[i] |= MARK_NOT_A_NUMBER;
    return null;
  }
}

/** A 32-bit count that octroi itself wrote. */
function countIn(bytes: Uint8Array, bounds: Int32Array, column: number): number {
  return parseCount(bytes, bounds[column], bounds[column + 1] - 1, 0xffff_ffff);
}

function isLoneZero(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && bytes[start] === 48;
}

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
import { type CsvHeader, readCsvHeader } from './csv-header.ts';
import { parseCount } from './field-parsers.ts';
import { NATIVE_REQUIRED, NativeColumns } from './native-csv.ts';

/** Columns that stored usage has beside those of the native format. */
const STORED_COLUMNS = ['file_key', 'file_row', 'content_hash', 'stored_flags'];

/**
 * Usage read back from the store, to be rated again with new records of its scope: the native format and
 * what the store knows of each record. It has no name on the command line.
 */
export const storedCsv: CdrFormat = {
  name: 'octroi-stored',
  splitsAtLines: true,
  firstRow: 2,
  dataStart: (head) => readCsvHeader(head)?.bytesUsed ?? 0,
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
  private readonly columns: number[];

  constructor(header: CsvHeader) {
    this.native = new NativeColumns(header);
    this.columns = STORED_COLUMNS.map((name) => header.slotOf(name));
  }

  read(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const problem = this.native.read(bytes, bounds, rows);
    if (problem !== null) return problem;
    const i = rows.rowCount;
    const [fileKey, fileRow, contentHash, flags] = this.columns.map((column) =>
      parseCount(bytes, bounds[column], bounds[column + 1] - 1, 0xffff_ffff),
    );
    rows.range[i] = STORED_RANGE + fileKey;
    rows.row[i] = fileRow;
    rows.contentHash[i] = contentHash;
    if ((flags & FLAG_INCOMING) !== 0) rows.marks[i] |= MARK_INCOMING;
    if ((flags & FLAG_ON_NET) !== 0) rows.marks[i] |= MARK_ON_NET;
    if ((flags & FLAG_CONTEXT) !== 0) rows.marks[i] |= MARK_CONTEXT;
    // Only a call to something that is no telephone number was stored without digits.
    if (isLoneZero(bytes, rows.calledStart[i], rows.calledEnd[i]))
      rows.marks[i] |= MARK_NOT_A_NUMBER;
    return null;
  }
}

function isLoneZero(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && bytes[start] === 48;
}

import type { HeadCounts } from './batch/id-heads.ts';
import type { RangeTables } from './rate/range-tables.ts';
import type { InputFile } from './read/find-inputs.ts';
import type { InputRange } from './read/input-range.ts';
import type { RunFile } from './store/run-files.ts';
import type { DecodeResult } from './worker.ts';

/** Records of one partition: enough for bulk work, little enough that several fit in memory. */
const PARTITION_ROWS = 16_000;
const MAX_PARTITIONS = 2048;
/** Bytes a record takes in an input file, at least; gzip makes of it about a sixth. */
const ROW_BYTES = 60;
const GZIP_RATIO = 6;

/** Bytes a stored record takes, at least: see bench/README.md. */
const STORED_ROW_BYTES = 40;
/** Most stored records of one partition that may have to be rated again beside the new ones. */
const STORED_PARTITION_ROWS = 500_000;

/**
 * A power of two near one partition per PARTITION_ROWS records.
 * @param storedBytes size of the database: its usage may have to be read back
 */
export function partitionsFor(inputs: InputFile[], storedBytes: number): number {
  const rows = inputs.reduce(
    (sum, file) => sum + (file.sizeBytes * (file.isGzip ? GZIP_RATIO : 1)) / ROW_BYTES,
    0,
  );
  const storedRows = storedBytes / STORED_ROW_BYTES;
  let partitions = 4;
  while (
    partitions < MAX_PARTITIONS &&
    (partitions * PARTITION_ROWS < rows || partitions * STORED_PARTITION_ROWS < storedRows)
  ) {
    partitions *= 2;
  }
  return partitions;
}

/** A copy in shared memory. */
export function shared(values: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Adds the rows of each range, and what they measure, to its file. */
export function countRows(files: RunFile[], ranges: InputRange[], decoded: DecodeResult[]): void {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const [k, range] of ranges.entries()) {
    const file = byPath.get(range.path) as RunFile;
    file.rowCount += decoded[k].decoded + decoded[k].rejected;
    file.seconds += decoded[k].seconds;
    file.octets += decoded[k].octets;
  }
}

/** File and first row of every range: rows are numbered through the file. */
export function tablesOfRanges(
  files: RunFile[],
  ranges: InputRange[],
  decoded: DecodeResult[],
): RangeTables {
  const fileKey = shared(new Int32Array(ranges.length));
  const firstRow = new Uint32Array(new SharedArrayBuffer(ranges.length * 4));
  const byPath = new Map(files.map((file) => [file.path, file]));
  let nextRow = 0;
  for (const [k, range] of ranges.entries()) {
    const file = byPath.get(range.path) as RunFile;
    if (!range.isCut) nextRow = file.format.firstRow;
    fileKey[k] = file.fileKey;
    firstRow[k] = nextRow;
    nextRow += decoded[k].rowsSeen;
  }
  return { fileKey, firstRow };
}

/** Heads of ids in all ranges together. */
export function headsOf(decoded: DecodeResult[]): HeadCounts {
  const heads: HeadCounts = new Map();
  for (const result of decoded) {
    for (const [head, count] of result.heads) heads.set(head, (heads.get(head) ?? 0) + count);
  }
  return heads;
}

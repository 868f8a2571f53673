import { STORED_RANGE } from '../batch/usage-records.ts';

/** Where each input range lies: known once all ranges have been read. */
export interface RangeTables {
  /** Key of the range's file in the store. */
  fileKey: Int32Array;
  /** Row in the file of the range's first row. */
  firstRow: Uint32Array;
}

/** File key of a record; a stored record carries its own. */
export function fileKeyOf(ranges: RangeTables, range: number): number {
  return range >= STORED_RANGE ? range - STORED_RANGE : ranges.fileKey[range];
}

/** Row of a record in its file. */
export function fileRowOf(ranges: RangeTables, range: number, row: number): number {
  return range >= STORED_RANGE ? row : ranges.firstRow[range] + row;
}

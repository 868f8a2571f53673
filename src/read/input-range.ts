/** One piece of one input file, read by one worker. */
export interface InputRange {
  /** Position in the input: files in order of path, ranges of a file in order. */
  index: number;
  path: string;
  format: string;
  isGzip: boolean;
  /** First bytes of the decompressed file: what the decoder needs to know the columns. */
  head: Uint8Array;
  /** Offset of the first byte of the range; the header, if any, is before it. */
  start: number;
  /** Rows that begin before this offset belong to the range; Infinity for a compressed file. */
  end: number;
  /** True when another row may reach into the range from before. */
  isCut: boolean;
}

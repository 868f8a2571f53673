import type { CdrRows } from '../batch/cdr-rows.ts';
import type { PlainRows } from './plain-rows.ts';

/**
 * One input format. A decoder turns bytes into CdrRows and is the only place that knows the format's name.
 * Adding a format = one file that exports a CdrFormat, and one line in `formats.ts`.
 */
export interface CdrFormat {
  /** Name for `--format`. */
  readonly name: string;
  /** True when rows end at line feeds, so that a file can be cut into byte ranges read in parallel. */
  readonly splitsAtLines: boolean;
  /**
   * Row number of the first record: 2 under a header line, 1 where there is none. The row in the file is this
   * number, plus the `rowsSeen` of the file's earlier ranges, plus the row within its range.
   */
  readonly firstRow: number;
  /** Columns by which a header of the format is known; none for a format without a header. */
  readonly columns?: readonly string[];
  /** In words, what a format of JSON is known by. */
  readonly items?: string;
  /** Offset of the first record in the (decompressed) file. */
  dataStart(head: Uint8Array): number;
  /** Recognises the format from the first bytes of the (decompressed) file. */
  sniff(head: Uint8Array): boolean;
  /**
   * @param head the file's first bytes (the whole header line for CSV; a BOM may stand first)
   * @param plainRows what a worker decodes in; a format may leave rows to its kernel
   * @returns a decoder for one range of that file
   * @throws FormatError when the header lacks a required column
   */
  open(head: Uint8Array, plainRows?: PlainRows): Decoder;
}

/** Stateful reader of one byte range. */
export interface Decoder {
  /** Rows seen so far, good or bad, blank lines included for line formats: the next row's number within the range. */
  readonly rowsSeen: number;
  /**
   * Decodes whole rows from bytes[start, end) and appends them to `rows` until it is full.
   * A row that is cut by `end` is left for the next call unless `isLast`; the last call of a range must say
   * `isLast`, even when no bytes are left. A decoder may change the bytes it consumes, and may point
   * `rows.bytes` elsewhere: a block must be consumed before the next call on an emptied one.
   *
   * A row longer than MAX_RECORD_BYTES becomes one reject and is skipped without being held in memory.
   * @returns offset of the first byte not consumed
   */
  decode(bytes: Uint8Array, start: number, end: number, isLast: boolean, rows: CdrRows): number;
}

/** The file as a whole cannot be read in this format (exit 3). */
export class FormatError extends Error {
  override name = 'FormatError';
}

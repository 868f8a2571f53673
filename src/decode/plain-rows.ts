import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CdrRows } from '../batch/cdr-rows.ts';
import {
  MAX_CALLED_DIGITS,
  MAX_DURATION_SECONDS,
  MAX_ID_BYTES,
  MAX_OCTETS,
  MAX_RECORD_BYTES,
  MAX_YEAR,
  MIN_YEAR,
} from '../bounds.ts';
import { type CsvHeader, MAX_COLUMNS } from './csv-header.ts';
import type {} from './web-assembly.ts';

/**
 * The WebAssembly kernel for plain rows of octroi's own CSV, and the memory that it shares with JavaScript: the window
 * of the file being decoded, and the columns it is decoded to. What the kernel does: assembly/plain-rows.ts.
 */

/** Columns of CdrRows that the kernel writes, in the order of `place`. */
const COLUMNS = [
  'row',
  'service',
  'startedAtUnixUs',
  'durationSeconds',
  'octetsUp',
  'octetsDown',
  'sessionStartedAtUnixUs',
  'country',
  'outcome',
  'marks',
  'eventIdStart',
  'eventIdEnd',
  'lineStart',
  'lineEnd',
  'calledStart',
  'calledEnd',
  'sessionIdStart',
  'sessionIdEnd',
] as const;

/** Columns of a file that the kernel reads, in the order of `arrange`. */
const FIELDS = [
  'event_id',
  'service',
  'line',
  'started_at',
  'duration_s',
  'called',
  'bytes_up',
  'bytes_down',
  'session_id',
  'session_started_at',
  'country',
];

/** SCAN_BYTES of assembly/marks.ts: each of them may be a mark. */
const SCAN_BYTES = 2048;
/** Most marks there are at a time: those of a scan behind those of a row that is not whole yet. */
const MARKS = SCAN_BYTES + MAX_COLUMNS;
/** Where each field of a row begins, and where an empty one behind them begins and ends. */
const BOUNDS = MAX_COLUMNS + 2;
/** The kernel reads sixteen bytes at a time, also at the window's end. */
const BYTES_BEHIND_WINDOW = 16;
const PAGE_BYTES = 1 << 16;
/** For marks, bounds and lists, and for columns to begin where they may. */
const OTHER_BYTES = (MARKS + BOUNDS) * 4 + 4096;

interface Kernel {
  /** @param addresses of the window, of room for marks and for bounds, and of the list of columns */
  place(...addresses: number[]): void;
  arrange(fieldCount: number, slots: number): void;
  limit(
    recordBytes: number,
    idBytes: number,
    calledDigits: number,
    durationSeconds: number,
    octets: number,
    minYear: number,
    maxYear: number,
  ): void;
  begin(at: number): void;
  decode(at: number, end: number, row: number, first: number, capacity: number): number;
  nextByte(): number;
}

/** Memory for a window and a block of rows, and the kernel that works in it: one per worker. */
export class PlainRows {
  /** The kernel reads only what lies here. */
  readonly window: Uint8Array;
  /** The block that the kernel fills. */
  readonly rows: CdrRows;
  readonly kernel: Kernel;
  /** Where the kernel is told which field is which. */
  readonly slots: Int32Array;
  private readonly memory: WebAssembly.Memory;
  private used = 0;

  constructor(windowBytes: number, rowCapacity: number) {
    const bytes = windowBytes + rowCapacity * CdrRows.ROW_BYTES + OTHER_BYTES;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const module = new WebAssembly.Module(readFileSync(kernelFile()));
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.kernel = instance.exports as unknown as Kernel;
    const window = this.reserve(windowBytes + BYTES_BEHIND_WINDOW);
    this.window = new Uint8Array(this.memory.buffer, window.byteOffset, windowBytes);
    this.rows = new CdrRows(rowCapacity, (byteLength) => this.reserve(byteLength));
    this.slots = this.int32(FIELDS.length);
    const columns = this.int32(COLUMNS.length);
    columns.set(COLUMNS.map((name) => this.rows[name].byteOffset));
    const [marks, bounds] = [this.int32(MARKS), this.int32(BOUNDS)];
    this.kernel.place(...[window, marks, bounds, columns].map(({ byteOffset }) => byteOffset));
    this.kernel.limit(
      MAX_RECORD_BYTES,
      MAX_ID_BYTES,
      MAX_CALLED_DIGITS,
      MAX_DURATION_SECONDS,
      MAX_OCTETS,
      MIN_YEAR,
      MAX_YEAR,
    );
  }

  private int32(length: number): Int32Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.reserve(length * 4);
    return new Int32Array(buffer, byteOffset, length);
  }

  /** The next bytes of the memory that nothing else uses. */
  private reserve(byteLength: number): { buffer: ArrayBuffer; byteOffset: number } {
    const byteOffset = this.used;
    this.used += Math.ceil(byteLength / 16) * 16;
    return { buffer: this.memory.buffer as ArrayBuffer, byteOffset };
  }
}

/** Reads the plain rows of files with one header. */
export class PlainRowReader {
  /** Offset of the first byte that the last `read` left. */
  next = 0;
  private readonly plainRows: PlainRows;
  private readonly columnCount: number;
  private readonly slots: number[];

  constructor(plainRows: PlainRows, header: CsvHeader) {
    this.plainRows = plainRows;
    this.columnCount = header.columnCount;
    this.slots = FIELDS.map((name) => header.slotOf(name));
  }

  /**
   * Turns to the bytes of a window from `at` on.
   * @returns false when they, or the block for them, are not where the kernel could use them
   */
  begin(bytes: Uint8Array, rows: CdrRows, at: number): boolean {
    const { plainRows, columnCount } = this;
    if (bytes !== plainRows.window || rows !== plainRows.rows) return false;
    plainRows.slots.set(this.slots);
    plainRows.kernel.arrange(columnCount, plainRows.slots.byteOffset);
    plainRows.kernel.begin(at);
    return true;
  }

  /**
   * Adds the plain rows from `at` on to the block, up to the first row that is another, or that is cut by `end`.
   * @param row number of the first of them within the range
   * @returns how many there are
   */
  read(at: number, end: number, row: number): number {
    const { rows, kernel } = this.plainRows;
    const count = kernel.decode(at, end, row, rows.rowCount, rows.capacity);
    rows.rowCount += count;
    this.next = kernel.nextByte();
    return count;
  }
}

/** The compiled kernel: beside this file when built, in dist/ when run from the sources. */
function kernelFile(): string {
  const beside = fileURLToPath(new URL('./plain-rows.wasm', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../dist/decode/plain-rows.wasm', import.meta.url));
}

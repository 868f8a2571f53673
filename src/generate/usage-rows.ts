import type { GeneratePlan } from './generate-options.ts';
import type { RandomState } from './random.ts';
import { nextU32 } from './random.ts';
import { writeBytes, writeSlice } from './row-bytes.ts';
import type { RowFormat } from './row-format.ts';
import { drawRecord, startTraffic, type Traffic } from './traffic.ts';
import { instantAt, type TrafficCalendar } from './traffic-calendar.ts';
import { emptyRecord, type UsageRecord } from './usage-record.ts';

/**
 * The rows of all files in turn. Places of the extraordinary ones are fixed, so that even a
 * thousand rows hold one of each: row 700 of every 1,000 repeats an earlier row, row 300 of every
 * 5,000 names a line nobody has, and row 500 of every 10,000 cannot be read.
 */
export interface RowSource {
  readonly format: RowFormat;
  readonly traffic: Traffic;
  readonly calendar: TrafficCalendar;
  readonly random: RandomState;
  readonly isRandomOrder: boolean;
  readonly record: UsageRecord;
  /** Rows that may be repeated later, each in a slot of maxRowBytes, and their lengths. */
  readonly kept: Uint8Array;
  readonly keptLength: Int32Array;
  nextRow: number;
  duplicates: number;
  unknownLines: number;
  malformed: number;
}

/** One row in 64 is kept, the last 1,024 of them: repeats come up to 65,536 rows later. */
const KEEP_EVERY = 64;
const KEPT_ROWS = 1024;

/** The rows of a plan, from the first. */
export function startRows(plan: GeneratePlan, format: RowFormat, random: RandomState): RowSource {
  return {
    format,
    traffic: startTraffic(plan, random),
    calendar: plan.calendar,
    random,
    isRandomOrder: plan.options.order === 'random',
    record: emptyRecord(),
    kept: new Uint8Array(KEPT_ROWS * format.maxRowBytes),
    keptLength: new Int32Array(KEPT_ROWS),
    ...{ nextRow: 0, duplicates: 0, unknownLines: 0, malformed: 0 },
  };
}

/** Rows of one file and the stretch of the traffic line that they fill. */
interface Stretch {
  firstRow: number;
  endRow: number;
  firstPoint: number;
  endPoint: number;
}

/**
 * Fills `block` with rows from `row` on until `fullAt` bytes or the end of the file, and sets
 * nextRow.
 * @returns bytes written, at most fullAt + maxRowBytes
 */
export function writeRows(
  rows: RowSource,
  file: Stretch,
  row: number,
  block: Uint8Array,
  fullAt: number,
): number {
  const { separator } = rows.format;
  let at = 0;
  let next = row;
  for (; next < file.endRow && at < fullAt; next++) {
    if (next > file.firstRow) at = writeBytes(block, at, separator);
    at = writeNextRow(rows, file, next, block, at);
  }
  rows.nextRow = next;
  return at;
}

function writeNextRow(
  rows: RowSource,
  file: Stretch,
  row: number,
  block: Uint8Array,
  at: number,
): number {
  if (row % 1000 === 700) return repeatRow(rows, row, block, at);
  const { format, record } = rows;
  drawRecord(rows.traffic, deliveredAtUnixMs(rows, file, row), record);
  if (row % 10_000 === 500) {
    rows.malformed++;
    return format.writeMalformed(record, row, Math.floor(row / 10_000), block, at);
  }
  if (row % 5000 === 300) {
    rows.unknownLines++;
    record.line = -1;
  }
  const end = format.write(record, row, block, at);
  if (row % KEEP_EVERY === 0) keepRow(rows, (row / KEEP_EVERY) % KEPT_ROWS, block, at, end);
  return end;
}

/** Equal steps along the file's stretch, or any point of it. */
function deliveredAtUnixMs(rows: RowSource, file: Stretch, row: number): number {
  const { firstRow, endRow, firstPoint, endPoint } = file;
  const part = rows.isRandomOrder
    ? nextU32(rows.random) / 0x1_0000_0000
    : (row - firstRow + 0.5) / (endRow - firstRow);
  return instantAt(rows.calendar, firstPoint + part * (endPoint - firstPoint));
}

function keepRow(
  rows: RowSource,
  slot: number,
  block: Uint8Array,
  start: number,
  end: number,
): void {
  rows.keptLength[slot] = end - start;
  writeSlice(rows.kept, slot * rows.format.maxRowBytes, block, start, end - start);
}

/** Writes one of the kept rows again, byte for byte. */
function repeatRow(rows: RowSource, row: number, block: Uint8Array, at: number): number {
  rows.duplicates++;
  const keptRows = Math.min(KEPT_ROWS, Math.floor((row - 1) / KEEP_EVERY) + 1);
  const slot = nextU32(rows.random) % keptRows;
  const start = slot * rows.format.maxRowBytes;
  return writeSlice(block, at, rows.kept, start, rows.keptLength[slot]);
}

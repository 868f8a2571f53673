import { closeSync, openSync, readSync } from 'node:fs';
import {
  type TextColumn,
  USAGE_COLUMN_NAMES,
  USAGE_COLUMNS,
  USAGE_TEXTS,
  type UsageColumns,
  type UsageTextName,
} from './usage-columns.ts';

/**
 * Records on their way from the worker that decoded them to the ones that find duplicates and rate.
 *
 * A block holds the records of one decode step twice: in full, grouped by rating partition (component),
 * and as event ids only, grouped by the hash of the id. What one partition owns stands together, so
 * that its owner reads one contiguous run of bytes:
 *
 *     | records of partition 0: column, column, …, texts | of partition 1 … | ids of partition 0 | … |
 *
 * The bytes lie in shared memory while the run's memory budget lasts, and in a work file after that.
 */
export interface ShuffleBlock {
  /** Position in the input: blocks of earlier ranges come first, whatever worker made them. */
  range: number;
  sequence: number;
  /** First byte of each partition's records, relative to the block, and the end: partitionCount + 1 values. */
  recordOffsets: Float64Array;
  recordCounts: Int32Array;
  /** Bytes of each text column: [partition * USAGE_TEXTS.length + text]. */
  textLengths: Int32Array;
  /** First byte of each partition's ids, and the end. */
  idOffsets: Float64Array;
  idCounts: Int32Array;
  memory: SharedArrayBuffer | null;
  /** Work file, when the block was spilled, and the block's position in it. */
  path: string | null;
  position: number;
}

/** The records of one partition in one block. */
export interface UsageRun {
  rowCount: number;
  columns: UsageColumns;
  texts: Record<UsageTextName, TextColumn>;
}

/** Words kept of each event id: three of its hash, content hash, range, row. */
export const ID_WORDS = 6;

/** Bytes taken by `rowCount` records: every column starts on a multiple of eight. */
export function runByteLength(rowCount: number, textLengths: ArrayLike<number>): number {
  let length = 0;
  for (const name of USAGE_COLUMN_NAMES) {
    length += align8(rowCount * USAGE_COLUMNS[name].BYTES_PER_ELEMENT);
  }
  for (let k = 0; k < textLengths.length; k++) {
    length += align8((rowCount + 1) * 4) + align8(textLengths[k]);
  }
  return length;
}

/** Views on the run of `rowCount` records that begins at `start`, for reading or writing. */
export function viewRun(
  buffer: ArrayBufferLike,
  start: number,
  rowCount: number,
  textLengths: ArrayLike<number>,
): UsageRun {
  let at = start;
  const columns: Record<string, ArrayBufferView> = {};
  for (const name of USAGE_COLUMN_NAMES) {
    const Column = USAGE_COLUMNS[name];
    columns[name] = new Column(buffer as ArrayBuffer, at, rowCount);
    at += align8(rowCount * Column.BYTES_PER_ELEMENT);
  }
  const texts: Record<string, TextColumn> = {};
  for (const [k, name] of USAGE_TEXTS.entries()) {
    const offsets = new Int32Array(buffer, at, rowCount + 1);
    at += align8((rowCount + 1) * 4);
    texts[name] = { offsets, bytes: new Uint8Array(buffer, at, textLengths[k]) };
    at += align8(textLengths[k]);
  }
  return {
    rowCount,
    columns: columns as unknown as UsageColumns,
    texts: texts as Record<UsageTextName, TextColumn>,
  };
}

/** Where one partition's records or ids in one block lie: what a worker is told. */
export interface RunPlace {
  rowCount: number;
  textLengths: number[];
  memory: SharedArrayBuffer | null;
  path: string | null;
  /** First and last byte (exclusive) in the memory or in the file. */
  start: number;
  end: number;
}

/** Places of one partition's records, block by block in input order. */
export function recordPlaces(blocks: ShuffleBlock[], partition: number): RunPlace[] {
  return blocks
    .filter((block) => block.recordCounts[partition] > 0)
    .map((block) => ({
      rowCount: block.recordCounts[partition],
      textLengths: [
        ...block.textLengths.subarray(
          partition * USAGE_TEXTS.length,
          (partition + 1) * USAGE_TEXTS.length,
        ),
      ],
      ...placeIn(block, block.recordOffsets, partition),
    }));
}

/** Places of one partition's event ids, block by block in input order. */
export function idPlaces(blocks: ShuffleBlock[], partition: number): RunPlace[] {
  return blocks
    .filter((block) => block.idCounts[partition] > 0)
    .map((block) => ({
      rowCount: block.idCounts[partition],
      textLengths: [],
      ...placeIn(block, block.idOffsets, partition),
    }));
}

function placeIn(
  block: ShuffleBlock,
  offsets: Float64Array,
  partition: number,
): Pick<RunPlace, 'memory' | 'path' | 'start' | 'end'> {
  return {
    memory: block.memory,
    path: block.path,
    start: block.position + offsets[partition],
    end: block.position + offsets[partition + 1],
  };
}

/** The records at a place, read back from the work file if need be. */
export function readRun(place: RunPlace): UsageRun {
  const { memory, rowCount, textLengths } = place;
  if (memory !== null) return viewRun(memory, place.start, rowCount, textLengths);
  return viewRun(readBack(place).buffer, 0, rowCount, textLengths);
}

/** The event ids at a place, ID_WORDS columns one after the other. */
export function readIds(place: RunPlace): Uint32Array {
  const wordCount = place.rowCount * ID_WORDS;
  if (place.memory !== null) return new Uint32Array(place.memory, place.start, wordCount);
  return new Uint32Array(readBack(place).buffer, 0, wordCount);
}

const openFiles = new Map<string, number>();

function readBack(place: RunPlace): Uint8Array {
  const path = place.path as string;
  let file = openFiles.get(path);
  if (file === undefined) {
    file = openSync(path, 'r');
    openFiles.set(path, file);
  }
  const bytes = new Uint8Array(place.end - place.start);
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(file, bytes, done, bytes.length - done, place.start + done);
    if (count === 0) throw new Error(`work file ${path} is shorter than expected`);
    done += count;
  }
  return bytes;
}

/** Closes the work files this thread has read. */
export function closeWorkFiles(): void {
  for (const file of openFiles.values()) closeSync(file);
  openFiles.clear();
}

export function align8(length: number): number {
  return Math.ceil(length / 8) * 8;
}

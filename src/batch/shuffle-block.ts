import { closeSync, openSync, readSync } from 'node:fs';
import { firstOfGroup, groupOf, idsPath, recordsPath, type SpilledBlock } from './spill-files.ts';
import { ID_WORDS } from './usage-builder.ts';
import { type UsageRecords, WORDS } from './usage-records.ts';

/**
 * Records on their way from the worker that decoded them to the ones that find duplicates and rate.
 *
 * A block holds the records of one decode step twice: in full, grouped by rating partition (component),
 * and as event ids only, grouped by the hash of the id. What one partition owns stands together, so
 * that its owner reads one contiguous run of bytes:
 *
 *     | records of partition 0, their texts | of partition 1 … | ids of partition 0 | … |
 *
 * The bytes lie in shared memory while the run's memory budget lasts, and in work files after that.
 */
export interface ShuffleBlock {
  /** Position in the input: blocks of earlier ranges come first, whatever worker made them. */
  range: number;
  sequence: number;
  /** First byte of each partition's records, relative to the block, and the end: partitionCount + 1 values. */
  recordOffsets: Float64Array;
  recordCounts: Int32Array;
  /** Bytes of texts behind each partition's records. */
  textLengths: Int32Array;
  /** First byte of each partition's ids, and the end. */
  idOffsets: Float64Array;
  idCounts: Int32Array;
  memory: SharedArrayBuffer | null;
  /** Where it lies when it is not in memory. */
  spilled: SpilledBlock | null;
}

/** Where the records or ids of partitions lie, block by block in input order: what a worker is told. */
export interface RunPlaces {
  /** Blocks in shared memory first, then the work files' paths: `source` counts through both. */
  memories: SharedArrayBuffer[];
  paths: string[];
  source: Int32Array;
  rowCounts: Int32Array;
  textLengths: Int32Array;
  /** First and last byte (exclusive) in the memory or in the file. */
  start: Float64Array;
  end: Float64Array;
}

/** One of them. */
interface RunPlace {
  rowCount: number;
  textLength: number;
  memory: SharedArrayBuffer | null;
  path: string | null;
  start: number;
  end: number;
}

/** What one partition has in one block. */
interface BlockPart {
  block: ShuffleBlock;
  partition: number;
}

/** Places of the partitions' records. */
export function recordPlaces(blocks: ShuffleBlock[], partitions: readonly number[]): RunPlaces {
  const parts = partsOf(blocks, partitions).filter(recordsIn);
  return placesIn(
    parts,
    recordsIn,
    ({ block, partition }) => block.textLengths[partition],
    recordRun,
  );
}

/** Places of the partitions' event ids. */
export function idPlaces(blocks: ShuffleBlock[], partitions: readonly number[]): RunPlaces {
  const parts = partsOf(blocks, partitions).filter(idsIn);
  return placesIn(parts, idsIn, () => 0, idRun);
}

function partsOf(blocks: ShuffleBlock[], partitions: readonly number[]): BlockPart[] {
  return partitions.flatMap((partition) => blocks.map((block) => ({ block, partition })));
}

const recordsIn = ({ block, partition }: BlockPart) => block.recordCounts[partition];
const idsIn = ({ block, partition }: BlockPart) => block.idCounts[partition];

/** Records in one task, where a task may span several partitions: fewer tasks cost less time to hand over. */
const BATCH_ROWS = 1 << 16;

/** Partitions by the task, one after the other. */
export function partitionBatches(blocks: ShuffleBlock[], partitionCount: number): number[][] {
  const batches: number[][] = [[]];
  let rows = 0;
  for (let partition = 0; partition < partitionCount; partition++) {
    const count = blocks.reduce((sum, { recordCounts }) => sum + recordCounts[partition], 0);
    if (rows > 0 && rows + count > BATCH_ROWS) {
      batches.push([]);
      rows = 0;
    }
    batches[batches.length - 1].push(partition);
    rows += count;
  }
  return batches;
}

/** A run of bytes in a block's memory, or in a work file. */
interface ByteRun {
  path: string | null;
  start: number;
  end: number;
}

function recordRun({ block, partition }: BlockPart): ByteRun {
  const { recordOffsets, spilled } = block;
  const start = recordOffsets[partition];
  const end = recordOffsets[partition + 1];
  if (spilled === null) return { path: null, start, end };
  const partitionCount = recordOffsets.length - 1;
  const group = groupOf(partition, partitionCount);
  const from = recordOffsets[firstOfGroup(group, partitionCount)];
  const moved = spilled.recordsPosition[group] - from;
  return { path: recordsPath(spilled.prefix, group), start: start + moved, end: end + moved };
}

function idRun({ block, partition }: BlockPart): ByteRun {
  const { idOffsets, spilled } = block;
  const start = idOffsets[partition];
  const end = idOffsets[partition + 1];
  if (spilled === null) return { path: null, start, end };
  const moved = spilled.idsPosition - idOffsets[0];
  return { path: idsPath(spilled.prefix), start: start + moved, end: end + moved };
}

function placesIn(
  parts: BlockPart[],
  rowCountOf: (part: BlockPart) => number,
  textLengthOf: (part: BlockPart) => number,
  runOf: (part: BlockPart) => ByteRun,
): RunPlaces {
  const runs = parts.map(runOf);
  const memories = parts.flatMap(({ block }) => (block.memory === null ? [] : [block.memory]));
  const paths = [...new Set(runs.flatMap(({ path }) => (path === null ? [] : [path])))];
  let memory = 0;
  const source = runs.map(({ path }) =>
    path === null ? memory++ : memories.length + paths.indexOf(path),
  );
  return {
    memories,
    paths,
    source: Int32Array.from(source),
    rowCounts: Int32Array.from(parts, rowCountOf),
    textLengths: Int32Array.from(parts, textLengthOf),
    start: Float64Array.from(runs, ({ start }) => start),
    end: Float64Array.from(runs, ({ end }) => end),
  };
}

/** Records of all places. */
export function sumOfRows({ rowCounts }: RunPlaces): number {
  return rowCounts.reduce((sum, count) => sum + count, 0);
}

/** The records at each place, read back from the work files if need be; valid until the next call. */
export function readRuns(places: RunPlaces): UsageRecords[] {
  return eachPlace(places, readRun);
}

/** The event ids at each place, ID_WORDS words each; valid until the next call. */
export function readIdRuns(places: RunPlaces): Int32Array[] {
  return eachPlace(places, readIds);
}

function eachPlace<T>(places: RunPlaces, read: (place: RunPlace) => T): T[] {
  const { memories, paths, source, rowCounts, textLengths, start, end } = places;
  reserveReadBack(places);
  return Array.from(source, (from, k) =>
    read({
      rowCount: rowCounts[k],
      textLength: textLengths[k],
      memory: from < memories.length ? memories[from] : null,
      path: from < memories.length ? null : paths[from - memories.length],
      start: start[k],
      end: end[k],
    }),
  );
}

function readRun(place: RunPlace): UsageRecords {
  const { rowCount, textLength } = place;
  const { buffer, start } = bytesAt(place);
  const recordBytes = rowCount * WORDS * 4;
  return {
    rowCount,
    words: new Int32Array(buffer, start, rowCount * WORDS),
    doubles: new Float64Array(buffer, start, (rowCount * WORDS) / 2),
    texts: new Uint8Array(buffer, start + recordBytes, textLength),
  };
}

function readIds(place: RunPlace): Int32Array {
  const { buffer, start } = bytesAt(place);
  return new Int32Array(buffer, start, place.rowCount * ID_WORDS);
}

function bytesAt(place: RunPlace): { buffer: ArrayBuffer; start: number } {
  if (place.memory === null) return { buffer: backBytes.buffer, start: readBack(place) };
  return { buffer: place.memory as unknown as ArrayBuffer, start: place.start };
}

/** What is read back from work files for one task, a run after the other: memory used again for the next. */
let backBytes = new Uint8Array(0);
let backLength = 0;

/** Makes room for all of a task's runs that lie in work files. */
function reserveReadBack({ memories, source, start, end }: RunPlaces): void {
  let needed = 0;
  for (let k = 0; k < source.length; k++) {
    if (source[k] >= memories.length) needed += align8(end[k] - start[k]);
  }
  if (backBytes.length < needed) backBytes = new Uint8Array(align8(Math.ceil(needed * 1.25)));
  backLength = 0;
}

const openFiles = new Map<string, number>();
/** With many workers there are thousands of work files, and a process may not have so many open. */
const MOST_OPEN_FILES = 64;

/** Reads a run behind those already read; returns its first byte there. */
function readBack(place: RunPlace): number {
  const path = place.path as string;
  let file = openFiles.get(path);
  if (file === undefined) {
    if (openFiles.size === MOST_OPEN_FILES) closeFiles();
    file = openSync(path, 'r');
    openFiles.set(path, file);
  }
  const first = backLength;
  const length = place.end - place.start;
  for (let done = 0; done < length; ) {
    const count = readSync(file, backBytes, first + done, length - done, place.start + done);
    if (count === 0) throw new Error(`work file ${path} is shorter than expected`);
    done += count;
  }
  backLength += align8(length);
  return first;
}

function closeFiles(): void {
  for (const file of openFiles.values()) closeSync(file);
  openFiles.clear();
}

export function align8(length: number): number {
  return Math.ceil(length / 8) * 8;
}

import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { mix32 } from '../normalise/record-hash.ts';
import { align8, ID_WORDS, runByteLength, type ShuffleBlock } from './shuffle-block.ts';
import type { UsageBuilder } from './usage-builder.ts';
import { USAGE_COLUMN_NAMES, USAGE_COLUMNS, USAGE_TEXTS } from './usage-columns.ts';

/** Where blocks go, shared by all workers. */
export interface ShuffleSettings {
  /** A power of two; the same for every block of a run. */
  partitionCount: number;
  /** Kilobytes of shared memory still free for blocks; workers take from it with Atomics. */
  freeKilobytes: Int32Array;
  /** Folder for work files. */
  workFolder: string;
}

let workFile = -1;
let workPath = '';
let workPosition = 0;

/** Makes one block of all records in `builder` and empties it. */
export function shuffle(
  builder: UsageBuilder,
  settings: ShuffleSettings,
  range: number,
  sequence: number,
): ShuffleBlock {
  const { partitionCount } = settings;
  const rowCount = builder.rowCount;
  const recordPartition = new Uint16Array(rowCount);
  const idPartition = new Uint16Array(rowCount);
  const { component } = builder.columns;
  for (let i = 0; i < rowCount; i++) {
    recordPartition[i] = mix32(component[i]) & (partitionCount - 1);
    idPartition[i] = builder.idHashA[i] & (partitionCount - 1);
  }
  const recordPlace = placesOf(recordPartition, partitionCount);
  const idPlace = placesOf(idPartition, partitionCount);
  const textLengths = textLengthsOf(builder, recordPartition, partitionCount);

  const recordOffsets = new Float64Array(partitionCount + 1);
  const idOffsets = new Float64Array(partitionCount + 1);
  for (let p = 0; p < partitionCount; p++) {
    const lengths = textLengths.subarray(p * USAGE_TEXTS.length, (p + 1) * USAGE_TEXTS.length);
    recordOffsets[p + 1] = recordOffsets[p] + runByteLength(recordPlace.counts[p], lengths);
  }
  idOffsets[0] = recordOffsets[partitionCount];
  for (let p = 0; p < partitionCount; p++) {
    idOffsets[p + 1] = idOffsets[p] + align8(idPlace.counts[p] * ID_WORDS * 4);
  }
  const byteLength = idOffsets[partitionCount];
  const memory = takeMemory(settings, byteLength) ? new SharedArrayBuffer(byteLength) : null;
  const buffer = memory ?? new ArrayBuffer(byteLength);
  writeColumns(builder, buffer, recordPartition, recordPlace, recordOffsets);
  writeTexts(builder, buffer, recordPartition, recordPlace, recordOffsets, textLengths);
  writeIds(builder, new Uint32Array(buffer), idPartition, idPlace, idOffsets);
  builder.clear();
  const block: ShuffleBlock = {
    range,
    sequence,
    recordOffsets,
    recordCounts: recordPlace.counts,
    textLengths,
    idOffsets,
    idCounts: idPlace.counts,
    memory,
    path: null,
    position: 0,
  };
  return memory === null ? spill(block, new Uint8Array(buffer), settings.workFolder) : block;
}

interface Places {
  /** Records in each partition. */
  counts: Int32Array;
  /** Position of each record within its partition, input order kept. */
  position: Int32Array;
}

function placesOf(partition: Uint16Array, partitionCount: number): Places {
  const counts = new Int32Array(partitionCount);
  const position = new Int32Array(partition.length);
  for (let i = 0; i < partition.length; i++) position[i] = counts[partition[i]]++;
  return { counts, position };
}

function textLengthsOf(
  builder: UsageBuilder,
  partition: Uint16Array,
  partitionCount: number,
): Int32Array {
  const lengths = new Int32Array(partitionCount * USAGE_TEXTS.length);
  for (const [k, name] of USAGE_TEXTS.entries()) {
    const { offsets } = builder.texts[name];
    for (let i = 0; i < partition.length; i++) {
      lengths[partition[i] * USAGE_TEXTS.length + k] += offsets[i + 1] - offsets[i];
    }
  }
  return lengths;
}

/** Copies each column to the partitions' runs: one typed array over the whole block serves them all. */
function writeColumns(
  builder: UsageBuilder,
  buffer: ArrayBufferLike,
  partition: Uint16Array,
  place: Places,
  offsets: Float64Array,
): void {
  const columnStart = Float64Array.from(offsets);
  const elementStart = new Int32Array(place.counts.length);
  const { position } = place;
  for (const name of USAGE_COLUMN_NAMES) {
    const Column = USAGE_COLUMNS[name];
    const width = Column.BYTES_PER_ELEMENT;
    const target = new Column(buffer as ArrayBuffer);
    for (let p = 0; p < elementStart.length; p++) {
      elementStart[p] = columnStart[p] / width;
      columnStart[p] += align8(place.counts[p] * width);
    }
    SCATTER_BY_WIDTH[width](
      builder.columns[name],
      target,
      partition,
      position,
      elementStart,
      builder.rowCount,
    );
  }
}

type Scatter = (
  source: ArrayLike<number>,
  target: { [index: number]: number },
  partition: Uint16Array,
  position: Int32Array,
  elementStart: Int32Array,
  rowCount: number,
) => void;

/** One copy of the loop per element width: a loop that has seen many array types is compiled for none. */
const SCATTER_BY_WIDTH: Record<number, Scatter> = {
  1: (source, target, partition, position, elementStart, rowCount) => {
    for (let i = 0; i < rowCount; i++) target[elementStart[partition[i]] + position[i]] = source[i];
  },
  2: (source, target, partition, position, elementStart, rowCount) => {
    for (let i = 0; i < rowCount; i++) target[elementStart[partition[i]] + position[i]] = source[i];
  },
  4: (source, target, partition, position, elementStart, rowCount) => {
    for (let i = 0; i < rowCount; i++) target[elementStart[partition[i]] + position[i]] = source[i];
  },
  8: (source, target, partition, position, elementStart, rowCount) => {
    for (let i = 0; i < rowCount; i++) target[elementStart[partition[i]] + position[i]] = source[i];
  },
};

function writeTexts(
  builder: UsageBuilder,
  buffer: ArrayBufferLike,
  partition: Uint16Array,
  place: Places,
  recordOffsets: Float64Array,
  textLengths: Int32Array,
): void {
  const target = new Uint8Array(buffer);
  const ends = new Int32Array(buffer);
  for (let k = 0; k < USAGE_TEXTS.length; k++) {
    const { offsets, bytes } = builder.texts[USAGE_TEXTS[k]];
    const { endStart, textStart } = textStarts(k, place.counts, recordOffsets, textLengths);
    const written = new Int32Array(place.counts.length);
    for (let i = 0; i < builder.rowCount; i++) {
      const p = partition[i];
      const base = textStart[p];
      let to = written[p];
      for (let at = offsets[i]; at < offsets[i + 1]; at++) target[base + to++] = bytes[at];
      written[p] = to;
      ends[endStart[p] + place.position[i] + 1] = to;
    }
  }
}

/** Where text column k's offsets (in words) and bytes begin in each partition's run. */
function textStarts(
  k: number,
  counts: Int32Array,
  recordOffsets: Float64Array,
  textLengths: Int32Array,
): { endStart: Float64Array; textStart: Float64Array } {
  const endStart = new Float64Array(counts.length);
  const textStart = new Float64Array(counts.length);
  for (let p = 0; p < counts.length; p++) {
    const before = textLengths.subarray(p * USAGE_TEXTS.length, p * USAGE_TEXTS.length + k);
    const start = recordOffsets[p] + runByteLength(counts[p], before);
    endStart[p] = start / 4;
    textStart[p] = start + align8((counts[p] + 1) * 4);
  }
  return { endStart, textStart };
}

function writeIds(
  builder: UsageBuilder,
  words: Uint32Array,
  partition: Uint16Array,
  place: Places,
  idOffsets: Float64Array,
): void {
  const { contentHash, range, row } = builder.columns;
  const sources = [builder.idHashA, builder.idHashB, builder.idHashC, contentHash, range, row];
  const elementStart = new Int32Array(place.counts.length);
  for (let k = 0; k < ID_WORDS; k++) {
    for (let p = 0; p < elementStart.length; p++) {
      elementStart[p] = idOffsets[p] / 4 + k * place.counts[p];
    }
    SCATTER_BY_WIDTH[4](
      sources[k],
      words,
      partition,
      place.position,
      elementStart,
      builder.rowCount,
    );
  }
}

/** Takes shared memory from the run's budget; false when it is used up. */
function takeMemory(settings: ShuffleSettings, byteLength: number): boolean {
  const kilobytes = Math.ceil(byteLength / 1024);
  const free = Atomics.sub(settings.freeKilobytes, 0, kilobytes);
  if (free >= kilobytes) return true;
  Atomics.add(settings.freeKilobytes, 0, kilobytes);
  return false;
}

/** Appends the block to this worker's work file. */
function spill(block: ShuffleBlock, bytes: Uint8Array, workFolder: string): ShuffleBlock {
  if (workFile < 0) {
    workPath = join(workFolder, `shuffle-${threadId}.bin`);
    workFile = openSync(workPath, 'w');
    workPosition = 0;
  }
  const position = workPosition;
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(workFile, bytes, done, bytes.length - done, position + done);
  }
  workPosition += bytes.length;
  return { ...block, path: workPath, position };
}

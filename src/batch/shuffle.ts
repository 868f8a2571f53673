import { mix32 } from '../normalise/record-hash.ts';
import { align8, type ShuffleBlock } from './shuffle-block.ts';
import { spillBlock } from './spill-files.ts';
import { ID_WORDS, type UsageBuilder } from './usage-builder.ts';
import {
  COMPONENT,
  ID_BYTES,
  ID_LENGTH,
  INLINE_BYTES,
  TEXT_START,
  WORDS,
} from './usage-records.ts';

/** Where blocks go, shared by all workers. */
export interface ShuffleSettings {
  /** A power of two; the same for every block of a run. */
  partitionCount: number;
  /** Kilobytes of shared memory still free for blocks; workers take from it with Atomics. */
  freeKilobytes: Int32Array;
  /** Folder for work files. */
  workFolder: string;
}

/** Partition whose worker rates the component. @param partitionCount a power of two */
export function partitionOf(component: number, partitionCount: number): number {
  return mix32(component) & (partitionCount - 1);
}

/** Makes one block of all records in `builder` and empties it. */
export function shuffle(
  builder: UsageBuilder,
  settings: ShuffleSettings,
  range: number,
  sequence: number,
): ShuffleBlock {
  const { partitionCount } = settings;
  const { rowCount, words, ids } = builder;
  const recordPartition = new Uint16Array(rowCount);
  const idPartition = new Uint16Array(rowCount);
  placeByComponent(words, recordPartition, partitionCount - 1);
  placeById(ids, idPartition, partitionCount - 1);
  const recordCounts = countPartitions(recordPartition, partitionCount);
  const idCounts = countPartitions(idPartition, partitionCount);
  const textLengths = textLengthsOf(builder, recordPartition, partitionCount);

  const recordOffsets = new Float64Array(partitionCount + 1);
  const idOffsets = new Float64Array(partitionCount + 1);
  for (let p = 0; p < partitionCount; p++) {
    const byteLength = recordCounts[p] * WORDS * 4 + align8(textLengths[p]);
    recordOffsets[p + 1] = recordOffsets[p] + byteLength;
  }
  idOffsets[0] = recordOffsets[partitionCount];
  for (let p = 0; p < partitionCount; p++) {
    idOffsets[p + 1] = idOffsets[p] + align8(idCounts[p] * ID_WORDS * 4);
  }
  const byteLength = idOffsets[partitionCount];
  const memory = takeMemory(settings, byteLength) ? new SharedArrayBuffer(byteLength) : null;
  const buffer = memory ?? spillBuffer(byteLength);
  writeRecords(builder, buffer, recordPartition, recordOffsets, recordCounts);
  scatter(ids, new Int32Array(buffer), idPartition, idOffsets, ID_WORDS, rowCount);
  builder.clear();
  const spilled =
    memory === null
      ? spillBlock(new Uint8Array(buffer, 0, byteLength), recordOffsets, settings.workFolder)
      : null;
  return {
    range,
    sequence,
    recordOffsets,
    recordCounts,
    textLengths,
    idOffsets,
    idCounts,
    memory,
    spilled,
  };
}

// Each loop over records is a function of its own, so that it is compiled once: src/README.md, "loops over records".

function placeByComponent(words: Int32Array, partition: Uint16Array, mask: number): void {
  for (let i = 0; i < partition.length; i++) {
    partition[i] = partitionOf(words[i * WORDS + COMPONENT], mask + 1);
  }
}

function placeById(ids: Int32Array, partition: Uint16Array, mask: number): void {
  for (let i = 0; i < partition.length; i++) partition[i] = ids[i * ID_WORDS] & mask;
}

function countPartitions(partition: Uint16Array, partitionCount: number): Int32Array {
  const counts = new Int32Array(partitionCount);
  for (let i = 0; i < partition.length; i++) counts[partition[i]]++;
  return counts;
}

/** Copies each item of `width` words to the next place of its partition, input order kept. */
function scatter(
  source: Int32Array,
  target: Int32Array,
  partition: Uint16Array,
  byteOffsets: Float64Array,
  width: number,
  count: number,
): void {
  const next = Int32Array.from(byteOffsets, (offset) => offset / 4);
  for (let i = 0; i < count; i++) {
    const p = partition[i];
    const to = next[p];
    const from = i * width;
    for (let k = 0; k < width; k++) target[to + k] = source[from + k];
    next[p] = to + width;
  }
}

/** Bytes of the texts of each partition's records. */
function textLengthsOf(
  builder: UsageBuilder,
  partition: Uint16Array,
  partitionCount: number,
): Int32Array {
  const lengths = new Int32Array(partitionCount);
  for (let i = 0; i < partition.length; i++)
    lengths[partition[i]] += textLengthAt(builder, i * WORDS);
  return lengths;
}

function textLengthAt({ words, texts }: UsageBuilder, at: number): number {
  const idLength = words[at + ID_LENGTH];
  const start = words[at + TEXT_START];
  const session = start < 0 ? 0 : 2 + texts[start] + texts[start + 1];
  return (idLength > INLINE_BYTES ? idLength : 0) + session;
}

/** Copies the records, then their texts behind each partition's records, with their places set anew. */
function writeRecords(
  builder: UsageBuilder,
  buffer: ArrayBufferLike,
  partition: Uint16Array,
  recordOffsets: Float64Array,
  recordCounts: Int32Array,
): void {
  const { rowCount, words } = builder;
  const target = new Int32Array(buffer);
  scatter(words, target, partition, recordOffsets, WORDS, rowCount);
  const nextRecord = Int32Array.from(recordCounts, (_, p) => recordOffsets[p] / 4);
  const textStart = Float64Array.from(
    recordCounts,
    (count, p) => recordOffsets[p] + count * WORDS * 4,
  );
  writeTexts(builder, target, partition, nextRecord, textStart);
}

/**
 * @param nextRecord first word of each partition's records
 * @param textStart first byte of each partition's texts
 */
function writeTexts(
  { rowCount, words, texts }: UsageBuilder,
  target: Int32Array,
  partition: Uint16Array,
  nextRecord: Int32Array,
  textStart: Float64Array,
): void {
  const bytes = new Uint8Array(target.buffer);
  const written = new Int32Array(nextRecord.length);
  for (let i = 0; i < rowCount; i++) {
    const p = partition[i];
    const at = nextRecord[p];
    nextRecord[p] = at + WORDS;
    const idLength = words[i * WORDS + ID_LENGTH];
    if (idLength > INLINE_BYTES) {
      copyText(texts, words[i * WORDS + ID_BYTES], idLength, bytes, textStart[p] + written[p]);
      target[at + ID_BYTES] = written[p];
      written[p] += idLength;
    }
    const start = words[i * WORDS + TEXT_START];
    if (start >= 0) {
      const length = 2 + texts[start] + texts[start + 1];
      copyText(texts, start, length, bytes, textStart[p] + written[p]);
      target[at + TEXT_START] = written[p];
      written[p] += length;
    }
  }
}

function copyText(
  source: Uint8Array,
  start: number,
  length: number,
  target: Uint8Array,
  to: number,
): void {
  for (let k = 0; k < length; k++) target[to + k] = source[start + k];
}

/** Takes shared memory from the run's budget; false when it is used up. */
function takeMemory(settings: ShuffleSettings, byteLength: number): boolean {
  const kilobytes = Math.ceil(byteLength / 1024);
  const free = Atomics.sub(settings.freeKilobytes, 0, kilobytes);
  if (free >= kilobytes) return true;
  Atomics.add(settings.freeKilobytes, 0, kilobytes);
  return false;
}

let spillBytes = new ArrayBuffer(0);

/** Memory for a block that goes to the work file at once, used again for the next one. */
function spillBuffer(byteLength: number): ArrayBuffer {
  if (spillBytes.byteLength < byteLength) {
    spillBytes = new ArrayBuffer(align8(byteLength + (byteLength >> 2)));
  }
  return spillBytes;
}

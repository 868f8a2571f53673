import { openSync, writeSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/**
 * Work files for blocks that found no room in memory. A worker has one for event ids and one for the records of
 * each group of partitions. When a group is rated its files are emptied, and the database is written into the memory
 * that the system gets back: fetching other memory would cost the system more than the writing does.
 */
export interface SpilledBlock {
  /** What the paths of the worker's files begin with. */
  prefix: string;
  /** First byte of the block's ids in the file of ids. */
  idsPosition: number;
  /** First byte of the block's records of each group in the group's file. */
  recordsPosition: Float64Array;
}

const GROUPS = 32;

/** Groups that so many partitions make; each is a run of partitions of equal length. */
export function groupCountOf(partitionCount: number): number {
  return Math.min(GROUPS, partitionCount);
}

/** Group of a partition. @param partitionCount a power of two */
export function groupOf(partition: number, partitionCount: number): number {
  return Math.floor((partition * groupCountOf(partitionCount)) / partitionCount);
}

/** First partition of a group; of the one after the last, the number of partitions. */
export function firstOfGroup(group: number, partitionCount: number): number {
  return (group * partitionCount) / groupCountOf(partitionCount);
}

export function idsPath(prefix: string): string {
  return `${prefix}-ids.bin`;
}

export function recordsPath(prefix: string, group: number): string {
  return `${prefix}-${group}.bin`;
}

/** A work file of this worker, and how long it is. */
interface SpillFile {
  file: number;
  length: number;
}

const written = new Map<string, SpillFile>();

/**
 * Appends a block to this worker's files.
 * @param recordOffsets first byte of each partition's records in `bytes`; behind the last of them the ids
 */
export function spillBlock(
  bytes: Uint8Array,
  recordOffsets: Float64Array,
  workFolder: string,
): SpilledBlock {
  const prefix = join(workFolder, `shuffle-${threadId}`);
  const partitionCount = recordOffsets.length - 1;
  const recordsPosition = new Float64Array(groupCountOf(partitionCount));
  for (let group = 0; group < recordsPosition.length; group++) {
    const start = recordOffsets[firstOfGroup(group, partitionCount)];
    const end = recordOffsets[firstOfGroup(group + 1, partitionCount)];
    recordsPosition[group] = append(recordsPath(prefix, group), bytes.subarray(start, end));
  }
  const ids = bytes.subarray(recordOffsets[partitionCount]);
  return { prefix, idsPosition: append(idsPath(prefix), ids), recordsPosition };
}

/** Returns where in the file the bytes begin. */
function append(path: string, bytes: Uint8Array): number {
  let to = written.get(path);
  if (to === undefined) {
    to = { file: openSync(path, 'w', 0o600), length: 0 };
    written.set(path, to);
  }
  const position = to.length;
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(to.file, bytes, done, bytes.length - done, position + done);
  }
  to.length += bytes.length;
  return position;
}

/** Empties the files of ids: nobody looks for repeats any more. */
export async function emptyIds(blocks: readonly { spilled: SpilledBlock | null }[]): Promise<void> {
  await empty(prefixesOf(blocks).map(idsPath));
}

/** Empties the files of a group whose records are rated and stored. */
export async function emptyRecords(
  blocks: readonly { spilled: SpilledBlock | null }[],
  group: number,
): Promise<void> {
  await empty(prefixesOf(blocks).map((prefix) => recordsPath(prefix, group)));
}

function prefixesOf(blocks: readonly { spilled: SpilledBlock | null }[]): string[] {
  return [...new Set(blocks.flatMap(({ spilled }) => (spilled === null ? [] : [spilled.prefix])))];
}

/** Emptied, not deleted: a file that a worker has open would keep its memory. */
async function empty(paths: string[]): Promise<void> {
  await Promise.all(paths.map((path) => truncate(path)));
}

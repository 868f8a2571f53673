import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { workerData } from 'piscina';
import type { CdrRows } from './batch/cdr-rows.ts';
import { addToSums, type ControlSums } from './batch/control-sums.ts';
import { countHeads, type HeadCounts } from './batch/id-heads.ts';
import { type ShuffleSettings, shuffle } from './batch/shuffle.ts';
import { type RunPlaces, readRuns, type ShuffleBlock } from './batch/shuffle-block.ts';
import { sideFile } from './batch/side-file.ts';
import { UsageBuilder } from './batch/usage-builder.ts';
import { classifyRows } from './classify/classify-rows.ts';
import type { RatingTables, UsageKeys } from './classify/rating-tables.ts';
import { formatNamed } from './decode/formats.ts';
import { PlainRows } from './decode/plain-rows.ts';
import { findRepeats, type Repeats } from './dedupe/find-repeats.ts';
import { type IdList, listIds } from './dedupe/list-ids.ts';
import type { RepeatIndex } from './dedupe/repeat-index.ts';
import type { CarriedState } from './rate/carried-state.ts';
import { gatherPartition } from './rate/gather-partition.ts';
import { type CalledNumbers, listCalled } from './rate/list-called.ts';
import type { PartitionResult } from './rate/partition-result.ts';
import type { RangeTables } from './rate/range-tables.ts';
import { ratePartition } from './rate/rate-partition.ts';
import { type Survey, surveyPartition } from './rate/survey-partition.ts';
import type { InputRange } from './read/input-range.ts';
import { readWindows, WINDOW_ROOM } from './read/windows.ts';

/**
 * Data plane: what a worker does. It reads input files and the run's work folder, never the database.
 * Each export is one kind of task.
 */

export interface WorkerSettings {
  tables: RatingTables;
  shuffle: ShuffleSettings;
  /** Records decoded at a time; any value gives the same result. */
  batchRows: number;
}

export interface DecodeResult extends ControlSums {
  blocks: ShuffleBlock[];
  /** Rows of the range, blank ones included: what the next range's row numbers start from. */
  rowsSeen: number;
  decoded: number;
  rejected: number;
  /** Heads of ids, of some of the records. */
  heads: HeadCounts;
  /** Set when the range could not be read to its end. */
  failure: string | null;
}

/** Records grouped in one go: all of a range, unless its rows are very short. */
const BLOCK_ROWS = 1 << 17;
const settings = workerData as WorkerSettings;
let builder: UsageBuilder | undefined;
let plainRows: PlainRows | undefined;

let decodedLast: Promise<unknown> = Promise.resolve();

/** Decodes one range after the other: a worker may have the next task before it is done with this one. */
export function decodeRange(range: InputRange): Promise<DecodeResult> {
  const decoded = decodedLast.then(() => decodeOne(range));
  decodedLast = decoded.catch(() => {});
  return decoded;
}

/** Reads, decodes and classifies one range, and leaves its records grouped for the next steps. */
async function decodeOne(range: InputRange): Promise<DecodeResult> {
  builder ??= new UsageBuilder(BLOCK_ROWS);
  plainRows ??= new PlainRows(WINDOW_ROOM, Math.min(settings.batchRows, BLOCK_ROWS));
  const block = plainRows.rows;
  const records = builder;
  records.clear();
  block.range.fill(range.index);
  block.contentHash.fill(0);
  const decoder = formatNamed(range.format)?.open(range.head, plainRows);
  if (decoder === undefined) throw new Error(`no format ${range.format}`);
  const rejects = sideFile(settings.shuffle.workFolder, 'rejects');
  const result = emptyResult();
  let isReading = true;
  try {
    await readWindows(range, plainRows.window, ({ bytes, start, end, isLast }) => {
      // A fault from here on is not the file's: a full disk, or our own.
      isReading = false;
      let at = start;
      for (;;) {
        block.reset(bytes);
        const next = decoder.decode(bytes, at, end, isLast, block);
        for (const reject of block.rejects) rejects.add({ range: range.index, ...reject });
        addSightings(block, range);
        result.rejected += block.rejects.length;
        result.decoded += block.rowCount;
        addToSums(result, block);
        if (records.rowCount + block.rowCount > BLOCK_ROWS) groupRecords(records, range, result);
        classifyRows(block, settings.tables, records);
        const isDone = next >= end || (next === at && block.rowCount === 0);
        at = next;
        if (!isDone) continue;
        isReading = true;
        return at;
      }
    });
  } catch (error) {
    if (!isReading) throw error;
    result.failure = `${range.path}: cannot be read to its end: ${(error as Error).message}`;
  }
  groupRecords(records, range, result);
  rejects.flush();
  result.rowsSeen = decoder.rowsSeen;
  return result;
}

function emptyResult(): DecodeResult {
  return {
    blocks: [],
    rowsSeen: 0,
    decoded: 0,
    rejected: 0,
    heads: new Map(),
    failure: null,
    seconds: 0n,
    octets: 0n,
  };
}

/** Notes which machines the rows at hand were seen on. */
function addSightings({ sightings }: CdrRows, range: InputRange): void {
  if (sightings.length === 0) return;
  const machines = sideFile(settings.shuffle.workFolder, 'machines');
  for (const sighting of sightings) machines.add({ range: range.index, ...sighting });
  machines.flush();
}

/** Groups the records classified so far as the range's next block, and empties the builder. */
function groupRecords(records: UsageBuilder, range: InputRange, result: DecodeResult): void {
  if (records.rowCount === 0) return;
  countHeads(records, result.heads);
  result.blocks.push(shuffle(records, settings.shuffle, range.index, result.blocks.length));
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest('hex');
}

/** Repeated event ids of some partitions. */
export function repeatsOf(places: RunPlaces): Repeats {
  return findRepeats(places);
}

/** Event ids of records, to be looked up in the store. */
export function listIdsTask(places: RunPlaces): IdList {
  return listIds(readRuns(places));
}

export interface SurveyTask {
  places: RunPlaces;
  repeats: RepeatIndex;
  survey: Survey;
}

/**
 * Notes where records of some partitions stand in their components; the survey is in shared memory.
 * @returns numbers they call whose place among the correspondents counts
 */
export function surveyTask({ places, repeats, survey }: SurveyTask): CalledNumbers {
  const { tariffs } = settings.tables;
  const runs = readRuns(places);
  for (const records of runs) surveyPartition(records, tariffs, repeats, survey);
  return listCalled(runs, tariffs);
}

export interface RateTask {
  places: RunPlaces;
  keys: UsageKeys;
  ranges: RangeTables;
  repeats: RepeatIndex;
  /** State of the partition's components that earlier runs left. */
  carried: CarriedState;
  /** A buffer of rated columns that are stored, to be used again. */
  spare: SharedArrayBuffer | null;
}

/** What rating a partition gives back; suspended and repeated records are in the side files. */
type KeptResult =
  | 'rated'
  | 'ratedRows'
  | 'ratedMicroEuros'
  | 'balances'
  | 'correspondents'
  | 'left';

export interface RateResult extends Pick<PartitionResult, KeptResult> {
  suspended: number;
  repeated: number;
}

/** Rates one partition. The columns are shared, not copied. */
export function ratePartitionTask(task: RateTask): RateResult {
  const records = gatherPartition(task.places);
  const result = ratePartition(
    records,
    settings.tables,
    task.keys,
    task.ranges,
    task.repeats,
    task.carried,
    task.spare,
  );
  const { workFolder } = settings.shuffle;
  writeSide(workFolder, 'suspense', result.suspended);
  writeSide(workFolder, 'duplicates', result.repeated);
  return {
    rated: result.rated,
    ratedRows: result.ratedRows,
    ratedMicroEuros: result.ratedMicroEuros,
    balances: result.balances,
    correspondents: result.correspondents,
    left: result.left,
    suspended: result.suspended.length,
    repeated: result.repeated.length,
  };
}

function writeSide(workFolder: string, kind: string, records: object[]): void {
  if (records.length === 0) return;
  const file = sideFile(workFolder, kind);
  for (const record of records) file.add(record);
  file.flush();
}

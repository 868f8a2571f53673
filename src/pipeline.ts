import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { ShuffleSettings } from './batch/shuffle.ts';
import { idPlaces, partitionBatches, type ShuffleBlock } from './batch/shuffle-block.ts';
import type { RatingTables, StoreKeys } from './classify/rating-tables.ts';
import { type CompiledTables, compileTables } from './compile-tables.ts';
import type { Repeats } from './dedupe/find-repeats.ts';
import { indexRepeats } from './dedupe/repeat-index.ts';
import { type Met, meetStored } from './meet-stored.ts';
import { newFiles, type SkippedFile } from './new-files.ts';
import { monthName } from './normalise/paris-calendar.ts';
import { countRows, headsOf, partitionsFor, shared, tablesOfRanges } from './plan-run.ts';
import { type EarlierRuns, type PreparedStore, prepareStore } from './prepare-store.ts';
import type { Progress } from './progress/progress.ts';
import { nothingCarried } from './rate/carried-state.ts';
import { DUCKDB_MEMORY, DUCKDB_SCAN_MEMORY, rateAndStore } from './rate-and-store.ts';
import { cutRanges } from './read/cut-ranges.ts';
import { checkUnchanged, findInputs, InputError, type InputFile } from './read/find-inputs.ts';
import type { InputRange } from './read/input-range.ts';
import { hashText } from './reference/fingerprints.ts';
import {
  checkAppended,
  checkTotals,
  countConflicts,
  countFiles,
  type FileTotals,
  fileTotals,
  NOTHING_KEPT,
  sumOfFiles,
  usageTotals,
} from './store/control-totals.ts';
import { checkDatabaseExists } from './store/database-file.ts';
import type { Correction } from './store/forced-scopes.ts';
import { knownHeads } from './store/id-heads.ts';
import { openStore } from './store/open-store.ts';
import { checkNotPurged, openFromDay } from './store/purges.ts';
import { componentCountOf } from './store/rated-scopes.ts';
import { NOTHING_RERATED, type Rerated, storeRerated } from './store/rerated.ts';
import {
  nextRun,
  type Run,
  type RunFile,
  type RunTotals,
  storeRangeTables,
  storeRun,
} from './store/run-files.ts';
import { indexScopes } from './store/scope-index.ts';
import type { Store } from './store/store.ts';
import { checkMonthIsStored } from './store/stored-months.ts';
import { hasStoredUsage } from './store/stored-usage.ts';
import { VERSION } from './version.ts';
import { makeWorkFolder, removeWorkFolder, workFolderOf } from './work-folder.ts';
import type { DecodeResult } from './worker.ts';
import { inOrder, startWorkers, type WorkerPool } from './worker-pool.ts';

/**
 * READ FIRST: the route of the records of one run, from files to the database. The file reads from top to bottom;
 * each of these functions calls the next:
 *
 *   rate               a run over new files, or `rateAgain` over stored usage
 *   runOnce            loads what workers share and starts them
 *   rateIntoStore      opens the database: one transaction, so that a run is stored whole or not at all
 *   rateInTransaction  picks the files that are new, notes the run and checks that all totals tie
 *   rateBesideStore    has the store prepare itself meanwhile
 *   rateFiles          the three passes over the records: decode, find repeated ids, rate and append
 */

/** Shared memory that records on their way may take before they go to a work file. */
const SHUFFLE_MEMORY_KILOBYTES = 256 << 10;
const DEFAULT_BATCH_ROWS = 2048;

export interface RateOptions {
  /** Files or directories. */
  inputs: string[];
  db: string;
  /** Stored usage to be rated again, after a change of catalogue or reference data. */
  correction?: Correction;
  /** Directory of reference data. */
  reference: string;
  /** Directory of catalogue files; the shipped one when not given. */
  catalogue?: string;
  /** Name of the input format; recognised per file when not given. */
  format?: string;
  workers?: number;
  /** Records decoded at a time. Results do not depend on it. */
  batchRows?: number;
  /** Bytes read as one range. Results do not depend on it. */
  rangeBytes?: number;
  /**
   * Shared memory for records on their way, in kilobytes; beyond it they go to work files. Results do not
   * depend on it.
   */
  shuffleKilobytes?: number;
  /** Stops the run when aborted; nothing of it is stored. */
  signal?: AbortSignal;
}

export interface RateSummary {
  db: string;
  files: FileTotals[];
  skipped: SkippedFile[];
  total: Omit<FileTotals, 'file'>;
  /** Repeated ids of this run with other content than the record that counts. */
  conflicts: number;
  /** What became of records stored by earlier runs. */
  stored: Rerated;
  seconds: number;
}

/**
 * Rates files into the database.
 * @throws CatalogueError, ReferenceDataError, InputError, StoreError or ControlTotalsError
 */
export async function rate(options: RateOptions, progress: Progress): Promise<RateSummary> {
  return runOnce(options, 'rate', progress);
}

/**
 * A run without input: rates stored usage again and tries suspended records again.
 * @param options with what to correct, or without for suspense only
 * @throws StoreError when there is no database, NotStoredError when the month or the customer is not in it
 */
export async function rateAgain(
  options: Omit<RateOptions, 'inputs' | 'format'>,
  progress: Progress,
): Promise<RateSummary> {
  checkDatabaseExists(options.db);
  const command = options.correction === undefined ? 'recycle' : 'rerate';
  return runOnce({ ...options, inputs: [] }, command, progress);
}

/** What a run was asked to do, as the store keeps it. */
type Command = 'rate' | 'rerate' | 'recycle';

/** What a run has before the database is open. */
interface RunSetup {
  options: RateOptions;
  command: Command;
  inputs: InputFile[];
  compiled: CompiledTables;
  /** Of what is compiled, what the workers share. */
  tables: RatingTables;
  shuffle: ShuffleSettings;
  workerCount: number;
  pool: WorkerPool;
  progress: Progress;
}

/** Loads catalogue and reference data, finds the files, and has workers as long as the run lasts. */
async function runOnce(
  options: RateOptions,
  command: Command,
  progress: Progress,
): Promise<RateSummary> {
  const startedAt = performance.now();
  progress.step('loading catalogue and reference data');
  const compiled = await compileTables(options);
  const inputs = command === 'rate' ? findInputs(options.inputs, options.format, options.db) : [];
  const { numbers, tariffs, reference } = compiled;
  const firstOpenDay = shared(Int32Array.of(0));
  const tables: RatingTables = { numbers, tariffs, reference, openFromDay: firstOpenDay };
  const workerCount = options.workers ?? availableParallelism();
  const shuffle = {
    partitionCount: partitionsFor(inputs, sizeOf(options.db)),
    freeKilobytes: shared(Int32Array.of(options.shuffleKilobytes ?? SHUFFLE_MEMORY_KILOBYTES)),
    workFolder: workFolderOf(options.db),
  };
  // Workers start while this thread opens the database.
  const batchRows = options.batchRows ?? DEFAULT_BATCH_ROWS;
  const pool = startWorkers(workerCount, { tables, shuffle, batchRows });
  const onAbort = () => pool.destroy();
  options.signal?.addEventListener('abort', onAbort);
  try {
    const run = { options, command, inputs, compiled, tables, shuffle, workerCount, pool };
    const outcome = await rateIntoStore({ ...run, progress });
    progress.finish();
    const seconds = (performance.now() - startedAt) / 1000;
    return { db: options.db, ...outcome, total: sumOfFiles(outcome.files), seconds };
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    await pool.destroy();
  }
}

/** What the database has to say of a run. */
type Outcome = Pick<RateSummary, 'files' | 'skipped' | 'conflicts' | 'stored'>;

/** Opens the database and stores the run in one transaction; a database made for it goes if it fails. */
async function rateIntoStore(setup: RunSetup): Promise<Outcome> {
  const { options, progress, pool } = setup;
  const say = (message: string) => progress.say(message);
  const store = await openStore(options.db, { memoryLimit: DUCKDB_MEMORY, threads: 1, say });
  const interrupt = () => store.interrupt();
  let isStored = false;
  try {
    makeWorkFolder(options.db);
    options.signal?.addEventListener('abort', interrupt);
    await store.run('BEGIN');
    const outcome = await rateInTransaction(setup, store);
    // From here on an interruption comes too late: the run is stored whole.
    options.signal?.removeEventListener('abort', interrupt);
    progress.step('writing the database');
    await store.commit();
    isStored = true;
    return outcome;
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
    // No worker may write work files any more, and no other run may have begun on the database.
    await pool.destroy();
    removeWorkFolder(options.db);
    if (store.isNew && !isStored) store.remove();
    else store.close();
  }
}

/** Rates the files that are new, and ends with what makes the transaction fit to be committed. */
async function rateInTransaction(setup: RunSetup, store: Store): Promise<Outcome> {
  const { options, inputs, pool, progress, tables } = setup;
  const { correction } = options;
  if (correction !== undefined) {
    await checkMonthIsStored(store, monthName(correction.month));
    await checkNotPurged(store, correction.month);
  }
  if (tables.openFromDay !== undefined) tables.openFromDay[0] = await openFromDay(store);
  const isFirstRun = !(await hasStoredUsage(store));
  const run = await nextRun(store);
  const { files, skipped } = await newFiles(store, run, inputs, pool);
  for (const { file, sameAs } of skipped) {
    progress.say(`${file}: same content as ${sameAs}, taken in by an earlier run; skipped`);
  }
  const openRun = { ...setup, store, run, files };
  const totals = await rateBesideStore(openRun, isFirstRun);
  await storeChecked(openRun, totals);
  return {
    files: await fileTotals(store, run.runKey),
    skipped,
    conflicts: await countConflicts(store, run.firstFileKey),
    stored: totals.stored,
  };
}

/** The run in its transaction: what the passes over the records work with. */
interface OpenRun extends RunSetup {
  store: Store;
  run: Run;
  /** Those of its inputs that no earlier run has taken in. */
  files: RunFile[];
}

/** Rates the files while the store does all that needs no record. */
async function rateBesideStore(openRun: OpenRun, isFirstRun: boolean): Promise<RunTotals> {
  const { store, run, tables, compiled, options } = openRun;
  const { runKey } = run;
  const { reference } = options;
  const base = hashText(`${compiled.catalogue.digest} ${VERSION}`);
  const step = { tables, compiled, reference, runKey, isFirstRun, base };
  const preparing = prepareStore(store, step);
  preparing.catch(() => {}); // Reported where it is awaited, which may be much later.
  try {
    return await rateFiles(openRun, preparing);
  } finally {
    // A connection must not be closed under a running statement: DuckDB would take the process down.
    await Promise.allSettled([preparing]);
  }
}

/** Notes the run and its files, once nobody has changed them meanwhile, and checks that everything ties. */
async function storeChecked(openRun: OpenRun, totals: RunTotals): Promise<void> {
  const { options, command, compiled, progress, store, run, files } = openRun;
  options.signal?.throwIfAborted();
  await Promise.all(files.map((file) => file.sha256()));
  checkUnchanged(files);
  progress.step('checking totals');
  const hasTaken = totals.stored.rerated + totals.stored.retried > 0;
  // A run that finds nothing to do, such as one tried again after it was stored, is no run of its own.
  if (files.length > 0 || hasTaken) {
    const catalogueDigest = compiled.catalogue.digest;
    const origin = { command, catalogueDigest, octroiVersion: VERSION };
    await storeRun(store, run, files, totals, origin);
  }
  await countFiles(store, run, totals.kept.lastRow, hasTaken);
  await checkTotals(store);
}

/** Decode, find repeats, rate, append: the three passes over a run's records. */
async function rateFiles(openRun: OpenRun, preparing: Promise<PreparedStore>): Promise<RunTotals> {
  const { progress, store, files, options } = openRun;
  progress.setTotalBytes(files.reduce((bytes, file) => bytes + file.sizeBytes, 0));
  progress.step('reading');
  const cut = cutRanges(files, options.rangeBytes);
  const decoded = await decodeRanges(openRun, cut);
  countRows(files, cut, decoded);
  const ranges = tablesOfRanges(files, cut, decoded);
  const { keys, earlier, fingerprints } = await preparing;
  await storeRangeTables(store, ranges);
  const newBlocks = decoded.flatMap((result) => result.blocks);

  progress.step('looking for duplicates');
  const repeating = findAllRepeats(openRun, newBlocks);
  repeating.catch(() => {}); // Reported where it is awaited.
  const met =
    earlier === null
      ? meetNothing(openRun, await repeating)
      : await meetStoredUsage(openRun, keys, earlier, newBlocks, repeating);
  progress.step('rating');
  // Only now: while they decode the workers take both cores, while they rate they do not.
  for (const file of files) file.sha256();
  const blocks = [...newBlocks, ...met.blocks];
  const usageKeys = { ...keys, idHeads: await knownHeads(store, headsOf(decoded)) };
  const work = { ...met, blocks, keys: usageKeys, ranges, fingerprints };
  const rated = await rateAndStore(openRun, work);
  const { kept } = met;
  checkAppended(rated, await usageTotals(store, kept.lastRow));
  const stored =
    earlier === null
      ? NOTHING_RERATED
      : await storeRerated(store, openRun.run.runKey, kept.lastRow);
  return { kept, rated, stored };
}

/** Decodes ranges in the workers; results come in input order. */
async function decodeRanges(openRun: OpenRun, ranges: InputRange[]): Promise<DecodeResult[]> {
  const { pool, workerCount, progress, files, options } = openRun;
  const sizes = new Map(files.map((file) => [file.path, file.sizeBytes]));
  const results: DecodeResult[] = [];
  await inOrder(ranges, workerCount * 2, pool.decodeRange, (result, range) => {
    options.signal?.throwIfAborted();
    if (result.failure !== null) throw new InputError(result.failure);
    const size = sizes.get(range.path) ?? 0;
    progress.addBytes(Math.max(0, Math.min(range.end, size) - range.start));
    progress.addRecords(size > 0 ? result.decoded + result.rejected : 0);
    results.push(result);
  });
  return results;
}

/** Repeated ids of the run's own records. */
async function findAllRepeats(openRun: OpenRun, blocks: ShuffleBlock[]): Promise<Repeats[]> {
  const { pool, workerCount } = openRun;
  const { partitionCount } = openRun.shuffle;
  const batches = partitionBatches(blocks, partitionCount);
  const repeatsOf = (batch: number[]) => pool.repeatsOf(idPlaces(blocks, batch));
  const repeats: Repeats[] = [];
  await inOrder(batches, workerCount * 2, repeatsOf, (found) => {
    repeats.push(found);
  });
  return repeats;
}

/** A first run starts from nothing. */
function meetNothing({ tables, shuffle }: OpenRun, repeats: Repeats[]): Met {
  return {
    kept: NOTHING_KEPT,
    blocks: [],
    carried: Array.from({ length: shuffle.partitionCount }, nothingCarried),
    repeats: indexRepeats(repeats),
    ratedUntilUs: new Float64Array(componentCountOf(tables)).fill(Number.NEGATIVE_INFINITY),
  };
}

/** What a later run starts from, and what of the stored usage it rates again with its own: see meet-stored.ts. */
async function meetStoredUsage(
  openRun: OpenRun,
  keys: StoreKeys,
  earlier: EarlierRuns,
  newBlocks: ShuffleBlock[],
  repeating: Promise<Repeats[]>,
): Promise<Met> {
  openRun.progress.step('finding what goes on and what is rated again');
  const { partitionCount, workFolder } = openRun.shuffle;
  const decode = (ranges: InputRange[]) => decodeRanges(openRun, ranges);
  const scopes = indexScopes(openRun.tables, keys);
  const meeting = { ...openRun, keys, scopes, earlier, partitionCount, workFolder, decode };
  await openRun.store.run(`SET memory_limit = '${DUCKDB_SCAN_MEMORY}'`);
  return withAllCores(openRun, () =>
    meetStored(meeting, newBlocks, repeating, openRun.options.correction ?? null),
  );
}

/** Lets DuckDB use the cores of the workers, while they have nothing to do: see StoreOptions.threads. */
async function withAllCores<T>(
  { store, workerCount }: { store: Store; workerCount: number },
  work: () => Promise<T>,
): Promise<T> {
  await store.run(`SET threads = ${workerCount}`);
  const done = await work();
  // Not after a failure, which it would hide: the run is over then.
  await store.run('SET threads = 1');
  return done;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

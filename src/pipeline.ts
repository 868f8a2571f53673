import { availableParallelism } from 'node:os';
import type { ShuffleSettings } from './batch/shuffle.ts';
import { idPlaces, recordPlaces, type ShuffleBlock } from './batch/shuffle-block.ts';
import type { RatingTables, StoreKeys } from './classify/rating-tables.ts';
import { type CompiledTables, compileTables } from './compile-tables.ts';
import type { Repeats } from './dedupe/find-repeats.ts';
import { indexRepeats } from './dedupe/repeat-index.ts';
import { countRows, partitionsFor, shared, tablesOfRanges, untouchedMonths } from './plan-run.ts';
import type { Progress } from './progress/progress.ts';
import type { StoredBalance } from './rate/accumulate/allowance-balances.ts';
import type { RangeTables } from './rate/range-tables.ts';
import { cutRanges, RANGE_BYTES } from './read/cut-ranges.ts';
import { checkUnchanged, findInputs, InputError, type InputFile } from './read/find-inputs.ts';
import type { InputRange } from './read/input-range.ts';
import { UsageAppender } from './store/append-usage.ts';
import {
  checkAppended,
  checkTotals,
  countFiles,
  type FileTotals,
  fileTotals,
  sumOfFiles,
  type UsageTotals,
  usageTotals,
} from './store/control-totals.ts';
import { assignKeys } from './store/keys.ts';
import { loadSideFiles } from './store/load-side-files.ts';
import { openStore, type Store } from './store/open-store.ts';
import {
  filesTakenIn,
  nextRun,
  type Run,
  type RunFile,
  type RunTotals,
  storeRun,
} from './store/run-files.ts';
import { storeAlarms } from './store/store-alarms.ts';
import { BalanceWriter } from './store/store-balances.ts';
import { storeBillingCatalogue, storeReference } from './store/store-reference.ts';
import { findStoredRepeats, hasStoredUsage } from './store/stored-usage.ts';
import { takeStoredPart } from './store/take-stored-part.ts';
import { VERSION } from './version.ts';
import { makeWorkFolder, removeWorkFolder, workFolderOf } from './work-folder.ts';
import type { DecodeResult } from './worker.ts';
import { inOrder, startWorkers, type WorkerPool } from './worker-pool.ts';

/** Shared memory that records on their way may take before they go to a work file. */
const SHUFFLE_MEMORY_KILOBYTES = 256 << 10;
const DUCKDB_MEMORY = '512MB';
/** While appending: blocks are used again instead of new memory being touched, which is a tenth faster. */
const DUCKDB_APPEND_MEMORY = '160MB';
const DEFAULT_BATCH_ROWS = 2048;

export interface RateOptions {
  /** Files or directories. */
  inputs: string[];
  db: string;
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
  /** Files left out because an earlier run has taken in the same content, and the path it had then. */
  skipped: { file: string; sameAs: string }[];
  total: Omit<FileTotals, 'file'>;
  seconds: number;
}

/**
 * READ FIRST: the route of the records of one run, from files to the database.
 *
 * Decode, look for repeated ids, rate and store; everything in one transaction, so that a run is stored
 * whole or not at all.
 * @throws CatalogueError, ReferenceDataError, InputError, StoreError or ControlTotalsError
 */
export async function rate(options: RateOptions, progress: Progress): Promise<RateSummary> {
  const startedAt = performance.now();
  progress.step('loading catalogue and reference data');
  const compiled = await compileTables(options);
  const inputs = findInputs(options.inputs, options.format);
  const { numbers, tariffs, reference } = compiled;
  const tables: RatingTables = { numbers, tariffs, reference };
  const workerCount = options.workers ?? availableParallelism();
  const shuffle = {
    partitionCount: partitionsFor(inputs),
    freeKilobytes: shared(Int32Array.of(options.shuffleKilobytes ?? SHUFFLE_MEMORY_KILOBYTES)),
    workFolder: workFolderOf(options.db),
  };
  // Workers start while this thread opens the database.
  const batchRows = options.batchRows ?? DEFAULT_BATCH_ROWS;
  const pool = startWorkers(workerCount, { tables, shuffle, batchRows });
  const onAbort = () => pool.destroy();
  options.signal?.addEventListener('abort', onAbort);
  try {
    const outcome = await rateIntoStore(options, inputs, {
      progress,
      pool,
      workerCount,
      shuffle,
      tables,
      compiled,
    });
    progress.finish();
    const seconds = (performance.now() - startedAt) / 1000;
    return { db: options.db, ...outcome, total: sumOfFiles(outcome.files), seconds };
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    await pool.destroy();
  }
}

type Outcome = Pick<RateSummary, 'files' | 'skipped'>;

interface RunContext {
  progress: Progress;
  pool: WorkerPool;
  workerCount: number;
  shuffle: ShuffleSettings;
  tables: RatingTables;
  compiled: CompiledTables;
}

/** Opens the database and stores the run in one transaction; a database made for it goes if it fails. */
async function rateIntoStore(
  options: RateOptions,
  inputs: InputFile[],
  context: RunContext,
): Promise<Outcome> {
  const { progress, pool } = context;
  const say = (message: string) => progress.say(message);
  const store = await openStore(options.db, { memoryLimit: DUCKDB_MEMORY, threads: 1, say });
  const interrupt = () => store.connection.interrupt();
  let isStored = false;
  try {
    makeWorkFolder(options.db);
    options.signal?.addEventListener('abort', interrupt);
    await store.run('BEGIN');
    const outcome = await rateInTransaction(options, inputs, store, context);
    // From here on an interruption comes too late: the run is stored whole.
    options.signal?.removeEventListener('abort', interrupt);
    await store.run('COMMIT');
    isStored = true;
    progress.step('writing the database');
    await compact(store, progress);
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

/**
 * Moves the stored run from DuckDB's log into the file. The run is stored whether or not this succeeds, so a
 * failure, such as a full disk, is told and left to the next opening.
 */
async function compact(store: Store, progress: Progress): Promise<void> {
  try {
    await store.run('CHECKPOINT');
  } catch (error) {
    const reason = (error as Error).message;
    progress.say(`the run is stored, but DuckDB could not tidy its file: ${reason}`);
  }
}

async function rateInTransaction(
  options: RateOptions,
  inputs: InputFile[],
  store: Store,
  context: RunContext,
): Promise<Outcome> {
  const { progress, pool, tables, compiled } = context;
  const isFirstRun = !(await hasStoredUsage(store));
  const run = await nextRun(store);
  const { files, skipped } = await newFiles(store, run, inputs, pool);
  for (const { file, sameAs } of skipped) {
    progress.say(`${file}: same content as ${sameAs}, taken in by an earlier run; skipped`);
  }
  const touchedMonth = isFirstRun ? null : untouchedMonths(tables);
  // Keys are not needed before rating: they are found while the workers decode.
  const keys = assignKeys(store, tables.tariffs, tables.reference);
  keys.catch(() => {}); // Reported where it is awaited, which may be much later.
  let totals: RunTotals;
  try {
    totals = await rateFiles({ ...context, options, store, files, touchedMonth, keys });
  } finally {
    // A connection must not be closed under a running statement: DuckDB would take the process down.
    await Promise.allSettled([keys]);
  }
  options.signal?.throwIfAborted();
  await Promise.all(files.map((file) => file.sha256));
  checkUnchanged(files);
  progress.step('checking totals');
  await storeRun(store, run, files, totals, compiled.catalogue.digest, VERSION);
  await storeReference(store, options.reference, run.runKey);
  await storeBillingCatalogue(store, compiled.billing, run.runKey);
  await storeAlarms(store, compiled.alarms);
  await countFiles(store, run);
  await checkTotals(store);
  return { files: await fileTotals(store, run.runKey), skipped };
}

interface RateStep extends RunContext {
  options: RateOptions;
  store: Store;
  files: RunFile[];
  /** Earliest month met of each component, null while the store has no usage. */
  touchedMonth: Int32Array | null;
  keys: Promise<StoreKeys>;
}

/** Decode, find repeats, rate, append: the three passes over a run's records. */
async function rateFiles(step: RateStep): Promise<RunTotals> {
  const { progress, store, files, touchedMonth, options, shuffle, tables } = step;
  progress.setTotalBytes(files.reduce((bytes, file) => bytes + file.sizeBytes, 0));
  progress.step('reading');
  const ranges = cutRanges(files, options.rangeBytes ?? RANGE_BYTES);
  const decoded = await decodeRanges(step, ranges);
  countRows(files, ranges, decoded);
  const rangeTables = tablesOfRanges(files, ranges, decoded);
  const keys = await step.keys;
  await storeRangeTables(store, rangeTables);
  const newBlocks = decoded.flatMap((result) => result.blocks);

  progress.step('looking for duplicates');
  const repeats = await findAllRepeats(step, newBlocks);
  let blocks = newBlocks;
  let stored: StoredBalance[] = [];
  if (touchedMonth !== null) {
    repeats.push(await findStoredRepeats(store, newBlocks));
    progress.step('reading back stored usage of the same months');
    const { workFolder } = shuffle;
    const known = { store, workFolder, tables, keys };
    const part = await takeStoredPart(known, touchedMonth, (storedRanges) =>
      decodeRanges(step, storedRanges),
    );
    blocks = [...newBlocks, ...part.blocks];
    stored = part.balances;
  }
  progress.step('rating');
  const kept = await usageTotals(store);
  const rated = await rateAndStore(step, keys, blocks, rangeTables, repeats, stored);
  checkAppended(kept, rated, await usageTotals(store));
  return { kept, rated };
}

/** Decodes ranges in the workers; results come in input order. */
async function decodeRanges(step: RateStep, ranges: InputRange[]): Promise<DecodeResult[]> {
  const { pool, workerCount, progress, files, options } = step;
  const sizes = new Map(files.map((file) => [file.path, file.sizeBytes]));
  const results: DecodeResult[] = [];
  const { touchedMonth } = step;
  const decode = (range: InputRange) => pool.decodeRange({ range, touchedMonth });
  await inOrder(ranges, workerCount * 2, decode, (result, range) => {
    options.signal?.throwIfAborted();
    if (result.failure !== null) throw new InputError(result.failure);
    const size = sizes.get(range.path) ?? 0;
    progress.addBytes(Math.max(0, Math.min(range.end, size) - range.start));
    progress.addRecords(size > 0 ? result.decoded + result.rejected : 0);
    results.push(result);
  });
  return results;
}

async function findAllRepeats(step: RateStep, blocks: ShuffleBlock[]): Promise<Repeats[]> {
  const { pool, workerCount } = step;
  const { partitionCount } = step.shuffle;
  const places = Array.from({ length: partitionCount }, (_, p) => idPlaces(blocks, p));
  const repeats: Repeats[] = [];
  await inOrder(places, workerCount * 2, pool.repeatsOf, (found) => {
    repeats.push(found);
  });
  return repeats;
}

/**
 * Rates partition by partition; while the workers rate, this thread appends what is ready.
 * @returns what the raters say they rated
 */
async function rateAndStore(
  step: RateStep,
  keys: StoreKeys,
  blocks: ShuffleBlock[],
  ranges: RangeTables,
  repeats: Repeats[],
  stored: StoredBalance[],
): Promise<UsageTotals> {
  const { pool, workerCount, store, progress, tables, options } = step;
  const repeatIndex = indexRepeats(repeats);
  await store.run(`SET memory_limit = '${DUCKDB_APPEND_MEMORY}'`);
  const appender = await UsageAppender.open(store);
  const balances = new BalanceWriter(tables, keys);
  const partitions = Array.from({ length: step.shuffle.partitionCount }, (_, p) => p);
  const spares: ArrayBuffer[] = [];
  const rated: UsageTotals = { rows: 0n, amountMicroEuros: 0n };
  const ratePartition = (p: number) => {
    const places = recordPlaces(blocks, p);
    const spare = spares.pop() ?? null;
    return pool.ratePartition({ places, keys, ranges, repeats: repeatIndex, stored, spare });
  };
  try {
    await inOrder(partitions, workerCount + 1, ratePartition, (result) => {
      options.signal?.throwIfAborted();
      appender.append(result.rated);
      spares.push(result.rated.buffer);
      balances.add(result);
      rated.rows += BigInt(result.ratedRows);
      rated.amountMicroEuros += BigInt(result.ratedMicroEuros);
      progress.addStored(result.rated.rowCount + result.suspended + result.repeated);
    });
    appender.close();
  } catch (error) {
    appender.discard();
    throw error;
  }
  await store.run(`SET memory_limit = '${DUCKDB_MEMORY}'`);
  await balances.write(store);
  await loadSideFiles(store, step.shuffle.workFolder);
  return rated;
}

/**
 * The input files whose content no earlier run has taken in. Only a file of a size already seen has to be
 * hashed before it is read; the others are hashed while they are.
 */
async function newFiles(
  store: Store,
  run: Run,
  inputs: InputFile[],
  pool: WorkerPool,
): Promise<{ files: RunFile[]; skipped: RateSummary['skipped'] }> {
  const taken = await filesTakenIn(store);
  const files: RunFile[] = [];
  const skipped: RateSummary['skipped'] = [];
  for (const input of inputs) {
    const sha256 = pool.hashFile(input.path);
    sha256.catch(() => {}); // Reported by whoever awaits it.
    const sameAs = taken.sizes.has(input.sizeBytes) ? taken.paths.get(await sha256) : undefined;
    if (sameAs !== undefined) skipped.push({ file: input.path, sameAs });
    else
      files.push({
        ...input,
        sha256,
        fileKey: run.firstFileKey + files.length,
        rowCount: 0,
        seconds: 0n,
        octets: 0n,
      });
  }
  return { files, skipped };
}

/** Makes the range tables known to SQL, for the rejects. */
async function storeRangeTables(store: Store, ranges: RangeTables): Promise<void> {
  await store.run(
    'CREATE OR REPLACE TEMP TABLE input_ranges (range BIGINT, file_key INTEGER, first_row BIGINT)',
  );
  for (let k = 0; k < ranges.fileKey.length; k++) {
    await store.run('INSERT INTO input_ranges VALUES (?, ?, ?)', [
      BigInt(k),
      ranges.fileKey[k],
      BigInt(ranges.firstRow[k]),
    ]);
  }
}

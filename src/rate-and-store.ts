import { capacityOf } from './batch/rated-columns.ts';
import type { ShuffleSettings } from './batch/shuffle.ts';
import { recordPlaces, type ShuffleBlock } from './batch/shuffle-block.ts';
import { emptyIds, emptyRecords, groupOf } from './batch/spill-files.ts';
import type { RatingTables, UsageKeys } from './classify/rating-tables.ts';
import type { RepeatIndex } from './dedupe/repeat-index.ts';
import type { Progress } from './progress/progress.ts';
import type { CarriedState } from './rate/carried-state.ts';
import type { RangeTables } from './rate/range-tables.ts';
import type { ComponentFingerprints } from './reference/fingerprints.ts';
import { UsageAppender } from './store/append-usage.ts';
import type { UsageTotals } from './store/control-totals.ts';
import { loadSideFiles } from './store/load-side-files.ts';
import type { Store } from './store/store.ts';
import { BalanceWriter } from './store/store-balances.ts';
import { LeftStateWriter } from './store/store-left-state.ts';
import { SyncAhead } from './store/sync-ahead.ts';
import type { RateResult } from './worker.ts';
import { inOrder, TASKS_PER_WORKER, type WorkerPool } from './worker-pool.ts';

/** Memory DuckDB may use. */
export const DUCKDB_MEMORY = '512MB';
/** While looking through stored usage: each block is read once, so that more memory would be of no use. */
export const DUCKDB_SCAN_MEMORY = '256MB';
/** While appending: with less memory DuckDB uses its blocks again instead of new ones, which is a tenth faster. */
const DUCKDB_APPEND_MEMORY = '160MB';

export interface RatingStep {
  store: Store;
  pool: WorkerPool;
  workerCount: number;
  shuffle: ShuffleSettings;
  tables: RatingTables;
  progress: Progress;
  options: { signal?: AbortSignal };
}

/** What is rated, and what from. */
export interface RatingWork {
  keys: UsageKeys;
  blocks: ShuffleBlock[];
  ranges: RangeTables;
  repeats: RepeatIndex;
  /** By partition. */
  carried: CarriedState[];
  /** By component, as earlier runs left it. */
  ratedUntilUs: Float64Array;
  /** Of the reference data, the catalogue and the program. */
  fingerprints: ComponentFingerprints;
}

/**
 * Rates partition by partition; while the workers rate, this thread appends what is ready.
 * @returns what the raters say they rated
 */
export async function rateAndStore(step: RatingStep, work: RatingWork): Promise<UsageTotals> {
  const { pool, workerCount, store, progress, tables, options } = step;
  const { keys, blocks, ranges, repeats, carried } = work;
  await store.run(`SET memory_limit = '${DUCKDB_APPEND_MEMORY}'`);
  const appender = await UsageAppender.open(store);
  const left = await LeftStateWriter.open(store, tables, keys, work.ratedUntilUs);
  const balances = new BalanceWriter(tables, keys);
  const partitions = Array.from({ length: step.shuffle.partitionCount }, (_, p) => p);
  const rowCounts = partitions.map((p) => rowsOf(blocks, p));
  const spares: SharedArrayBuffer[] = [];
  const rated: UsageTotals = { rows: 0n, amountMicroEuros: 0n };
  const ratePartition = (p: number) => {
    const places = recordPlaces(blocks, [p]);
    const spare = takeSpare(spares, rowCounts[p]);
    const task = { places, keys, ranges, repeats, carried: carried[p], spare };
    return pool.ratePartition(task);
  };
  const sync = new SyncAhead(store);
  try {
    await emptyIds(blocks);
    const storePartition = async (result: RateResult, p: number) => {
      options.signal?.throwIfAborted();
      appender.append(result.rated);
      sync.appended(result.rated.rowCount);
      spares.push(result.rated.buffer);
      left.add(result.left);
      balances.add(result);
      rated.rows += BigInt(result.ratedRows);
      rated.amountMicroEuros += result.ratedMicroEuros;
      progress.addStored(result.rated.rowCount + result.suspended + result.repeated);
      const group = groupOf(p, partitions.length);
      if (group !== groupOf(p + 1, partitions.length)) await emptyRecords(blocks, group);
    };
    // A partition counts for a share of the tasks that a worker may have, however few its rows.
    const weightOf = (p: number) => Math.max(rowCounts[p], ROWS_AHEAD / TASKS_PER_WORKER);
    await inOrder(partitions, ROWS_AHEAD, ratePartition, storePartition, weightOf);
    appender.close();
  } catch (error) {
    appender.discard();
    left.discard();
    throw error;
  } finally {
    await sync.finish();
  }
  // From here to the end of the run the cores are DuckDB's.
  await store.run(`SET memory_limit = '${DUCKDB_SCAN_MEMORY}'; SET threads = ${workerCount}`);
  await left.finish(work.fingerprints);
  await balances.write(store);
  await loadSideFiles(store, step.shuffle.workFolder);
  return rated;
}

/**
 * Records rated ahead of those stored: what workers do while this thread writes a row group or two, and what it then
 * appends until it writes the next.
 */
const ROWS_AHEAD = 600_000;

function rowsOf(blocks: ShuffleBlock[], partition: number): number {
  return blocks.reduce((sum, { recordCounts }) => sum + recordCounts[partition], 0);
}

/** The smallest buffer with room for so many rows; when none has, the smallest of all is given up for a new one. */
function takeSpare(spares: SharedArrayBuffer[], rowCount: number): SharedArrayBuffer | null {
  spares.sort((a, b) => a.byteLength - b.byteLength);
  const fits = spares.findIndex((spare) => capacityOf(spare) >= rowCount);
  const [taken] = spares.splice(Math.max(fits, 0), 1);
  return fits < 0 ? null : taken;
}

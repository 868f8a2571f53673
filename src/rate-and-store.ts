import type { ShuffleSettings } from './batch/shuffle.ts';
import { recordPlaces, type ShuffleBlock } from './batch/shuffle-block.ts';
import { emptyIds, emptyRecords, groupOf } from './batch/spill-files.ts';
import type { RatingTables, StoreKeys } from './classify/rating-tables.ts';
import type { RepeatIndex } from './dedupe/repeat-index.ts';
import type { Progress } from './progress/progress.ts';
import type { CarriedState } from './rate/carried-state.ts';
import type { RangeTables } from './rate/range-tables.ts';
import { UsageAppender } from './store/append-usage.ts';
import type { UsageTotals } from './store/control-totals.ts';
import { loadSideFiles } from './store/load-side-files.ts';
import type { Store } from './store/store.ts';
import { BalanceWriter } from './store/store-balances.ts';
import { LeftStateWriter } from './store/store-left-state.ts';
import { SyncAhead } from './store/sync-ahead.ts';
import { inOrder, type WorkerPool } from './worker-pool.ts';

/** Memory DuckDB may use. */
export const DUCKDB_MEMORY = '512MB';
/** While looking through stored usage, which is read once: more would only keep what nobody asks for again. */
export const DUCKDB_SCAN_MEMORY = '256MB';
/** While appending: blocks are used again instead of new memory being touched, which is a tenth faster. */
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
  keys: StoreKeys;
  blocks: ShuffleBlock[];
  ranges: RangeTables;
  repeats: RepeatIndex;
  /** By partition. */
  carried: CarriedState[];
  /** By component, as earlier runs left it. */
  ratedUntilUs: Float64Array;
  /** Hash of catalogue and program. */
  base: number;
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
  const spares: SharedArrayBuffer[] = [];
  const rated: UsageTotals = { rows: 0n, amountMicroEuros: 0n };
  const ratePartition = (p: number) => {
    const places = recordPlaces(blocks, p);
    const spare = spares.pop() ?? null;
    const task = { places, keys, ranges, repeats, carried: carried[p], spare };
    return pool.ratePartition(task);
  };
  const sync = new SyncAhead(store);
  try {
    const ahead = partitionsAhead(blocks, partitions.length, workerCount);
    await emptyIds(blocks);
    await inOrder(partitions, ahead, ratePartition, async (result, p) => {
      options.signal?.throwIfAborted();
      appender.append(result.rated);
      sync.appended(result.rated.rowCount);
      spares.push(result.rated.buffer);
      left.add(result.left);
      balances.add(result);
      rated.rows += BigInt(result.ratedRows);
      rated.amountMicroEuros += BigInt(result.ratedMicroEuros);
      progress.addStored(result.rated.rowCount + result.suspended + result.repeated);
      const group = groupOf(p, partitions.length);
      if (group !== groupOf(p + 1, partitions.length)) await emptyRecords(blocks, group);
    });
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
  await left.finish(work.base);
  await balances.write(store);
  await loadSideFiles(store, step.shuffle.workFolder);
  return rated;
}

/** Records rated ahead of those stored: what workers do while this thread writes a row group. */
const ROWS_AHEAD = 250_000;
const MOST_PARTITIONS_AHEAD = 32;

/** Partitions that may be under way at once: enough that nobody waits, few enough that memory stays small. */
function partitionsAhead(blocks: ShuffleBlock[], partitionCount: number, workers: number): number {
  let rowCount = 0;
  for (const { recordCounts } of blocks) for (const count of recordCounts) rowCount += count;
  const wanted = Math.ceil((ROWS_AHEAD * partitionCount) / Math.max(rowCount, 1));
  return Math.max(workers + 1, Math.min(wanted, MOST_PARTITIONS_AHEAD));
}

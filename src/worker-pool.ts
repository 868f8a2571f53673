import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { RunPlaces } from './batch/shuffle-block.ts';
import type { Repeats } from './dedupe/find-repeats.ts';
import type { IdList } from './dedupe/list-ids.ts';
import type { InputRange } from './read/input-range.ts';
import type { DecodeResult, RateResult, RateTask, SurveyTask, WorkerSettings } from './worker.ts';

/** The kinds of work a worker does, as functions. */
export interface WorkerPool {
  decodeRange(range: InputRange): Promise<DecodeResult>;
  hashFile(path: string): Promise<string>;
  repeatsOf(places: RunPlaces): Promise<Repeats>;
  listIds(places: RunPlaces): Promise<IdList>;
  surveyPartition(task: SurveyTask): Promise<void>;
  ratePartition(task: RateTask): Promise<RateResult>;
  /** Stops the workers, whatever they are doing. */
  destroy(): Promise<void>;
}

/** Starts the workers; the settings' arrays are shared with them, not copied. */
export function startWorkers(workerCount: number, settings: WorkerSettings): WorkerPool {
  const pool = new Piscina({
    filename: workerFile(),
    minThreads: workerCount,
    maxThreads: workerCount,
    workerData: settings,
    // Each worker may grow to a few hundred megabytes of columns, never of objects.
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  // A worker may still answer while the pool is being stopped; any other stray message is a fault of ours.
  let isStopping = false;
  pool.on('error', (error: Error) => {
    if (!isStopping) throw error;
  });
  return {
    decodeRange: (range) => pool.run(range, { name: 'decodeRange' }),
    hashFile: (path) => pool.run(path, { name: 'hashFile' }),
    repeatsOf: (places) => pool.run(places, { name: 'repeatsOf' }),
    listIds: (places) => pool.run(places, { name: 'listIdsTask' }),
    surveyPartition: (task) => pool.run(task, { name: 'surveyTask' }),
    ratePartition: (task) => {
      const transferList = task.spare === null ? [] : [task.spare];
      return pool.run(task, { name: 'ratePartitionTask', transferList });
    },
    destroy: () => {
      isStopping = true;
      return pool.destroy();
    },
  };
}

/** The compiled worker: beside this file when built, in dist/ when run from the sources. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../dist/worker.js', import.meta.url));
}

/**
 * Runs `work` on every item with at most `limit` under way, and gives each result to `take` in the order
 * of the items. The bound is the back-pressure: nothing is started while results wait to be taken.
 */
export async function inOrder<Item, Result>(
  items: Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  take: (result: Result, item: Item) => void | Promise<void>,
): Promise<void> {
  const underWay: Promise<Result>[] = [];
  let started = 0;
  for (const item of items) {
    while (started < items.length && underWay.length < limit) {
      const promise = work(items[started++]);
      promise.catch(() => {}); // Reported when its turn comes.
      underWay.push(promise);
    }
    await take(await (underWay.shift() as Promise<Result>), item);
  }
}

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { RunPlaces } from './batch/shuffle-block.ts';
import type { Repeats } from './dedupe/find-repeats.ts';
import type { IdList } from './dedupe/list-ids.ts';
import type { CalledNumbers } from './rate/list-called.ts';
import type { InputRange } from './read/input-range.ts';
import type { DecodeResult, RateResult, RateTask, SurveyTask, WorkerSettings } from './worker.ts';

/** Tasks a worker may have; how many it is given is up to the pipeline. */
export const TASKS_PER_WORKER = 80;
/** Name of the task that rates a partition. */
const RATE = 'ratePartitionTask';

/**
 * How many workers rate records: all but one where they would take every core. The main thread, which stores what
 * they rate, has about as much to do as one of them, and should not have to wait for a core.
 */
function raterCountOf(workerCount: number): number {
  return workerCount < availableParallelism() ? workerCount : Math.max(1, workerCount - 1);
}

/**
 * Chooses the worker with the fewest tasks, or null when all have as many as they may. Of several with as few it takes
 * the last, which rates no records: a worker that does must not be held up by hashing a file.
 */
function leastBusy(raterCount: number): PiscinaLoadBalancer {
  return (task, workers) => {
    const able = task.name === RATE ? workers.slice(0, raterCount) : workers;
    let chosen: PiscinaWorker | null = null;
    for (const worker of able) {
      const fewest = chosen?.currentUsage ?? TASKS_PER_WORKER - 1;
      if (worker.currentUsage <= fewest) chosen = worker;
    }
    return chosen;
  };
}

/** The kinds of work a worker does, as functions. */
export interface WorkerPool {
  decodeRange(range: InputRange): Promise<DecodeResult>;
  hashFile(path: string): Promise<string>;
  repeatsOf(places: RunPlaces): Promise<Repeats>;
  listIds(places: RunPlaces): Promise<IdList>;
  surveyPartitions(task: SurveyTask): Promise<CalledNumbers>;
  ratePartition(task: RateTask): Promise<RateResult>;
  /** Stops the workers, whatever they are doing, as soon as they have loaded their code. */
  destroy(): Promise<void>;
}

/** A worker thread died: exit 1, nothing stored. */
export class WorkerLostError extends Error {
  override name = 'WorkerLostError';
}

/** Starts the workers; the settings' arrays are shared with them, not copied. */
export function startWorkers(workerCount: number, settings: WorkerSettings): WorkerPool {
  const pool = new Piscina({
    filename: workerFile(),
    minThreads: workerCount,
    maxThreads: workerCount,
    workerData: settings,
    // A worker's next tasks lie ready while this thread is busy: storing a row group takes it a tenth of a second.
    concurrentTasksPerWorker: TASKS_PER_WORKER,
    loadBalancer: leastBusy(raterCountOf(workerCount)),
    // Each worker may grow to a few hundred megabytes of columns, never of objects.
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  const pending = new Set<(error: Error) => void>();
  let isStopping = false;
  let lost: Error | null = null;
  // Whatever a worker dies of, every task fails: some would wait for ever for a worker that is not there.
  const lose = (error: Error) => {
    if (isStopping) return; // A worker may still answer, or end, while the pool is being stopped.
    lost ??= explained(error);
    for (const fail of pending) fail(lost);
  };
  pool.on('error', lose);
  const loaded = new Map<Worker, Promise<void>>();
  const watchWorkers = () => {
    for (const worker of pool.threads) {
      if (loaded.has(worker)) continue;
      loaded.set(worker, whenLoaded(worker));
      worker.once('error', lose);
      worker.once('exit', (code) => {
        watchWorkers(); // The pool has started another in its place.
        lose(new Error(`worker exited with code: ${code}`));
      });
    }
  };
  watchWorkers();
  // A timer, since a worker may be all that keeps this process alive, and its death must still be heard of.
  const keepAlive = setInterval(() => {}, 60_000);
  const run = <Result>(task: unknown, options: RunOptions): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (lost !== null) throw lost;
      pending.add(reject);
      pool
        .run(task, options)
        .then(resolve, (error: Error) => reject(explained(error)))
        .finally(() => pending.delete(reject));
    });
  return {
    decodeRange: (range) => run(range, { name: 'decodeRange' }),
    hashFile: (path) => run(path, { name: 'hashFile' }),
    repeatsOf: (places) => run(places, { name: 'repeatsOf' }),
    listIds: (places) => run(places, { name: 'listIdsTask' }),
    surveyPartitions: (task) => run(task, { name: 'surveyTask' }),
    ratePartition: (task) => run(task, { name: RATE }),
    destroy: async () => {
      isStopping = true;
      await Promise.all(loaded.values());
      clearInterval(keepAlive);
      await pool.destroy();
    },
  };
}

type PiscinaLoadBalancer = NonNullable<PiscinaOptions['loadBalancer']>;
type PiscinaWorker = Parameters<PiscinaLoadBalancer>[1][number];
type PiscinaOptions = NonNullable<ConstructorParameters<typeof Piscina>[0]>;
type RunOptions = NonNullable<Parameters<Piscina['run']>[1]>;

/**
 * Until a worker has loaded its code, or ended. One that is stopped while it loads modules takes the whole process
 * down: Node aborts. Its first message says that it is ready.
 */
function whenLoaded(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('message', () => resolve());
    worker.once('exit', () => resolve());
  });
}

/** A worker that ended in the middle of its work, rather than failed at it. */
function explained(error: Error): Error {
  const isOutOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  if (!isOutOfMemory && !error.message.startsWith('worker exited')) return error;
  const what = isOutOfMemory ? 'ran out of memory' : 'ended unexpectedly';
  return new WorkerLostError(
    `a worker thread ${what} (${error.message}); nothing of this run was stored, and it is safe to run again`,
  );
}

/** The compiled worker: beside this file when built, in dist/ when run from the sources. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../dist/worker.js', import.meta.url));
}

/**
 * Runs `work` on every item with at most `limit` under way, or one, and gives each result to `take` in the order
 * of the items. The bound is the back-pressure: nothing is started while results wait to be taken.
 * @param weightOf what an item counts for; 1 when not given
 */
export async function inOrder<Item, Result>(
  items: Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  take: (result: Result, item: Item) => void | Promise<void>,
  weightOf: (item: Item) => number = () => 1,
): Promise<void> {
  const underWay: Promise<Result>[] = [];
  let weight = 0;
  let started = 0;
  for (const item of items) {
    while (started < items.length) {
      const next = weightOf(items[started]);
      if (underWay.length > 0 && weight + next > limit) break;
      weight += next;
      const promise = work(items[started++]);
      promise.catch(() => {}); // Reported when its turn comes.
      underWay.push(promise);
    }
    await take(await (underWay.shift() as Promise<Result>), item);
    weight -= weightOf(item);
    // Results that came in meanwhile free their workers only in a new turn of the event loop.
    await nextTurn();
  }
}

import { DatabaseInUseError } from './store.ts';

/** Seconds to wait for a database in use; `Infinity` for as long as it takes. What `--wait` sets. */
export const WAIT_VARIABLE = 'OCTROI_DB_WAIT';
const RETRY_MS = 250;

/** @returns 0, refuse at once, when the environment says nothing */
export function waitSeconds(environment: NodeJS.ProcessEnv = process.env): number {
  const seconds = Number(environment[WAIT_VARIABLE] ?? 0);
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0);
}

/**
 * Tries to open until nobody else has the database, for at most `seconds`; says once what it waits for.
 * @throws DatabaseInUseError when the time is over, AbortError on Ctrl-C or SIGTERM
 */
export async function whenFree<Result>(
  open: () => Promise<Result>,
  seconds: number,
  say: (message: string) => void,
): Promise<Result> {
  const deadline = performance.now() + seconds * 1000;
  const interruption = new AbortController();
  const stop = () => interruption.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  let isSaid = false;
  try {
    for (;;) {
      interruption.signal.throwIfAborted();
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof DatabaseInUseError) || performance.now() >= deadline) throw error;
        if (!isSaid) say(`waiting: ${error.message}`);
        isSaid = true;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

import type { Store } from './store.ts';

/**
 * Moves what has been committed from DuckDB's log into the file. It is stored whether or not this succeeds, so a
 * failure, such as a full disk, is told and left to the next opening.
 */
export async function compact(store: Store, say: (message: string) => void): Promise<void> {
  try {
    await store.checkpoint();
  } catch (error) {
    const reason = (error as Error).message;
    say(`everything is stored, but DuckDB could not tidy its file: ${reason}`);
  }
}

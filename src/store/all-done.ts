/**
 * Waits for all that runs at the same time. When one fails the others end first: a connection must not be closed under
 * a running statement, nor a table go that another still reads.
 */
export async function allDone<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

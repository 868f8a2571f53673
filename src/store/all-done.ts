/**
 * Like Promise.all, but when one fails, it waits for the others before it throws: a connection must not be closed
 * under a running statement, nor a table dropped that another statement still reads.
 */
export async function allDone<T extends readonly Promise<unknown>[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

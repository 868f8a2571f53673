/**
 * Runs a command's work so that Ctrl-C, or SIGTERM, ends it in order: the signal is aborted and
 * whatever the work then throws becomes an interruption (exit 130). A second signal kills.
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await work(abort.signal);
  } catch (error) {
    abort.signal.throwIfAborted();
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

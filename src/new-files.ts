import type { InputFile } from './read/find-inputs.ts';
import { filesTakenIn, type Run, type RunFile } from './store/run-files.ts';
import type { Store } from './store/store.ts';
import type { WorkerPool } from './worker-pool.ts';

/** A file left out because an earlier run has taken in the same content, and the path it had then. */
export interface SkippedFile {
  file: string;
  sameAs: string;
}

/**
 * The input files whose content no earlier run has taken in. Only a file of a size already seen has to be
 * hashed before it is read; the others are when the workers have time for it.
 */
export async function newFiles(
  store: Store,
  run: Run,
  inputs: InputFile[],
  pool: WorkerPool,
): Promise<{ files: RunFile[]; skipped: SkippedFile[] }> {
  const taken = await filesTakenIn(store);
  const files: RunFile[] = [];
  const skipped: SkippedFile[] = [];
  for (const input of inputs) {
    const sha256 = once(() => pool.hashFile(input.path));
    const sameAs = taken.sizes.has(input.sizeBytes) ? taken.paths.get(await sha256()) : undefined;
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

/** The same promise at every call; a failure is reported where it is awaited. */
function once<T>(begin: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => {
    if (begun === undefined) {
      begun = begin();
      begun.catch(() => {});
    }
    return begun;
  };
}

import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

const FLUSH_CHARACTERS = 1 << 18;

/**
 * Rows that are not usage (rejects, suspense, duplicates), as JSON lines in the run's work folder. There
 * may be as many as there are records, so they are never held in memory; the store loads them in bulk.
 */
export class SideFile {
  readonly path: string;
  private readonly file: number;
  private pending = '';

  /** @param kind first part of the file's name, shared by all workers */
  constructor(workFolder: string, kind: string) {
    this.path = join(workFolder, `${kind}-${threadId}.jsonl`);
    this.file = openSync(this.path, 'a');
  }

  add(row: object): void {
    this.pending += `${JSON.stringify(row)}\n`;
    if (this.pending.length > FLUSH_CHARACTERS) this.flush();
  }

  /** Must be called at the end of each task: the store reads the file when all tasks are done. */
  flush(): void {
    const bytes = Buffer.from(this.pending);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done);
    this.pending = '';
  }
}

const openSideFiles = new Map<string, SideFile>();

/** This thread's side file of a kind. */
export function sideFile(workFolder: string, kind: string): SideFile {
  const key = join(workFolder, kind);
  let file = openSideFiles.get(key);
  if (file === undefined) {
    file = new SideFile(workFolder, kind);
    openSideFiles.set(key, file);
  }
  return file;
}

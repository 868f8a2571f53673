import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Nothing can be written where `--out` says: exit 2, and the message says what to do. */
export class OutputError extends Error {
  override name = 'OutputError';
}

/**
 * Makes the directory and tries that it can be written into: before work is done for it, not after.
 * @param what goes into it, in the plural
 * @throws OutputError
 */
export function makeOutputFolder(out: string, what: string): void {
  const taken = fileInTheWay(resolve(out));
  try {
    if (taken !== null) throw new Error(`${taken} is a file; name a directory with --out`);
    makeFolder(resolve(out));
    rmSync(mkdtempSync(join(out, '.partial-')), { recursive: true });
  } catch (error) {
    throw new OutputError(`${out}: ${what} cannot be written into it: ${(error as Error).message}`);
  }
}

/** What stands in the place of the directory, or of one above it, and is none. */
function fileInTheWay(path: string): string | null {
  if (!existsSync(path)) return path === dirname(path) ? null : fileInTheWay(dirname(path));
  return statSync(path).isDirectory() ? null : path;
}

/** Folder by folder: where a system gives none (/proc), Node's `recursive` goes on for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

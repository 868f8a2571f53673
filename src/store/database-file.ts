import { closeSync, existsSync, openSync, readSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from './store.ts';

/** Behind a checksum of eight bytes, every DuckDB file begins with this word, an encrypted one too. */
const MAGIC = 'DUCK';
const MAGIC_OFFSET = 8;

/**
 * The absolute path of a database file, which may not be there yet. DuckDB would take other things for a
 * database too and lose what is stored in them: `:memory:`, an empty name, a CSV file (it opens an empty
 * database beside it), a name such as `md:x`.
 * @throws StoreError when something stands there that is no DuckDB file
 */
export function databaseFile(path: string): string {
  if (path === '') throw new StoreError('the name of the database is empty; name a file');
  const file = resolve(path);
  const stat = statOf(file);
  if (stat === null) return file;
  if (!stat.isFile()) {
    const what = stat.isDirectory() ? 'a directory' : 'a pipe, socket or device';
    throw new StoreError(`${path}: is ${what}, not a database; name a file in it, or another one`);
  }
  if (stat.size > 0 && wordAt(file, MAGIC_OFFSET, MAGIC.length) !== MAGIC) {
    throw new StoreError(
      `${path}: is not a DuckDB database; nothing was changed, name another file`,
    );
  }
  return file;
}

/** @throws StoreError when there is no such file; only `octroi rate` makes one */
export function checkDatabaseExists(path: string): void {
  if (!existsSync(path)) throw new StoreError(`${path}: no such database; octroi rate makes one`);
}

/** @throws StoreError when the file has no byte: a database that holds nothing yet is longer */
export function checkHasContent(path: string): void {
  if (statOf(path)?.size !== 0) return;
  throw new StoreError(
    `${path}: is an empty file; octroi rate --db ${path} makes a database of it`,
  );
}

/** @throws StoreError when the folder that a new database would stand in is not there */
export function checkFolderExists(path: string): void {
  const folder = dirname(resolve(path));
  if (existsSync(path) || existsSync(folder)) return;
  throw new StoreError(
    `${path}: cannot be opened: the directory ${dirname(path)} is not there; make it first, or name another file`,
  );
}

/** What DuckDB writes first: a main header and two more, each of this size. */
const HEADER_BYTES = 4096;

/**
 * Removes a database whose making was cut off before DuckDB had written its headers: it holds nothing yet, and
 * DuckDB would not open it. The writer's lock must be held.
 */
export function removeUnfinished(file: string): void {
  const stat = statOf(file);
  if (stat === null || !stat.isFile() || stat.size >= 3 * HEADER_BYTES) return;
  if (stat.size > 0 && wordAt(file, MAGIC_OFFSET, MAGIC.length) !== MAGIC) return;
  for (const left of [file, `${file}.wal`]) rmSync(left, { force: true });
}

/** Null when there is nothing, or nothing that may be looked at: opening it says more. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function wordAt(path: string, offset: number, length: number): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new StoreError(`${path}: cannot be read: ${(error as Error).message}`);
  }
  try {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, offset);
    return bytes.toString('latin1');
  } finally {
    closeSync(file);
  }
}

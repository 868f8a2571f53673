import { readFileSync, statSync } from 'node:fs';

/** No usable key for an encrypted database: exit 2. */
export class DatabaseKeyError extends Error {
  override name = 'DatabaseKeyError';
}

/** The key itself; for programs that get their secrets in the environment. */
export const KEY_VARIABLE = 'OCTROI_DB_KEY';
/** Path of a file with the key; what `--key-file` sets. */
export const KEY_FILE_VARIABLE = 'OCTROI_DB_KEY_FILE';
/** Shorter keys could be found by trying them all. */
const LEAST_CHARACTERS = 16;

/**
 * The key of the database, from the environment or from the file named there, never from the command line,
 * where every user of the machine could read it. Undefined: the database is not encrypted.
 * @throws DatabaseKeyError
 */
export function databaseKey(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const key = environment[KEY_VARIABLE];
  const file = environment[KEY_FILE_VARIABLE];
  if (key !== undefined && file !== undefined) {
    throw new DatabaseKeyError(`both ${KEY_VARIABLE} and ${KEY_FILE_VARIABLE} are set; keep one`);
  }
  if (key !== undefined) return checkedKey(key, KEY_VARIABLE);
  if (file === undefined) return undefined;
  return checkedKey(keyIn(file), file);
}

/** A pipe of this process's own (`--key-file <(…)`) has a writer; any other may have none, and would be waited for. */
const OWN_PIPE = /^\/(dev|proc\/self)\/fd\/\d+$/;

function keyIn(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile() && !(stat.isFIFO() && OWN_PIPE.test(file))) {
      throw new Error('it is a directory, pipe or device, not a file');
    }
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new DatabaseKeyError(`${file}: the key cannot be read: ${(error as Error).message}`);
  }
}

function checkedKey(key: string, source: string): string {
  // DuckDB reads a backslash as the start of an escaped byte, and knows no letters with accents.
  if (key.length < LEAST_CHARACTERS || !/^[ -[\]-~]*$/.test(key)) {
    throw new DatabaseKeyError(
      `${source}: a key is one line of at least ${LEAST_CHARACTERS} characters: ASCII letters, digits and signs, ` +
        'but no backslash (openssl rand -base64 32 makes one)',
    );
  }
  return key;
}

import {
  chmodSync,
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { removeWorkFolder } from '../work-folder.ts';
import {
  journalOf,
  removeJournal,
  restoreFromJournal,
  writeJournal,
} from './checkpoint-journal.ts';
import {
  checkDatabaseExists,
  checkFolderExists,
  checkHasContent,
  databaseFile,
  removeUnfinished,
} from './database-file.ts';
import { databaseKey } from './database-key.ts';
import { type OpenDatabase, openDatabase, temporaryFolderOf } from './open-instance.ts';
import { type Sql, type Store, StoreError } from './store.ts';
import { createTables } from './tables.ts';
import { createViews } from './views.ts';
import { waitSeconds, whenFree } from './wait-for-database.ts';
import { checkNoWriter, clearLockDrafts, takeWriterLock, type WriterLock } from './writer-lock.ts';

const dataSync = promisify(fdatasync);

const NO_CHECKPOINT = "SET checkpoint_threshold = '1TB'";
const CHECKPOINT_ON_COMMIT =
  "SET checkpoint_threshold = '0B'; SET auto_checkpoint_skip_wal_threshold = 0";

export interface StoreOptions {
  readOnly?: boolean;
  /** Memory DuckDB may use, e.g. `512MB`. */
  memoryLimit?: string;
  /**
   * Threads of DuckDB. One while rating: with more, an append hands its work to another thread and the
   * caller spins until it is done, which takes a core from the workers.
   */
  threads?: number;
  /** Folder for what DuckDB has to spill. */
  temporaryFolder?: string;
  /** Key of an encrypted database; from the environment when not given (database-key.ts). */
  key?: string;
  /** Takes what the operator should know; stderr when not given. */
  say?: (message: string) => void;
}

/**
 * Opens the database, making it with its tables and views when it is new. One writer at a time, and no
 * reader beside it: with OCTROI_DB_WAIT, or `--wait`, it waits for the others to finish.
 * @throws DatabaseInUseError, DatabaseKeyError, or StoreError when it is no octroi database
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  const say = options.say ?? sayOnStderr;
  return whenFree(() => openNow(path, options, say), waitSeconds(), say);
}

async function openNow(
  path: string,
  options: StoreOptions,
  say: (message: string) => void,
): Promise<Store> {
  const isReadOnly = options.readOnly === true;
  if (isReadOnly) checkDatabaseExists(path);
  else checkFolderExists(path);
  const key = options.key ?? databaseKey();
  if (isReadOnly) {
    checkNoWriter(path);
    restoreForReading(path);
  }
  const lock = isReadOnly ? null : takeWriterLock(path);
  let isNew = false;
  let store: Store | undefined;
  try {
    if (lock !== null) {
      removeUnfinished(path);
      restoreFromJournal(realPathOf(path));
    }
    isNew = !existsSync(path);
    const settings = settingsOf(options);
    // Not before the lock is taken: to read a file that this process has open would end DuckDB's own lock on it.
    const file = databaseFile(path);
    if (isReadOnly) checkHasContent(path);
    const database = await openDatabase(path, file, { isReadOnly, key, settings, say });
    store = storeOn(path, isNew, database, lock);
    await checkIsOurs(store);
    if (lock !== null) {
      clearLeftovers(path);
      // Only `checkpoint` and `commit` may write a checkpoint: they save what DuckDB would overwrite.
      await store.run(`${NO_CHECKPOINT}; PRAGMA disable_checkpoint_on_shutdown`);
      // Together, so that a process killed here leaves an empty database, not half of one.
      await store.run('BEGIN');
      await createTables(store);
      await createViews(store);
      await store.run('COMMIT');
    }
    return store;
  } catch (error) {
    if (store === undefined) {
      if (lock !== null && isNew) removeUnfinished(path);
      lock?.release();
    } else if (isNew) store.remove();
    else store.close();
    throw error;
  }
}

function settingsOf(options: StoreOptions): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.memoryLimit !== undefined && { memory_limit: options.memoryLimit }),
    ...(options.threads !== undefined && { threads: String(options.threads) }),
    ...(options.temporaryFolder !== undefined && { temp_directory: options.temporaryFolder }),
  };
}

/** An object of functions and no class: callers take `query` and `run` out of it. */
function storeOn(
  path: string,
  isNew: boolean,
  { connection, catalog, connect, close }: OpenDatabase,
  lock: WriterLock | null,
): Store {
  const file = realPathOf(path);
  let source: number | null = null;
  const closeAll = () => {
    close();
    // Not before DuckDB is closed: to close the file would end DuckDB's lock on it.
    if (source !== null) closeSync(source);
    source = null;
  };
  const { query, run, interrupt } = sqlOn(connection);
  const saveBlocks = async () => {
    source ??= openSync(file, 'r');
    const { blockBytes, blockIds } = await metadataBlocks(query, catalog);
    writeJournal(file, source, blockBytes, blockIds);
    syncFolder(file);
  };
  return {
    path,
    isNew,
    connection,
    catalog,
    query,
    run,
    interrupt,
    beside: async () => sqlOn(await connect()),
    syncAhead: async () => {
      source ??= openSync(file, 'r');
      await dataSync(source).catch(() => {});
    },
    checkpoint: async () => {
      await saveBlocks();
      await connection.run('CHECKPOINT');
      removeJournal(file);
    },
    commit: async () => {
      await saveBlocks();
      await connection.run(CHECKPOINT_ON_COMMIT);
      await connection.run('COMMIT').catch((error: Error) => {
        throw new StoreError(
          `${path}: could not be written, and nothing of this run was stored: ${error.message}`,
        );
      });
      await connection.run(NO_CHECKPOINT);
      removeJournal(file);
    },
    close: () => {
      closeAll();
      if (lock === null) return;
      restoreAfterFailure(file);
      syncFolder(path);
      lock.release();
    },
    replace: () => {
      closeAll();
      putInPlace(realpathSync(path));
      lock?.release();
    },
    remove: () => {
      closeAll();
      for (const left of [path, `${path}.wal`]) rmSync(left, { force: true });
      removeJournal(file);
      lock?.release();
    },
  };
}

function sqlOn(connection: DuckDBConnection): Sql {
  return {
    query: async <Row>(sql: string, parameters?: DuckDBValue[]) =>
      (await connection.runAndReadAll(sql, parameters)).getRowObjectsJS() as Row[],
    run: async (sql, parameters) => {
      await connection.run(sql, parameters);
    },
    interrupt: () => connection.interrupt(),
  };
}

/** A database reached through a link has its companions beside the file behind it. */
function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

/** Blocks that a checkpoint may write again in their place. */
async function metadataBlocks(
  query: Sql['query'],
  catalog: string,
): Promise<{ blockBytes: number; blockIds: number[] }> {
  const [size] = await query<{ bytes: bigint }>(
    'SELECT block_size AS bytes FROM pragma_database_size() WHERE database_name = ?',
    [catalog],
  );
  const blocks = await query<{ id: bigint }>(
    'SELECT DISTINCT block_id AS id FROM pragma_metadata_info(?)',
    [catalog],
  );
  return { blockBytes: Number(size.bytes), blockIds: blocks.map(({ id }) => Number(id)) };
}

/** After a failed checkpoint. If the blocks cannot be put back now, whoever opens the database next does it. */
function restoreAfterFailure(file: string): void {
  try {
    restoreFromJournal(file);
  } catch {
    // The journal stays.
  }
}

/** A reader may be the first to open the database after a kill. Where it cannot get the lock, it goes on without. */
function restoreForReading(path: string): void {
  const file = realPathOf(path);
  if (!existsSync(journalOf(file))) return;
  let lock: WriterLock;
  try {
    lock = takeWriterLock(path);
  } catch {
    return;
  }
  try {
    restoreFromJournal(file);
  } finally {
    lock.release();
  }
}

/** Where a database is written anew before it takes the place of the old one. */
export function rewrittenFileOf(file: string): string {
  return `${file}.octroi-new`;
}

/** @throws StoreError when the old file still has a log: it would be taken for the new one's */
function putInPlace(file: string): void {
  if (existsSync(`${file}.wal`)) {
    throw new StoreError(`${file}: DuckDB could not empty its log; nothing was changed, try again`);
  }
  const fresh = rewrittenFileOf(file);
  chmodSync(fresh, statSync(file).mode);
  renameSync(fresh, file);
  syncFolder(file);
}

/** What a killed run left: its work files, and what DuckDB spilled. The writer's lock is held. */
function clearLeftovers(path: string): void {
  removeWorkFolder(path);
  clearLockDrafts(path);
  const fresh = rewrittenFileOf(realpathSync(path));
  for (const left of [fresh, `${fresh}.wal`]) rmSync(left, { force: true });
  const spilled = temporaryFolderOf(path);
  if (!existsSync(spilled) || !statSync(spilled).isDirectory()) return;
  if (readdirSync(spilled).every((name) => name.startsWith('duckdb_temp'))) {
    rmSync(spilled, { recursive: true, force: true });
  }
}

/** DuckDB syncs its files, but a power cut could still lose the name of a new one. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function sayOnStderr(message: string): void {
  const isTerminal = process.stderr.isTTY === true;
  process.stderr.write(
    isTerminal ? `octroi: ${message}\n` : `${JSON.stringify({ event: 'message', message })}\n`,
  );
}

/** The table of usage, in this store version and in earlier ones. */
const OUR_TABLES = ['usage_rows', 'usage_events'];

/** A database with tables that are not octroi's is left alone. */
async function checkIsOurs(store: Store): Promise<void> {
  const tables = await store.query<{ table_name: string }>(
    `SELECT table_name FROM duckdb_tables()
     WHERE schema_name = 'main' AND database_name = current_database() AND NOT internal`,
  );
  if (tables.length > 0 && !tables.some((table) => OUR_TABLES.includes(table.table_name))) {
    throw new StoreError(`${store.path}: holds tables that are not octroi's; name another file`);
  }
}

import { existsSync } from 'node:fs';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { databaseFile } from './database-file.ts';
import { type Store, StoreError } from './store.ts';
import { createTables } from './tables.ts';
import { createViews } from './views.ts';

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
}

/**
 * Opens the database, making it with its tables and views when it is new.
 * @throws StoreError when another process holds it, or it is no octroi database
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  if (options.readOnly === true && !existsSync(path)) {
    throw new StoreError(`${path}: no such database; octroi rate makes one`);
  }
  const settings: Record<string, string> = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.readOnly === true && { access_mode: 'READ_ONLY' }),
    ...(options.memoryLimit !== undefined && { memory_limit: options.memoryLimit }),
    ...(options.threads !== undefined && { threads: String(options.threads) }),
    ...(options.temporaryFolder !== undefined && { temp_directory: options.temporaryFolder }),
  };
  const instance = await openInstance(path, databaseFile(path), settings);
  const connection = await instance.connect();
  const store: Store = {
    path,
    connection,
    query: async <Row>(sql: string, parameters?: DuckDBValue[]) =>
      (await connection.runAndReadAll(sql, parameters)).getRowObjectsJS() as Row[],
    run: async (sql, parameters) => {
      await connection.run(sql, parameters);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
  try {
    await checkIsOurs(store);
    if (options.readOnly !== true) {
      // Together, so that a process killed here leaves an empty database, not half of one.
      await store.run('BEGIN');
      await createTables(store);
      await createViews(store);
      await store.run('COMMIT');
    }
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

async function openInstance(path: string, file: string, settings: Record<string, string>) {
  try {
    return await DuckDBInstance.create(file, settings);
  } catch (error) {
    const { message } = error as Error;
    if (/lock/i.test(message)) {
      const holder = /PID (\d+)/.exec(message)?.[1];
      const who = holder === undefined ? 'another process' : `another process (PID ${holder})`;
      throw new StoreError(
        `${path}: the database is in use by ${who}; wait until it has finished, or close it there`,
      );
    }
    throw new StoreError(`${path}: cannot be opened as a DuckDB database: ${message}`);
  }
}

/** A database with tables that are not octroi's is left alone. */
async function checkIsOurs(store: Store): Promise<void> {
  const tables = await store.query<{ table_name: string }>(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT internal",
  );
  if (tables.length > 0 && !tables.some((table) => table.table_name === 'usage_events')) {
    throw new StoreError(`${store.path}: holds tables that are not octroi's; name another file`);
  }
}

export { type Store, StoreError } from './store.ts';

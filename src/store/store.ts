import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** The database cannot be opened or is not octroi's: exit 1, and the message says what to do. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** A month or customer asked for is not in the database: exit 2, and the message says what is. */
export class NotStoredError extends StoreError {
  override name = 'NotStoredError';
}

/** Another process, or another part of this one, has the database: exit 1; it may be tried again later. */
export class DatabaseInUseError extends StoreError {
  override name = 'DatabaseInUseError';
}

/** One connection to the database. */
export interface Sql {
  /** Runs a statement with parameters and returns its rows as objects. */
  query<Row>(sql: string, parameters?: DuckDBValue[]): Promise<Row[]>;
  run(sql: string, parameters?: DuckDBValue[]): Promise<void>;
  /** Ends the statement that is running, which fails. */
  interrupt(): void;
}

/**
 * The connection of this process to the DuckDB file. Only one thread may ever open a file: a second
 * one would get an instance of its own and overwrite what the first commits.
 */
export interface Store extends Sql {
  path: string;
  /** True when opening made the file. */
  isNew: boolean;
  connection: DuckDBConnection;
  /** What DuckDB calls the database. */
  catalog: string;
  /**
   * Another connection of the same process, closed with this one: its statements run at the same time, see what is
   * committed, and have temporary tables, macros and variables of their own.
   */
  beside(): Promise<Sql>;
  /** Moves what has been committed from DuckDB's log into the file; a kill in the middle of it does no harm. */
  checkpoint(): Promise<void>;
  /**
   * Commits straight into the file: DuckDB's log is neither written nor read again, which is half of the time that
   * a commit and a checkpoint take. A kill in the middle of it does no harm; a failure leaves what was there before.
   */
  commit(): Promise<void>;
  /**
   * Has the system write to disk, meanwhile, what DuckDB has given it so far: a commit then waits for less. What
   * fails here fails again at the commit. Await it before closing.
   */
  syncAhead(): Promise<void>;
  /** Lets go of the database and, after writing, of its lock. */
  close(): void;
  /** Closes, and puts the file written in its place (rewrittenFileOf) where the database was. */
  replace(): void;
  /** Closes and deletes the database while no other writer can have begun on it. */
  remove(): void;
}

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** The database cannot be opened or is not octroi's: exit 1, and the message says what to do. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/**
 * The one connection of this process to the DuckDB file. Only one thread may ever open a file: a second
 * one would get an instance of its own and overwrite what the first commits.
 */
export interface Store {
  path: string;
  connection: DuckDBConnection;
  /** Runs a statement with parameters and returns its rows as objects. */
  query<Row>(sql: string, parameters?: DuckDBValue[]): Promise<Row[]>;
  run(sql: string, parameters?: DuckDBValue[]): Promise<void>;
  close(): void;
}

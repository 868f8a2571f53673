import type { DuckDBValue } from '@duckdb/node-api';
import type { Sql } from '../store/store.ts';

/**
 * The database in memory, beside the one billed, that holds all a close works out: its two desks share it. No file
 * gives its database such a name.
 */
export const WORK = '"octroi/close"';

/** Makes a table from a query, in place of one of the same name. */
export async function makeTable(
  sql: Sql,
  name: string,
  query: string,
  parameters?: DuckDBValue[],
): Promise<void> {
  await sql.run(`CREATE OR REPLACE TABLE ${WORK}.${name} AS ${query}`, parameters);
}

/** Makes an empty table, in place of one of the same name. */
export async function makeEmptyTable(sql: Sql, name: string, columns: string): Promise<void> {
  await sql.run(`CREATE OR REPLACE TABLE ${WORK}.${name} (${columns})`);
}

/** Makes a table from rows at hand: column name -> SQL type. Rows lacking a column have NULL. */
export async function makeTableOfRows(
  sql: Sql,
  name: string,
  columns: Record<string, string>,
  rows: readonly object[],
): Promise<void> {
  const form = JSON.stringify([columns]);
  const query = `SELECT unnest(from_json(CAST(? AS JSON), '${form}'), recursive := true)`;
  await makeTable(sql, name, query, [JSON.stringify(rows)]);
}

/** Makes a table of this connection alone: a transaction that writes the database may make no other. */
export async function makeTemporaryTable(sql: Sql, name: string, query: string): Promise<void> {
  await sql.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${query}`);
}

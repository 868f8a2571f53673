import type { DuckDBValue } from '@duckdb/node-api';
import type { Store } from '../store/store.ts';

/** Makes a temporary table of this connection from a query, in place of one of the same name. */
export async function makeTable(
  store: Store,
  name: string,
  query: string,
  parameters?: DuckDBValue[],
): Promise<void> {
  await store.run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${query}`, parameters);
}

/** Makes a temporary table from rows at hand: column name -> SQL type. Rows lacking a column have NULL. */
export async function makeTableOfRows(
  store: Store,
  name: string,
  columns: Record<string, string>,
  rows: readonly object[],
): Promise<void> {
  const form = JSON.stringify([columns]);
  const query = `SELECT unnest(from_json(CAST(? AS JSON), '${form}'), recursive := true)`;
  await makeTable(store, name, query, [JSON.stringify(rows)]);
}

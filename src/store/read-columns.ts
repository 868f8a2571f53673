import type { DuckDBValue } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { Store } from './store.ts';

/** What a column of a result is read as: INTEGER or DATE, DOUBLE, BIGINT as two words (low first). */
export type ReadType = 'int32' | 'float64' | 'words64';

const WIDTHS: Record<ReadType, number> = { int32: 4, float64: 8, words64: 8 };

/** Values of one column; two words per value for `words64`. */
export type ReadColumn = Int32Array | Float64Array;

/**
 * Reads a whole result in bulk, column by column, for results of millions of rows. No value may be NULL, and
 * each column's SQL type must be of the type it is read as.
 */
export async function readColumns(
  store: Store,
  sql: string,
  types: readonly ReadType[],
  parameters?: DuckDBValue[],
): Promise<{ rowCount: number; columns: ReadColumn[] }> {
  const parts: Uint8Array[][] = types.map(() => []);
  let rowCount = 0;
  // The whole result is made before any is fetched: all of DuckDB's threads make it then. A streamed result comes from
  // one thread only, and in smaller chunks.
  const result = await store.connection.run(sql, parameters);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rowCount += chunk.rowCount;
    for (const [k, type] of types.entries()) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, k);
      parts[k].push(duckdb.vector_get_data(vector, chunk.rowCount * WIDTHS[type]));
    }
  }
  return { rowCount, columns: types.map((type, k) => joined(parts[k], type)) };
}

function joined(parts: Uint8Array[], type: ReadType): ReadColumn {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return type === 'float64' ? new Float64Array(bytes.buffer) : new Int32Array(bytes.buffer);
}

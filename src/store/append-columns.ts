import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { Store } from './open-store.ts';

/** Rows of a DuckDB data chunk: a larger one is refused. */
const CHUNK_ROWS = 2048;
/** DuckDB keeps a text of up to 12 bytes inside its 16-byte cell: length, then the bytes. */
const CELL_BYTES = 16;
const INLINE_BYTES = 12;

/** A column of fixed-width values, as DuckDB holds them. */
export interface FixedColumn {
  width: number;
  buffer: ArrayBuffer;
}

/** A column of texts: text i is bytes[offsets[i]] to offsets[i + 1] (exclusive). */
export interface VarcharColumn {
  offsets: Int32Array;
  bytes: Uint8Array;
}

/**
 * Appends columns to a table in bulk, one copy per column and chunk. The table has the fixed columns
 * first, then the texts. What is appended belongs to the transaction open on the store's connection.
 */
export class ColumnAppender {
  private readonly appender: DuckDBAppender;
  private readonly types: DuckDBType[];

  private constructor(appender: DuckDBAppender) {
    this.appender = appender;
    this.types = Array.from({ length: appender.columnCount }, (_, k) => appender.columnType(k));
  }

  static async open(store: Store, table: string): Promise<ColumnAppender> {
    return new ColumnAppender(await store.connection.createAppender(table));
  }

  append(fixed: readonly FixedColumn[], texts: readonly VarcharColumn[], rowCount: number): void {
    for (let from = 0; from < rowCount; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rowCount - from);
      const chunk = DuckDBDataChunk.create(this.types, count);
      for (const [k, { buffer, width }] of fixed.entries()) {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, k);
        duckdb.copy_data_to_vector(vector, 0, buffer, from * width, count * width);
      }
      for (const [k, { offsets, bytes }] of texts.entries()) {
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, fixed.length + k);
        copyTexts(vector, offsets, bytes, from, count);
      }
      this.appender.appendDataChunk(chunk);
    }
  }

  close(): void {
    this.appender.closeSync();
  }
}

const cells = new ArrayBuffer(CHUNK_ROWS * CELL_BYTES);
const cellWords = new Int32Array(cells);
const cellBytes = new Uint8Array(cells);

/** Fills a VARCHAR vector: short texts by one copy of their cells, long ones one by one. */
function copyTexts(
  vector: duckdb.Vector,
  offsets: Int32Array,
  bytes: Uint8Array,
  from: number,
  count: number,
): void {
  cellWords.fill(0, 0, count * 4);
  let hasLong = false;
  for (let i = 0; i < count; i++) {
    const start = offsets[from + i];
    const length = offsets[from + i + 1] - start;
    if (length > INLINE_BYTES) {
      hasLong = true;
      continue;
    }
    cellWords[i * 4] = length;
    const to = i * CELL_BYTES + 4;
    for (let k = 0; k < length; k++) cellBytes[to + k] = bytes[start + k];
  }
  duckdb.copy_data_to_vector(vector, 0, cells, 0, count * CELL_BYTES);
  if (!hasLong) return;
  for (let i = 0; i < count; i++) {
    const start = offsets[from + i];
    const end = offsets[from + i + 1];
    if (end - start > INLINE_BYTES) {
      duckdb.vector_assign_string_element_len(vector, i, bytes.subarray(start, end));
    }
  }
}

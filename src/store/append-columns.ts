import type { DuckDBAppender, DuckDBDataChunk, DuckDBStructType } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { setInt64 } from '../batch/rated-columns.ts';
import { TEXT_PLACE_WORDS, type TextPlaces } from '../batch/text-places.ts';
import { INLINE_BYTES } from '../batch/usage-records.ts';
import { duckdbApi } from './duckdb-api.ts';
import type { Store } from './store.ts';

/** Rows of a DuckDB data chunk: a larger one is refused. */
const CHUNK_ROWS = 2048;

/** A text as DuckDB holds it: its length and up to twelve bytes of it. */
const TEXT_CELL_BYTES = 16;
/** A list as DuckDB holds it: its first element's place and their number, 64 bits each. */
const LIST_BYTES = 16;

/** A column as DuckDB holds it: fixed-width values, or text cells. */
export interface StoreColumn {
  width: number;
  buffer: ArrayBufferLike;
  /** First byte of the column's values; 0 when not given. */
  byteOffset?: number;
  /** For text cells: the texts too long for a cell, whose second word is the text's first byte here. */
  texts?: Uint8Array;
}

const NO_TEXTS: TextPlaces = { places: new Int32Array(0), texts: new Uint8Array(0) };

/**
 * Appends columns to a table in bulk, one copy per column and chunk. What is appended belongs to the
 * transaction open on the store's connection.
 */
export class ColumnAppender {
  private readonly appender: DuckDBAppender;
  /** Filled anew for every 2,048 rows: making one costs as much as filling it. */
  private readonly chunk: DuckDBDataChunk;
  private readonly vectors: duckdb.Vector[];
  /** Of the column of lists of texts, if the table has one. */
  private readonly lists: ListVector | undefined;
  /** A chunk's values of one column on their way out of shared memory, which the binding does not read. */
  private readonly passage = new Uint8Array(CHUNK_ROWS * TEXT_CELL_BYTES);

  private constructor(appender: DuckDBAppender) {
    this.appender = appender;
    const types = Array.from({ length: appender.columnCount }, (_, k) => appender.columnType(k));
    this.chunk = duckdbApi.DuckDBDataChunk.create(types);
    const { LIST, STRUCT } = duckdbApi.DuckDBTypeId;
    this.vectors = [];
    for (const [k, type] of types.entries()) {
      const vector = duckdb.data_chunk_get_vector(this.chunk.chunk, k);
      if (type.typeId === LIST) this.lists = new ListVector(vector);
      else if (type.typeId !== STRUCT) this.vectors.push(vector);
      else {
        const { entryCount } = type as DuckDBStructType;
        for (let part = 0; part < entryCount; part++) {
          this.vectors.push(duckdb.struct_vector_get_child(vector, part));
        }
      }
    }
  }

  static async open(store: Store, table: string): Promise<ColumnAppender> {
    return new ColumnAppender(await store.connection.createAppender(table));
  }

  /**
   * @param columns in the order of the table's columns, the parts of a STRUCT each by itself; `rowCount` values each
   * @param lists texts of the table's column of lists, if it has one
   */
  append(columns: readonly StoreColumn[], rowCount: number, lists = NO_TEXTS): void {
    for (let from = 0; from < rowCount; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rowCount - from);
      this.chunk.reset();
      for (const [k, column] of columns.entries()) {
        const vector = this.vectors[k];
        const { width, buffer } = column;
        const start = (column.byteOffset ?? 0) + from * width;
        this.copy(vector, buffer, start, count * width);
        if (column.texts !== undefined) setLongTexts(vector, buffer, start, column.texts, count);
      }
      this.lists?.fill(lists, from, count);
      this.chunk.rowCount = count;
      this.appender.appendDataChunk(this.chunk);
    }
  }

  private copy(
    vector: duckdb.Vector,
    buffer: ArrayBufferLike,
    start: number,
    length: number,
  ): void {
    if (buffer instanceof ArrayBuffer) {
      duckdb.copy_data_to_vector(vector, 0, buffer, start, length);
      return;
    }
    this.passage.set(new Uint8Array(buffer, start, length));
    duckdb.copy_data_to_vector(vector, 0, this.passage.buffer, 0, length);
  }

  close(): void {
    this.appender.closeSync();
  }

  /** Closes after a failure: what DuckDB says then only repeats it. */
  discard(): void {
    try {
      this.appender.clear();
      this.appender.closeSync();
    } catch {
      // The first error is the one to report.
    }
  }
}

/** The vector of a column of lists of texts. */
class ListVector {
  private readonly vector: duckdb.Vector;
  /** First element and number of elements of each list, as 64-bit values. */
  private readonly entries = new Int32Array((CHUNK_ROWS * LIST_BYTES) / 4);

  constructor(vector: duckdb.Vector) {
    this.vector = vector;
  }

  /** Fills in the lists of the rows from `from` on. */
  fill({ places, texts }: TextPlaces, from: number, count: number): void {
    const { vector, entries } = this;
    const first = firstPlace(places, from);
    const end = firstPlace(places, from + count);
    entries.fill(0);
    if (end > first) {
      duckdb.list_vector_reserve(vector, end - first);
      duckdb.list_vector_set_size(vector, end - first);
      const elements = duckdb.list_vector_get_child(vector);
      for (let place = first; place < end; place++) {
        const at = place * TEXT_PLACE_WORDS;
        const entry = (places[at] - from) * 4;
        if (entries[entry + 2]++ === 0) entries[entry] = place - first;
        const start = places[at + 1];
        const text = texts.subarray(start, start + places[at + 2]);
        duckdb.vector_assign_string_element_len(elements, place - first, text);
      }
    }
    duckdb.copy_data_to_vector(vector, 0, entries.buffer, 0, count * LIST_BYTES);
  }
}

/** The first place of a row at or behind this one. */
function firstPlace(places: Int32Array, row: number): number {
  let low = 0;
  let high = places.length / TEXT_PLACE_WORDS;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle * TEXT_PLACE_WORDS] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Replaces the cells of long texts, which only DuckDB can make: it keeps those texts on its own heap. */
function setLongTexts(
  vector: duckdb.Vector,
  cells: ArrayBufferLike,
  start: number,
  texts: Uint8Array,
  count: number,
): void {
  const words = new Int32Array(cells, start, count * 4);
  for (let i = 0; i < count; i++) {
    const length = words[i * 4];
    if (length <= INLINE_BYTES) continue;
    const text = words[i * 4 + 1];
    duckdb.vector_assign_string_element_len(vector, i, texts.subarray(text, text + length));
  }
}

/** A column of texts: text i is bytes[offsets[i]] to offsets[i + 1] (exclusive). */
export function textColumn(offsets: Int32Array, bytes: Uint8Array): StoreColumn {
  const count = offsets.length - 1;
  const buffer = new ArrayBuffer(count * TEXT_CELL_BYTES);
  const words = new Int32Array(buffer);
  const cells = new Uint8Array(buffer);
  for (let i = 0; i < count; i++) {
    const start = offsets[i];
    const length = offsets[i + 1] - start;
    words[i * 4] = length;
    if (length > INLINE_BYTES) words[i * 4 + 1] = start;
    else cells.set(bytes.subarray(start, start + length), i * TEXT_CELL_BYTES + 4);
  }
  return { width: TEXT_CELL_BYTES, buffer, texts: bytes };
}

/** A column of 32-bit integers. */
export function int32Column(values: Iterable<number>): StoreColumn {
  return { width: 4, buffer: Int32Array.from(values).buffer };
}

/** A column of safe integers as 64-bit values. */
export function int64Column(values: ArrayLike<number>): StoreColumn {
  const halves = new Int32Array(values.length * 2);
  for (let k = 0; k < values.length; k++) setInt64(halves, k, values[k]);
  return { width: 8, buffer: halves.buffer };
}

import {
  DateDay,
  Field,
  FixedSizeBinary,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  Uint8,
  Uint16,
  Uint32,
} from 'apache-arrow';

/**
 * A rated record as it goes into the store: the columns of table `usage_events`, in order, each with its
 * SQL type. What a worker hands over is an Arrow record batch of them. Money is a count of micro-euros, which
 * is what DuckDB's DECIMAL(18,6) holds inside. Each column costs about as much as rating the record does, so
 * there is none that another one implies.
 */
export const RATED_COLUMNS = [
  { name: 'started_at', sqlType: 'TIMESTAMP', width: 8, arrow: () => new TimestampMicrosecond() },
  { name: 'line', sqlType: 'BIGINT', width: 8, arrow: () => new Int64() },
  { name: 'called', sqlType: 'BIGINT', width: 8, arrow: () => new Int64() },
  { name: 'quantity', sqlType: 'BIGINT', width: 8, arrow: () => new Int64() },
  { name: 'included', sqlType: 'BIGINT', width: 8, arrow: () => new Int64() },
  { name: 'amount', sqlType: 'DECIMAL(18,6)', width: 8, arrow: () => new Int64() },
  { name: 'octets', sqlType: 'BIGINT', width: 8, arrow: () => new Int64() },
  {
    name: 'session_started_at',
    sqlType: 'TIMESTAMP',
    width: 8,
    arrow: () => new TimestampMicrosecond(),
  },
  { name: 'contract_key', sqlType: 'INTEGER', width: 4, arrow: () => new Int32() },
  { name: 'month', sqlType: 'DATE', width: 4, arrow: () => new DateDay() },
  { name: 'rule_key', sqlType: 'INTEGER', width: 4, arrow: () => new Int32() },
  { name: 'file_key', sqlType: 'INTEGER', width: 4, arrow: () => new Int32() },
  { name: 'row', sqlType: 'UINTEGER', width: 4, arrow: () => new Uint32() },
  { name: 'content_hash', sqlType: 'UINTEGER', width: 4, arrow: () => new Uint32() },
  { name: 'country', sqlType: 'USMALLINT', width: 2, arrow: () => new Uint16() },
  { name: 'flags', sqlType: 'UTINYINT', width: 1, arrow: () => new Uint8() },
  // Text columns are cells as in DuckDB: see TEXT_CELL_BYTES.
  { name: 'event_id', sqlType: 'VARCHAR', width: 16, arrow: () => new FixedSizeBinary(16) },
  { name: 'session_id', sqlType: 'VARCHAR', width: 16, arrow: () => new FixedSizeBinary(16) },
] as const;

/**
 * A text cell is its length and up to twelve bytes of text; a longer text stands in the batch's texts, and
 * the cell's second word is its first byte there.
 */
export const TEXT_CELL_BYTES = 16;
export const TEXT_CELL_WORDS = 4;

export type RatedColumnName = (typeof RATED_COLUMNS)[number]['name'];

export const RATED_SCHEMA = new Schema(
  RATED_COLUMNS.map(({ name, arrow }) => new Field(name, arrow(), false)),
);

/** What crosses from a worker to the main thread: the columns' bytes, handed over without copying. */
export interface RatedBuffers {
  rowCount: number;
  /** One buffer per column of RATED_COLUMNS; a buffer may be longer than its rows. */
  columns: ArrayBuffer[];
  /** Texts longer than a cell. */
  texts: Uint8Array;
}

/** The columns as an Arrow record batch, over the same bytes. */
export function ratedBatch(rated: RatedBuffers): RecordBatch {
  const length = rated.rowCount;
  const children = RATED_COLUMNS.map(({ width, arrow }, k) => {
    const type = arrow();
    // Arrow takes a column's bytes as the array type of its values.
    const Values = type.ArrayType as new (
      buffer: ArrayBuffer,
      start: number,
      n: number,
    ) => Uint8Array;
    const bytesPerValue = (Values as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
    const data = new Values(rated.columns[k], 0, (length * width) / bytesPerValue);
    return makeData({ type: type as Uint8, length, data });
  });
  const struct = new Struct(RATED_SCHEMA.fields);
  return new RecordBatch(RATED_SCHEMA, makeData({ type: struct, length, children }));
}

/** Writes a safe integer as a 64-bit value: element i of a column seen as 32-bit halves, low first. */
export function setInt64(halves: Int32Array, i: number, value: number): void {
  halves[2 * i] = value | 0;
  halves[2 * i + 1] = Math.floor(value / 4294967296);
}

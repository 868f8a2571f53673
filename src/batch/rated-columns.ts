/**
 * A rated record as it goes into the store: the columns of table `usage_events`, in order, each with its
 * SQL type and the bytes of one value. Money is a count of micro-euros, which is what DuckDB's DECIMAL(18,6)
 * holds inside. Each column costs about as much as rating the record does, so
 * there is none that another one implies.
 */
export const RATED_COLUMNS = [
  { name: 'started_at', sqlType: 'TIMESTAMP', width: 8 },
  { name: 'line', sqlType: 'BIGINT', width: 8 },
  { name: 'called', sqlType: 'BIGINT', width: 8 },
  { name: 'quantity', sqlType: 'BIGINT', width: 8 },
  { name: 'included', sqlType: 'BIGINT', width: 8 },
  { name: 'amount', sqlType: 'DECIMAL(18,6)', width: 8 },
  { name: 'octets', sqlType: 'BIGINT', width: 8 },
  { name: 'session_started_at', sqlType: 'TIMESTAMP', width: 8 },
  { name: 'contract_key', sqlType: 'INTEGER', width: 4 },
  { name: 'month', sqlType: 'DATE', width: 4 },
  { name: 'rule_key', sqlType: 'INTEGER', width: 4 },
  { name: 'file_key', sqlType: 'INTEGER', width: 4 },
  { name: 'row', sqlType: 'UINTEGER', width: 4 },
  { name: 'content_hash', sqlType: 'UINTEGER', width: 4 },
  { name: 'country', sqlType: 'USMALLINT', width: 2 },
  { name: 'flags', sqlType: 'UTINYINT', width: 1 },
  // Text columns are cells as in DuckDB: see TEXT_CELL_BYTES.
  { name: 'event_id', sqlType: 'VARCHAR', width: 16 },
  { name: 'session_id', sqlType: 'VARCHAR', width: 16 },
] as const;

/**
 * A text cell is its length and up to twelve bytes of text; a longer text stands in the batch's texts, and
 * the cell's second word is its first byte there.
 */
export const TEXT_CELL_BYTES = 16;
export const TEXT_CELL_WORDS = 4;

export type RatedColumnName = (typeof RATED_COLUMNS)[number]['name'];

/** What crosses from a worker to the main thread: the columns' bytes, handed over without copying. */
export interface RatedBuffers {
  rowCount: number;
  /** One buffer per column of RATED_COLUMNS; a buffer may be longer than its rows. */
  columns: ArrayBuffer[];
  /** Texts longer than a cell. */
  texts: Uint8Array;
}

/** Writes a safe integer as a 64-bit value: element i of a column seen as 32-bit halves, low first. */
export function setInt64(halves: Int32Array, i: number, value: number): void {
  halves[2 * i] = value | 0;
  halves[2 * i + 1] = Math.floor(value / 4294967296);
}

/**
 * A rated record as it goes into the store: the columns of table `usage_events`, in order, each with its
 * SQL type and the width of one value. 64-bit values are written as two 32-bit halves. Each column costs
 * about as much as rating the record does, so there is none that another one implies.
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
] as const;

/** Text columns after them. */
export const RATED_TEXTS = ['event_id', 'session_id'] as const;

export type RatedColumnName = (typeof RATED_COLUMNS)[number]['name'];

/** One buffer per column, `rowCount` values each; transferable. */
export interface RatedBatch {
  rowCount: number;
  columns: ArrayBuffer[];
  texts: { offsets: Int32Array; bytes: Uint8Array }[];
}

/** Writes a safe integer as a 64-bit value: element i of a column seen as 32-bit halves, low first. */
export function setInt64(halves: Int32Array, i: number, value: number): void {
  halves[2 * i] = value | 0;
  halves[2 * i + 1] = Math.floor(value / 4294967296);
}

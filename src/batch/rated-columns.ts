import type { TextPlaces } from './text-places.ts';

/**
 * A rated record as it goes into the store: the parts of `record`, the column of table `usage_rows` that holds all
 * numbers, in order, each with its SQL type and the bytes of one value. Money is a count of micro-euros, which is what
 * DuckDB's DECIMAL(18,6) holds inside. Each part costs the thread that stores time, so there is none that another one
 * implies.
 *
 * They are parts of one column because DuckDB estimates how many distinct values every column has, though not every
 * part of one: an eighth of the time that storing takes. Queries read only the parts they ask for.
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
  // Month, rule, country and flags; file and row: see packed-columns.ts.
  { name: 'kind', sqlType: 'UBIGINT', width: 8 },
  { name: 'origin', sqlType: 'UBIGINT', width: 8 },
  // Hash of the event id, for finding it again: see hashIdAt.
  { name: 'id_hash', sqlType: 'UBIGINT', width: 8 },
  // Ids without their heads, and the keys of those heads: see id-heads.ts. 0 where the id is kept as text.
  { name: 'event_number', sqlType: 'BIGINT', width: 8 },
  { name: 'session_number', sqlType: 'BIGINT', width: 8 },
  // Key of the event id's head, and from SESSION_HEAD_BIT on the session id's.
  { name: 'id_heads', sqlType: 'UINTEGER', width: 4 },
  { name: 'contract_key', sqlType: 'INTEGER', width: 4 },
  { name: 'content_hash', sqlType: 'UINTEGER', width: 4 },
] as const;

export type RatedColumnName = (typeof RATED_COLUMNS)[number]['name'];

/** Bytes of a record over all columns. */
const ROW_BYTES = RATED_COLUMNS.reduce((sum, { width }) => sum + width, 0);
/** Columns begin at multiples of eight bytes when the rows there is room for are a multiple of eight. */
const CAPACITY_STEP = 8;

/**
 * What crosses from a worker to the main thread: rated records, column after column in one buffer. The buffer
 * is shared, and goes back to a worker when its records are stored: memory touched for the first time costs more than
 * what is written to it. (Handing buffers over instead would tell V8 of new memory each time, and it would collect
 * garbage all the while, a tenth of the run's CPU time.)
 */
export interface RatedBuffers {
  rowCount: number;
  /** Rows there is room for: column k begins at byte capacity x the widths of the columns before it. */
  capacity: number;
  buffer: SharedArrayBuffer;
  /** Ids kept as texts, each event's before its session's: few, so that they are copied. */
  idTexts: TextPlaces;
}

/** First byte of column `k` in a buffer of that capacity. */
export function columnStart(capacity: number, k: number): number {
  let start = 0;
  for (let column = 0; column < k; column++) start += capacity * RATED_COLUMNS[column].width;
  return start;
}

/** A buffer for so many rows: `spare` if it is large enough, else a new one with room for somewhat more. */
export function ratedBuffer(rowCount: number, spare: SharedArrayBuffer | null): SharedArrayBuffer {
  const needed = Math.ceil(rowCount / CAPACITY_STEP) * CAPACITY_STEP * ROW_BYTES;
  if (spare !== null && spare.byteLength >= needed) return spare;
  return new SharedArrayBuffer(needed + (needed >> 2));
}

/** Rows that a buffer has room for. */
export function capacityOf(buffer: SharedArrayBuffer): number {
  return Math.floor(buffer.byteLength / (ROW_BYTES * CAPACITY_STEP)) * CAPACITY_STEP;
}

/** Writes a safe integer as a 64-bit value: element i of a column seen as 32-bit halves, low first. */
export function setInt64(halves: Int32Array, i: number, value: number): void {
  const low = value | 0;
  halves[2 * i] = low;
  // Most values fit in 32 bits, and a division costs more than asking.
  halves[2 * i + 1] = low === value ? low >> 31 : Math.floor(value / 4294967296);
}

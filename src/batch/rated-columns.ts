/**
 * A rated record as it goes into the store: the columns of table `usage_rows`, in order, each with its
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
  // Month, rule, country and flags; file and row: see packed-columns.ts.
  { name: 'kind', sqlType: 'UBIGINT', width: 8 },
  { name: 'origin', sqlType: 'UBIGINT', width: 8 },
  { name: 'contract_key', sqlType: 'INTEGER', width: 4 },
  { name: 'content_hash', sqlType: 'UINTEGER', width: 4 },
  // Text columns are cells as in DuckDB: see TEXT_CELL_BYTES.
  { name: 'event_id', sqlType: 'VARCHAR', width: 16 },
  { name: 'session_id', sqlType: 'VARCHAR', width: 16 },
  // Hash of the event id, for finding it again: see hashIdAt.
  { name: 'id_hash', sqlType: 'UBIGINT', width: 8 },
] as const;

/**
 * A text cell is its length and up to twelve bytes of text; a longer text stands in the batch's texts, and
 * the cell's second word is its first byte there.
 */
export const TEXT_CELL_BYTES = 16;
export const TEXT_CELL_WORDS = 4;

export type RatedColumnName = (typeof RATED_COLUMNS)[number]['name'];

/** Bytes of a record over all columns. */
const ROW_BYTES = RATED_COLUMNS.reduce((sum, { width }) => sum + width, 0);
/** Columns begin at multiples of eight bytes when the rows there is room for are a multiple of eight. */
const CAPACITY_STEP = 8;

/**
 * What crosses from a worker to the main thread: rated records, column after column in one buffer, then the
 * texts too long for a cell. The buffer is shared, and goes back to a worker when its records are stored: memory
 * touched for the first time costs more than what is written to it. (Handing buffers over instead would tell V8 of
 * new memory each time, and it would collect garbage all the while, a tenth of the run's CPU time.)
 */
export interface RatedBuffers {
  rowCount: number;
  /** Rows there is room for: column k begins at byte capacity x the widths of the columns before it. */
  capacity: number;
  buffer: SharedArrayBuffer;
}

/** First byte of column `k` in a buffer of that capacity; k = the number of columns: where texts begin. */
export function columnStart(capacity: number, k: number): number {
  let start = 0;
  for (let column = 0; column < k; column++) start += capacity * RATED_COLUMNS[column].width;
  return start;
}

/** Where texts longer than a cell begin. */
export function textsStart(capacity: number): number {
  return capacity * ROW_BYTES;
}

/**
 * An empty buffer for so many rows and bytes of texts: `spare` if it is large enough, else a new one with
 * room to serve again for a somewhat larger partition.
 */
export function emptyRated(
  rowCount: number,
  textBytes: number,
  spare: SharedArrayBuffer | null,
): RatedBuffers {
  const rows = Math.ceil(rowCount / CAPACITY_STEP) * CAPACITY_STEP;
  const needed = rows * ROW_BYTES + textBytes;
  const buffer =
    spare !== null && spare.byteLength >= needed
      ? spare
      : new SharedArrayBuffer(needed + (needed >> 2));
  const room = Math.floor((buffer.byteLength - textBytes) / ROW_BYTES);
  const capacity = Math.floor(room / CAPACITY_STEP) * CAPACITY_STEP;
  return { rowCount: 0, capacity, buffer };
}

/** Writes a safe integer as a 64-bit value: element i of a column seen as 32-bit halves, low first. */
export function setInt64(halves: Int32Array, i: number, value: number): void {
  const low = value | 0;
  halves[2 * i] = low;
  // Most values fit in 32 bits, and a division costs more than asking.
  halves[2 * i + 1] = low === value ? low >> 31 : Math.floor(value / 4294967296);
}

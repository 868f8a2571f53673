import {
  type DataType,
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
  Uint64,
} from 'apache-arrow';
import { columnStart, RATED_COLUMNS, type RatedBuffers, TEXT_CELL_BYTES } from './rated-columns.ts';

/** Arrow type of each SQL type; money travels as a 64-bit count, never as an Arrow decimal. */
const ARROW_TYPES: Record<(typeof RATED_COLUMNS)[number]['sqlType'], DataType> = {
  TIMESTAMP: new TimestampMicrosecond(),
  BIGINT: new Int64(),
  'DECIMAL(18,6)': new Int64(),
  INTEGER: new Int32(),
  DATE: new DateDay(),
  UBIGINT: new Uint64(),
  UINTEGER: new Uint32(),
  USMALLINT: new Uint16(),
  UTINYINT: new Uint8(),
  VARCHAR: new FixedSizeBinary(TEXT_CELL_BYTES),
};

export const RATED_SCHEMA = new Schema(
  RATED_COLUMNS.map(({ name, sqlType }) => new Field(name, ARROW_TYPES[sqlType], false)),
);

interface ValuesConstructor {
  new (buffer: SharedArrayBuffer, start: number, length: number): Uint8Array;
  BYTES_PER_ELEMENT: number;
}

/** What a worker rated as an Arrow record batch, over the same bytes. */
export function ratedBatch(rated: RatedBuffers): RecordBatch {
  const length = rated.rowCount;
  const children = RATED_COLUMNS.map(({ width, sqlType }, k) => {
    const type = ARROW_TYPES[sqlType] as Uint8;
    const Values = type.ArrayType as unknown as ValuesConstructor;
    const valueCount = (length * width) / Values.BYTES_PER_ELEMENT;
    const start = columnStart(rated.capacity, k);
    return makeData({ type, length, data: new Values(rated.buffer, start, valueCount) });
  });
  const type = new Struct(RATED_SCHEMA.fields);
  return new RecordBatch(RATED_SCHEMA, makeData({ type, length, children }));
}

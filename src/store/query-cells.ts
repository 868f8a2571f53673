import {
  type DuckDBResult,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';

/** A column of a query's result. */
export interface QueryColumn {
  name: string;
  isNumber: boolean;
}

const NUMBERS = new Set<DuckDBTypeId>([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

/** Columns of a result; names that occur twice are told apart. */
export function columnsOf(result: DuckDBResult): QueryColumn[] {
  return result.deduplicatedColumnNames().map((name, column) => ({
    name,
    isNumber: NUMBERS.has(result.columnTypeId(column)),
  }));
}

/**
 * Blocks of rows as texts, null where SQL has NULL: times in ISO 8601, decimals with all digits.
 */
export function textRows(result: DuckDBResult): AsyncIterable<(string | null)[][]> {
  return result.yieldConvertedRows(textCell);
}

/**
 * Blocks of rows as JSON values. A whole number is a JSON number where that is exact, else text; a
 * DECIMAL is always text, since few decimals have an exact double.
 */
export function jsonRows(result: DuckDBResult): AsyncIterable<Json[][]> {
  return result.yieldConvertedRows(jsonCell);
}

const textCell: DuckDBValueConverter<string> = (value) =>
  value === null ? null : (isoTime(value) ?? String(value));

const jsonCell: DuckDBValueConverter<Json> = (value, type: DuckDBType, converter) => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  return isoTime(value) ?? JsonDuckDBValueConverter(value, type, converter);
};

/** A TIMESTAMP as `2026-10-01T08:30:00`; one with a time zone in UTC, with `Z`. */
function isoTime(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBTimestampValue) return withT(value);
  if (value instanceof DuckDBTimestampTZValue) {
    const text = withT(new DuckDBTimestampValue(value.micros));
    return /\d$/.test(text) ? `${text}Z` : text;
  }
  return undefined;
}

function withT(value: DuckDBTimestampValue): string {
  return String(value).replace(/^(\S+\d) /, '$1T');
}

import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBResult, Json } from '@duckdb/node-api';
import { format } from 'fast-csv';
import { counted } from '../progress/thousands.ts';
import { columnsOf, jsonRows, type QueryColumn, textRows } from '../store/query-cells.ts';
import { cutsCells, MAX_CELL_CHARACTERS, renderTable } from './text-table.ts';

/** How a query's rows are written. */
export const QUERY_FORMATS = ['table', 'csv', 'json'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** A table is aligned, so it is held in memory; the other formats have no end. */
const MAX_TABLE_ROWS = 1000;

/**
 * Writes the rows of a result, as they come, and no faster than they are taken.
 * @param say takes what the reader should know of them
 */
export async function writeRows(
  result: DuckDBResult,
  to: QueryFormat,
  output: Writable,
  say: (message: string) => void = () => {},
): Promise<void> {
  const columns = columnsOf(result);
  if (to === 'csv') {
    const csv = format({ includeEndRowDelimiter: true });
    await pipeline(Readable.from(csvRows(columns, result)), csv, output, { end: false });
    return;
  }
  const text = to === 'json' ? jsonText(columns, result) : tableText(columns, result, say);
  await pipeline(Readable.from(text), output, { end: false });
}

async function* csvRows(columns: QueryColumn[], result: DuckDBResult) {
  yield columns.map(({ name }) => guardFormula(name));
  for await (const rows of textRows(result)) {
    for (const row of rows) {
      yield row.map((cell, k) =>
        cell === null || columns[k].isNumber ? cell : guardFormula(cell),
      );
    }
  }
}

/** A spreadsheet would run a text that begins like a formula; an apostrophe keeps it text. */
function guardFormula(text: string): string {
  // The CSV writer drops NUL, so what follows one would come first.
  return /^\0*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** One JSON array of objects. Built by hand: an object would put columns named by digits first. */
async function* jsonText(columns: QueryColumn[], result: DuckDBResult) {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const objectOf = (row: Json[]) =>
    `{${row.map((cell, k) => `${names[k]}:${JSON.stringify(cell)}`).join(',')}}`;
  let before = '[\n';
  for await (const rows of jsonRows(result)) {
    if (rows.length === 0) continue;
    yield before + rows.map(objectOf).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

async function* tableText(
  columns: QueryColumn[],
  result: DuckDBResult,
  say: (message: string) => void,
) {
  const read: (string | null)[][] = [];
  for await (const rows of textRows(result)) {
    read.push(...rows);
    if (read.length > MAX_TABLE_ROWS) break;
  }
  const rows = read.slice(0, MAX_TABLE_ROWS);
  const isCut = read.length > rows.length;
  yield renderTable(columns, rows);
  if (cutsCells(rows)) {
    say(
      `cells are cut at ${MAX_CELL_CHARACTERS} characters: --format csv or json writes all of them`,
    );
  }
  yield isCut
    ? `first ${counted(rows.length, 'row')}, there are more: --format csv or json writes them all\n`
    : `${counted(rows.length, 'row')}\n`;
}

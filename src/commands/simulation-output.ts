import type { Writable } from 'node:stream';
import type { DuckDBResult } from '@duckdb/node-api';
import { DIFFERENCES } from '../store/month-totals.ts';
import { columnsOf, jsonRows, textRows } from '../store/query-cells.ts';
import type { Store } from '../store/store.ts';
import { writeRows } from './query-output.ts';
import { renderTable } from './text-table.ts';

interface Simulated {
  month: string;
  catalogue: string;
}

/** Totals, and the customers whose month would change most. */
export async function writeDifferencesText(
  differences: Store,
  { month, catalogue }: Simulated,
  output: Writable,
): Promise<void> {
  const [total] = await objectsOf(differences, DIFFERENCES.total, textRows);
  const largest = await differences.connection.run(DIFFERENCES.largest);
  const rows: (string | null)[][] = [];
  for await (const block of textRows(largest)) rows.push(...block);
  const lines = [
    `Month ${month} as stored, and under ${catalogue}`,
    '',
    row('', 'stored', 'simulated'),
    row('charges, € excluding tax', total.stored_amount ?? '', total.simulated_amount ?? ''),
    row('events with a price', total.stored_events ?? '', total.simulated_events ?? ''),
    row('events suspended', total.stored_suspended ?? '', total.simulated_suspended ?? ''),
    row('items without a price', total.stored_unpriced ?? '', total.simulated_unpriced ?? ''),
    '',
    `difference: ${total.difference} € (simulated - stored)`,
  ];
  if (total.simulated_suspended !== '0' || total.simulated_unpriced !== '0') {
    lines.push('suspended events and items without a price are in neither amount');
  }
  output.write(`${lines.join('\n')}\n\n`);
  if (rows.length === 0) output.write('no customer would pay more or less\n');
  else output.write(`customers that change most:\n\n${renderTable(columnsOf(largest), rows)}`);
}

/** Everything: totals, customers and contracts, streamed as one JSON object. */
export async function writeDifferencesJson(
  differences: Store,
  { month, catalogue }: Simulated,
  output: Writable,
): Promise<void> {
  output.write(`{"month":${JSON.stringify(month)},"catalogue":${JSON.stringify(catalogue)}`);
  const [total] = await objectsOf(differences, DIFFERENCES.total, jsonRows);
  output.write(`,"total":${JSON.stringify(total)}`);
  const parts = {
    customers: DIFFERENCES.byCustomer,
    contracts: DIFFERENCES.byContract,
  };
  for (const [name, sql] of Object.entries(parts)) {
    output.write(`,"${name}":`);
    await writeRows(await differences.connection.stream(sql), 'json', output);
  }
  output.write('}\n');
}

function row(title: string, stored: string, simulated: string): string {
  return title.padEnd(24) + stored.padStart(20) + simulated.padStart(20);
}

/** A few rows as objects. */
async function objectsOf<Cell>(
  store: Store,
  sql: string,
  rowsOf: (result: DuckDBResult) => AsyncIterable<Cell[][]>,
): Promise<Record<string, Cell>[]> {
  const result = await store.connection.run(sql);
  const names = columnsOf(result).map(({ name }) => name);
  const objects: Record<string, Cell>[] = [];
  for await (const block of rowsOf(result)) {
    for (const cells of block) {
      objects.push(Object.fromEntries(names.map((name, k) => [name, cells[k]])));
    }
  }
  return objects;
}

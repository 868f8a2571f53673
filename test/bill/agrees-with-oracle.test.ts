import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { type BilledUsage, billMonth } from '../oracle/bill-month.ts';
import type { TextRow } from '../oracle/rows.ts';
import { type BillBench, openBillBench } from './bill-bench.ts';

/** OCTROI_ORACLE_RECORDS=1000000 makes the month as large as that. */
const RECORDS = Number(process.env.OCTROI_ORACLE_RECORDS ?? 20_000);

const benches: BillBench[] = [];
afterAll(() => {
  for (const bench of benches) bench.close();
});

/** Index values and prices the generator leaves out; with equal values a revision changes nothing. */
function fillIn(bench: BillBench, reference: string): void {
  const months = Array.from({ length: 12 }, (_, k) => 2015 + k).flatMap((year) =>
    Array.from({ length: 12 }, (_, k) => `${year}-${String(k + 1).padStart(2, '0')}`),
  );
  const rows = months.flatMap((month) => [`syntec,${month},100`, `insee-010765308,${month},100`]);
  bench.write(reference, { 'indices.csv': `index,month,value\n${rows.join('\n')}\n` });
}

function rowsOf(reference: string, name: string): TextRow[] {
  const [header, ...lines] = readFileSync(join(reference, `${name}.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(columns.map((column, k) => [column, fields[k] ?? '']));
  });
}

it.each(['all', 'm2m'] as const)(
  'every charge and every invoice of a generated month (%s) is the one that the slow oracle works out',
  async (workload) => {
    const bench = openBillBench();
    benches.push(bench);
    const out = join(bench.folder, 'month');
    await generate({ records: RECORDS, seed: 11, workload, month: '2026-10', customers: 12, out });
    const reference = join(out, 'reference');
    fillIn(bench, join('month', 'reference'));
    await bench.rate({ inputs: [join(out, 'usage')], reference });
    const usage = await bench.query<BilledUsage>(
      `SELECT contract_id, service, coalesce(zone, '') AS zone, CAST(charged AS DOUBLE) AS charged,
         coalesce(CAST(amount AS VARCHAR), '') AS amount FROM usage WHERE month = '2026-10-01'`,
    );
    const expected = billMonth({
      firstDay: '2026-10-01',
      lastDay: '2026-10-31',
      customers: rowsOf(reference, 'customers'),
      contracts: rowsOf(reference, 'contracts'),
      lines: rowsOf(reference, 'lines'),
      options: rowsOf(reference, 'options'),
      monthlyPrices: Object.fromEntries(
        rowsOf(reference, 'prices')
          .filter(({ unit }) => unit === 'month')
          .map(({ item, unit_price: price }) => [item, price]),
      ),
      usage,
    });

    await bench.bill('2026-10');
    const charges = await bench.lines(
      `SELECT concat_ws('|', contract_id, kind, item), sum(amount) FROM charges
       WHERE rule <> '003/mise-en-service' GROUP BY 1 ORDER BY 1`,
    );
    expect(charges.length).toBeGreaterThan(200);
    expect(charges).toEqual([...expected.charges].map((row) => row.join(' | ')).sort());
    const invoices = await bench.lines(
      `SELECT customer_id, concat(total_excl_tax, '|', tax) FROM invoices
       WHERE customer_id NOT IN (SELECT customer_id FROM charges WHERE rule = '003/mise-en-service')
       ORDER BY 1`,
    );
    const known = new Set(invoices.map((line) => line.split(' | ')[0]));
    expect(invoices.length).toBeGreaterThan(0);
    expect(invoices).toEqual(
      [...expected.invoices]
        .filter(([id]) => known.has(id))
        .map((row) => row.join(' | '))
        .sort(),
    );
  },
);

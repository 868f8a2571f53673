import { afterEach, expect, it } from 'vitest';
import { VIEWS } from '../../src/store/views.ts';
import {
  type BillBench,
  GARAGE,
  openBillBench,
  referenceFiles,
  usageFile,
} from '../bill/bill-bench.ts';

let bench: BillBench;
afterEach(() => bench.close());

it('every view has the columns it documents, and usage meets customers, contracts and lines by name', async () => {
  bench = openBillBench();
  const contracts = [...GARAGE.contracts, 'W1,C1,S1,wte-suite,,2013-09-01,'];
  const lines = [...GARAGE.lines, '33199000002,W1,2013-09-01,'];
  const sites = ['S1,C1,Lille,01'];
  bench.write('reference', referenceFiles({ ...GARAGE, contracts, lines, sites }));
  const calls = ['33199000001', '33199000002'].map(
    (line) => `${line},voice,${line},2013-12-05T10:00:00+01:00,90,0199000009,,,`,
  );
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(calls) })] });

  for (const { name, columns } of VIEWS) {
    const found = await bench.query<{ column_name: string }>(
      `SELECT column_name FROM duckdb_columns() WHERE table_name = '${name}' ORDER BY column_index`,
    );
    expect(found.map((row) => row.column_name)).toEqual(Object.keys(columns));
  }
  expect(
    await bench.lines(
      `SELECT u.event_id, c.offer, c.customer_name, coalesce(c.site_name, 'no site') AS site, k.territory
       FROM usage u JOIN lines_now l USING (line) JOIN contracts_now c ON c.contract_id = l.contract_id
       JOIN customers_now k ON k.customer_id = c.customer_id ORDER BY 1`,
    ),
  ).toEqual([
    '33199000001 | optimale-pro-initial | Garage Martin | no site | metropole',
    '33199000002 | wte-suite | Garage Martin | Lille | metropole',
  ]);
  expect(await bench.lines('SELECT scope_id, customer_id FROM allowances ORDER BY 1')).toEqual([
    'P1 | C1',
    'S1 | C1',
  ]);
});

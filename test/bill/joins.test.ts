import { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, expect, it, vi } from 'vitest';
import { type BillBench, GARAGE, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

let bench: BillBench;
afterEach(() => {
  vi.restoreAllMocks();
  bench.close();
});

/** Every fee of the catalogue, or the one seller, beside each row. */
const SMALL_ON_ONE_SIDE = ['order_fees', 'draft_parties'];

/**
 * DuckDB compares each row with each where a left join has, beside an equality, a condition that names one side alone:
 * a minute for 100,000 SIMs whose option has a fee at its start, hours for a million.
 */
it('no step of the close compares every row with every other', async () => {
  bench = openBillBench();
  bench.write('reference', referenceFiles(GARAGE));
  const call = (id: string, day: string) =>
    `${id},voice,33199000001,${day}T10:00:00+01:00,90,0612345678,,,`;
  const rate = (id: string, day: string) =>
    bench.rate({ inputs: [bench.write(id, { [`${id}.csv`]: usageFile([call(id, day)]) })] });
  await rate('E1', '2013-12-05');
  await bench.bill('2013-12', { issue: true });
  await rate('late', '2013-12-04');
  await rate('E2', '2014-01-05');

  const compared: string[] = [];
  let steps = 0;
  const run = DuckDBConnection.prototype.run;
  vi.spyOn(DuckDBConnection.prototype, 'run').mockImplementation(async function (
    this: DuckDBConnection,
    ...[sql, values, types]: Parameters<typeof run>
  ) {
    const step = /^CREATE OR REPLACE TABLE "octroi\/close"\.(\w+) AS|^INSERT INTO (\w+)/.exec(sql);
    if (step !== null) {
      steps += 1;
      const explained = await run.call(this, `EXPLAIN (FORMAT json) ${sql}`, values, types);
      const plan = JSON.stringify(await explained.getRows());
      if (plan.includes('BLOCKWISE_NL_JOIN')) compared.push(step[1] ?? step[2]);
    }
    return run.call(this, sql, values, types);
  });
  expect(await bench.bill('2014-01')).toMatchObject({ invoices: 1, compared: ['2013-12-01'] });
  expect(steps).toBeGreaterThan(60);
  expect(new Set(compared)).toEqual(new Set(SMALL_ON_ONE_SIDE));
});

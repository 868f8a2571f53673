import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentProgress } from '../../src/progress/progress.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { DIFFERENCES } from '../../src/store/month-totals.ts';
import {
  type BillBench,
  GARAGE,
  openBillBench,
  referenceFiles,
  usageFile,
} from '../bill/bill-bench.ts';

let bench: BillBench;
beforeEach(() => {
  bench = openBillBench();
  bench.write('reference', referenceFiles(GARAGE));
});
afterEach(() => bench.close());

async function rate(id: string): Promise<void> {
  const call = `${id},voice,33199000001,2013-12-05T10:00:00+01:00,90,0612345678,,,`;
  await bench.rate({ inputs: [bench.write(id, { [`${id}.csv`]: usageFile([call]) })] });
}

it('what came after an invoice was issued is no effect of another catalogue', async () => {
  await rate('in-time');
  await bench.bill('2013-12', { issue: true });
  await rate('late');
  let rows: object[] = [];
  await simulate({ db: bench.db, month: '2013-12', workers: 1 }, silentProgress, async (store) => {
    rows = await store.query(
      `SELECT CAST(stored_amount AS VARCHAR) AS stored, CAST(difference AS VARCHAR) AS difference
       FROM (${DIFFERENCES.total})`,
    );
  });
  expect(rows).toEqual([{ stored: '59.670000', difference: '0.000000' }]);
  expect(await bench.lines('SELECT status, total_excl_tax FROM invoices')).toEqual([
    'issued | 59.34',
  ]);
});

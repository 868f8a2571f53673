import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BillBench, GARAGE, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

let bench: BillBench;
beforeEach(async () => {
  bench = openBillBench();
  bench.write('reference', referenceFiles(GARAGE));
  const call = (id: string, day: string) =>
    `${id},voice,33199000001,${day}T10:00:00+01:00,90,0612345678,,,`;
  const rows = [call('oct', '2013-10-05'), call('dec', '2013-12-05')];
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(rows) })] });
});
afterEach(() => bench.close());

it('a month in which nobody called has its fees, between months with usage and right after them', async () => {
  for (const month of ['2013-11', '2014-01']) {
    expect(await bench.bill(month)).toMatchObject({ invoices: 1, totalExclTax: '59.00' });
  }
});

it('a month before or beyond what is stored is refused: it was mistyped, or its files are not rated', async () => {
  for (const month of ['2013-09', '2014-02', '2103-12']) {
    await expect(bench.bill(month)).rejects.toThrow(
      `no usage of ${month} has been rated; run octroi rate on its files first (stored: 2013-10 to 2013-12; `,
    );
  }
});

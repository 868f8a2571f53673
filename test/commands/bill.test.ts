import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BillBench, openBillBench, referenceFiles, usageFile } from '../bill/bill-bench.ts';
import { octroi } from './run-octroi.ts';

const bench: BillBench = openBillBench();
afterAll(() => bench.close());
const bill = (...rest: string[]) => octroi(['bill', '--db', bench.db, ...rest]);

beforeAll(async () => {
  bench.write(
    'reference',
    referenceFiles({
      customers: ['C1,Garage Martin,metropole', 'C2,Fleuriste Diallo,metropole'],
      contracts: [
        'P,C1,,optimale-pro-initial,12,2026-01-01,',
        'A,C2,,m2m-business-2mo,12,2026-01-01,',
      ],
      lines: ['33199000001,P,2026-01-01,'],
    }),
  );
  const usage = ['e1,voice,33199000001,2026-10-02T10:00:00+02:00,90,0612345678,,,'];
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(usage) })] });
});

it('prints the month and its blockers; an incomplete invoice is no failure', async () => {
  const { code, stdout, stderr } = await bill('--month', '2026-10');
  expect(code).toBe(0);
  expect(stdout).toContain('2026-10: 2 invoices, 2 drafts (1 incomplete), 0 issued now');
  // 59 + 0.335 = 59.34; 20 % = 11.868.
  expect(stdout).toContain('59.34 € excluding tax + 11.87 € VAT = 71.21 € including tax');
  expect(stderr).toContain(
    "2026-10: 1 customer's draft waits for a price that nobody has given (prices.csv); view blockers",
  );
  expect(stderr).toContain('"step":"making invoices"');
  for (const line of stderr.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
});

it('issues, and says on the next run that it leaves issued invoices alone', async () => {
  const issued = JSON.parse((await bill('--month', '2026-10', '--issue', '--json')).stdout);
  expect(issued).toMatchObject({ issued: 1, drafts: 1, incomplete: 1, totalExclTax: '59.34' });
  const again = await bill('--month', '2026-10', '--issue', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ issued: 0, leftIssued: 1, invoices: 2 });
  expect(again.stderr).toContain('2026-10: 1 invoice is issued and stays as it is');
});

it.each([
  ['a month that was never rated', ['--month', '2026-12'], 'no usage of 2026-12 has been rated'],
  ['a customer nobody knows', ['--month', '2026-10', '--customer', 'C9'], 'no customer C9'],
  ['a month that is none', ['--month', '2026-13'], 'expected a month as 2026-10, found 2026-13'],
  ['a month too far off', ['--month', '2200-01'], 'expected a month from 1970-01 to 2199-12'],
  ['no month', [], "required option '--month"],
])('exits 2 for %s, and changes nothing', async (_, args, message) => {
  const before = await bench.lines('SELECT * FROM invoices ORDER BY 1');
  const { code, stderr } = await bill(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(await bench.lines('SELECT * FROM invoices ORDER BY 1')).toEqual(before);
});

it('exits 1 for a database that is not there, and makes none', async () => {
  const { code, stderr } = await octroi(['bill', '--db', `${bench.db}.none`, '--month', '2026-10']);
  expect(code).toBe(1);
  expect(stderr).toContain('no such database');
  const again = await octroi(['query', '--db', `${bench.db}.none`, 'SELECT 1']);
  expect(again.stderr).toContain('no such database');
});

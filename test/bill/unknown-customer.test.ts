import { afterEach, beforeEach, expect, it } from 'vitest';
import { blockerMessages } from '../../src/commands/blocker-messages.ts';
import { type BillBench, GARAGE, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

/** C2 has been billed, then is in the reference data no more, and then is again. */
const BOTH = {
  customers: [...GARAGE.customers, 'C2,Fleuriste Diallo,metropole'],
  contracts: [...GARAGE.contracts, 'P2,C2,,optimale-pro-initial,12,2013-09-01,'],
  lines: [...GARAGE.lines, '33199000002,P2,2013-09-01,'],
};

let bench: BillBench;
beforeEach(() => {
  bench = openBillBench();
});
afterEach(() => bench.close());

async function rate(reference: Record<string, string[]>, name: string, line: string) {
  bench.write('reference', referenceFiles(reference));
  const call = `${name},voice,${line},2013-12-05T10:00:00+01:00,90,0612345678,,,`;
  await bench.rate({ inputs: [bench.write(name, { [`${name}.csv`]: usageFile([call]) })] });
}

it('a customer with usage who is gone from customers.csv is counted, and named in blockers and audit', async () => {
  await rate(BOTH, 'first', '33199000002');
  const before = await bench.bill('2013-12');
  expect(before).toMatchObject({ invoices: 2, blockers: {} });

  await rate(GARAGE, 'second', '33199000001');
  const summary = await bench.bill('2013-12');
  expect(summary).toMatchObject({ invoices: 1, blockers: { unknown_customer: 1 } });
  expect(blockerMessages(summary)).toEqual([
    '2013-12: 1 customer with usage is not in customers.csv: no invoice; view blockers lists them',
  ]);
  expect(await bench.lines('SELECT customer_id, reason, left(detail, 23) FROM blockers')).toEqual([
    'C2 | unknown_customer | 1 events of the month, ',
  ]);
  expect(await bench.lines('SELECT customer_id FROM invoices')).toEqual(['C1']);

  await rate(BOTH, 'third', '33199000001');
  expect(await bench.bill('2013-12')).toMatchObject({ invoices: 2, blockers: {} });
  expect(await bench.lines('FROM blockers')).toEqual([]);
});

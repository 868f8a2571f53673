import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blockerMessages } from '../../src/commands/blocker-messages.ts';
import { parseMonth } from '../../src/normalise/paris-calendar.ts';
import { rateAgain } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { type BillBench, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

const REFERENCE: Record<string, string[]> = {
  customers: ['C1,Garage Martin,metropole', 'C2,Fleuriste Diallo,metropole'],
  contracts: [
    'P1,C1,,optimale-pro-initial,12,2013-09-01,',
    'P2,C2,,optimale-pro-initial,12,2013-09-01,',
  ],
  lines: ['33199000001,P1,2013-09-01,', '33199000002,P2,2013-09-01,'],
};
/** 90 s to a mobile: 0.335. */
const call = (id: string, line: string, day: string) =>
  `${id},voice,${line},${day}T10:00:00+01:00,90,0612345678,,,`;

let bench: BillBench;
beforeEach(async () => {
  bench = openBillBench();
  bench.write('reference', referenceFiles(REFERENCE));
  await rate('first', [
    call('dec-1', '33199000001', '2013-12-05'),
    call('dec-2', '33199000002', '2013-12-05'),
    call('jan-1', '33199000001', '2014-01-05'),
    call('feb-1', '33199000001', '2014-02-05'),
  ]);
});
afterEach(() => bench.close());

async function rate(name: string, rows: string[]): Promise<void> {
  await bench.rate({ inputs: [bench.write(name, { [`${name}.csv`]: usageFile(rows) })] });
}

/** A third customer, since December. */
function addMairie(): void {
  bench.write(
    'reference',
    referenceFiles({
      customers: [...REFERENCE.customers, 'A0,Mairie,metropole'],
      contracts: [...REFERENCE.contracts, 'P0,A0,,optimale-pro-initial,12,2013-12-01,'],
    }),
  );
}

const everything = () =>
  bench.lines(
    `SELECT 'charge', CAST(c AS VARCHAR) FROM charges c
     UNION ALL SELECT 'invoice', CAST(i AS VARCHAR) FROM invoices i
     UNION ALL SELECT 'line', CAST(l AS VARCHAR) FROM invoice_lines l
     UNION ALL SELECT 'tax', CAST(t AS VARCHAR) FROM invoice_taxes t ORDER BY ALL`,
  );

it('billing again gives the same, and customers keep their invoice ids', async () => {
  await bench.bill('2014-01');
  const before = await everything();
  expect(before.length).toBeGreaterThan(5);
  await bench.bill('2014-01');
  expect(await everything()).toEqual(before);
  await bench.bill('2014-01', { customer: 'C2' });
  expect(await everything()).toEqual(before);

  // A customer that comes later gets the next number, whatever its name.
  addMairie();
  await rate('second', []);
  await bench.bill('2014-01');
  expect(await bench.lines('SELECT invoice_id, customer_id FROM invoices ORDER BY 1')).toEqual([
    '2014-01-000001 | C1',
    '2014-01-000002 | C2',
    '2014-01-000003 | A0',
  ]);
});

it('an issued invoice never changes; a late call becomes a debit of the next one, at the old rate', async () => {
  await bench.bill('2013-12', { issue: true });
  await rate('late', [call('late', '33199000001', '2013-12-20')]);
  const again = await bench.bill('2013-12', { issue: true });
  expect([again.leftIssued, again.issued, again.drafts]).toEqual([2, 0, 0]);
  expect(
    await bench.lines(
      'SELECT customer_id, status, total_excl_tax, tax, total_incl_tax FROM invoices ORDER BY 1',
    ),
  ).toEqual([
    // 59 + 0.335 = 59.00 + 0.34; 59.34 x 19.6 % = 11.63064.
    'C1 | issued | 59.34 | 11.63 | 70.97',
    'C2 | issued | 59.34 | 11.63 | 70.97',
  ]);

  const january = await bench.bill('2014-01');
  expect(january.compared).toEqual(['2013-12-01']);
  expect(
    await bench.lines(
      `SELECT customer_id, kind, item, quantity, amount, for_month FROM charges
       WHERE month = '2014-01-01' AND for_month <> month`,
    ),
  ).toEqual(['C1 | debit | voice/mobile-metropole | 90.000000 | 0.335000 | 2013-12-01']);
  expect(
    await bench.lines(
      `SELECT section, label, amount_excl_tax, vat_rate FROM invoice_lines
       JOIN invoices USING (invoice_id) WHERE month = '2014-01-01' AND customer_id = 'C1' ORDER BY line_no`,
    ),
  ).toEqual([
    'subscriptions | Optimale Pro initial | 59.00 | 20.00',
    'usage | Communications vers mobiles métropole | 0.34 | 20.00',
    'other | Régularisation 2013-12 : Communications vers mobiles métropole | 0.34 | 19.60',
  ]);
  // 59.34 x 20 % = 11.868; 0.34 x 19.6 % = 0.06664.
  expect(
    await bench.lines(
      "SELECT total_excl_tax, tax FROM invoices WHERE month = '2014-01-01' AND customer_id = 'C1'",
    ),
  ).toEqual(['59.68 | 11.94']);
  expect(
    await bench.lines(
      'SELECT customer_id, invoice_id, event_id, cause, parse_filename(file), row FROM adjustment_events',
    ),
  ).toEqual(['C1 | 2013-12-000001 | late | stored | late.csv | 2']);
});

it('a difference stands on one invoice only, and is not invoiced twice', async () => {
  await bench.bill('2013-12', { issue: true });
  await rate('late', [call('late', '33199000001', '2013-12-20')]);
  const adjusted = `SELECT month, kind, amount FROM charges WHERE for_month <> month ORDER BY ALL`;
  await bench.bill('2014-01');
  await bench.bill('2014-02');
  expect(await bench.lines(adjusted)).toEqual(['2014-01-01 | debit | 0.335000']);
  await bench.bill('2014-01', { issue: true });
  await bench.bill('2014-02');
  expect(await bench.lines(adjusted)).toEqual(['2014-01-01 | debit | 0.335000']);
  await rate('later', [call('later', '33199000001', '2013-12-21')]);
  await bench.bill('2014-02');
  expect(await bench.lines(adjusted)).toEqual([
    '2014-01-01 | debit | 0.335000',
    '2014-02-01 | debit | 0.335000',
  ]);
});

it('a contract that had ended gives the fee back as a credit', async () => {
  await bench.bill('2013-12', { issue: true });
  bench.write(
    'reference',
    referenceFiles({
      contracts: [
        'P1,C1,,optimale-pro-initial,12,2013-09-01,',
        'P2,C2,,optimale-pro-initial,12,2013-09-01,2013-12-15',
      ],
    }),
  );
  await rate('nothing', []);
  await bench.bill('2014-01');
  // 59 x 15/31 = 28.548387 would have been due.
  expect(
    await bench.lines(
      `SELECT customer_id, kind, item, amount FROM charges WHERE for_month <> month`,
    ),
  ).toEqual(['C2 | credit | optimale-pro-initial | -30.451613']);
  expect(
    await bench.lines(
      "SELECT total_excl_tax, tax, total_incl_tax FROM invoices WHERE month = '2014-01-01' AND customer_id = 'C2'",
    ),
  ).toEqual(['-30.45 | -5.97 | -36.42']);
});

it('an incomplete draft is not issued, the others are', async () => {
  await rate('unknown', ['bad,voice,33199000002,2014-01-06T10:00:00+01:00,60,0892123456,,,']);
  const summary = await bench.bill('2014-01', { issue: true });
  expect([summary.issued, summary.drafts, summary.incomplete]).toEqual([1, 1, 1]);
  expect(summary.blockers).toEqual({ suspended: 1 });
  expect(
    await bench.lines('SELECT customer_id, status, incomplete FROM invoices ORDER BY 1'),
  ).toEqual(['C1 | issued | false', 'C2 | draft | true']);
});

it('a price that is missing now holds the adjustment back instead of crediting the fee', async () => {
  await bench.bill('2013-12', { issue: true });
  bench.write(
    'reference',
    referenceFiles({
      options: ['P1,nom-de-domaine,1,2013-12-01,'],
    }),
  );
  await rate('nothing', []);
  const summary = await bench.bill('2014-01');
  expect(summary.blockers).toEqual({ adjustment_held: 1, no_price: 1 });
  expect(summary.adjustments).toBe(0);
});

it('a call that was invoiced and has no price now holds the adjustment back: it is not free', async () => {
  const site = {
    customers: ['C1,Garage Martin,metropole'],
    sites: ['S1,C1,Lille,01'],
    contracts: ['W1,C1,S1,wte-calling,0,2013-09-01,'],
    lines: ['33199000001,W1,2013-09-01,'],
  };
  const fee = ',wte-calling,,9.90,,month,2013-09-01,';
  const minute = ',wte-calling,mobile-metropole,0.06,0.05,minute,2013-09-01,';
  bench.write('reference', referenceFiles({ ...site, prices: [fee, minute] }));
  const long = 'long,voice,33199000001,2013-11-02T10:00:00+01:00,30000,0612345678,,,';
  await rate('november', [long, call('beyond', '33199000001', '2013-11-03')]);
  const november = await bench.bill('2013-11', { issue: true });
  expect([november.issued, november.totalExclTax]).toEqual([1, '10.04']);

  bench.write('reference', referenceFiles({ ...site, prices: [fee] }));
  await rateAgain(
    {
      db: bench.db,
      reference: join(bench.folder, 'reference'),
      workers: 2,
      correction: { month: parseMonth('2013-11') },
    },
    silentProgress,
  );
  expect(await bench.lines('SELECT event_id, reason FROM suspense')).toContain('beyond | no_price');
  const december = await bench.bill('2013-12', { issue: true });
  expect(december).toMatchObject({ adjustments: 0, issued: 0, blockers: { adjustment_held: 1 } });
  expect(await bench.lines("SELECT detail FROM blockers WHERE reason = 'adjustment_held'")).toEqual(
    [
      'invoice of 2013-11 cannot be compared: events that it may hold are in suspense as no_price now: see view suspense',
    ],
  );

  // One that came after the invoice is on none: it waits, and holds nothing back.
  bench.write('reference', referenceFiles({ ...site, prices: [fee, minute] }));
  await rate('premium', ['premium,voice,33199000001,2013-11-04T10:00:00+01:00,60,0892123456,,,']);
  expect(await bench.lines('SELECT event_id FROM suspense')).toContain('premium');
  expect(await bench.bill('2013-12')).toMatchObject({ adjustments: 0, blockers: {} });
});

it('whoever has charges of an issued month and no invoice of it is named, month by month', async () => {
  await bench.bill('2013-12', { issue: true });
  addMairie();
  await rate('nothing', []);
  const january = await bench.bill('2014-01');
  expect(january.unbilled).toEqual({ '2013-12': 1 });
  expect(blockerMessages(january)).toEqual([
    '2013-12: 1 customer has charges now and no invoice; octroi bill --month 2013-12 makes it',
  ]);
  await bench.bill('2013-12');
  expect((await bench.bill('2014-01')).unbilled).toEqual({});
});

it('a difference is taxed as its invoice was, wherever the customer has gone since', async () => {
  await bench.bill('2013-12', { issue: true });
  bench.write(
    'reference',
    referenceFiles({ customers: ['C1,Garage Martin,guyane', REFERENCE.customers[1]] }),
  );
  await rate('late', [call('late', '33199000001', '2013-12-20')]);
  await bench.bill('2014-01');
  expect(
    await bench.lines(
      `SELECT label, amount_excl_tax, vat_rate FROM invoice_lines JOIN invoices USING (invoice_id)
       WHERE month = '2014-01-01' AND customer_id = 'C1' ORDER BY line_no`,
    ),
  ).toEqual([
    'Optimale Pro initial | 59.00 | 0.00',
    'Communications vers mobiles métropole | 0.34 | 0.00',
    'Régularisation 2013-12 : Communications vers mobiles métropole | 0.34 | 19.60',
  ]);
});

it('the fee and the messages of one item are two differences, each in its own unit', async () => {
  const fleet = {
    customers: ['C1,Garage Martin,metropole'],
    lines: ['38000,M1,2013-09-01,'],
  };
  const contract = 'M1,C1,,sms-internet,0,2013-09-01,';
  const message = (id: string) =>
    `${id},sms_internet,38000,2013-12-05T10:00:00+01:00,,0612345678,,,delivered`;
  bench.write('reference', referenceFiles({ ...fleet, contracts: [contract] }));
  await rate('messages', [message('one')]);
  await bench.bill('2013-12', { issue: true });
  bench.write('reference', referenceFiles({ ...fleet, contracts: [`${contract}2013-12-15`] }));
  await rate('late-message', [message('two')]);
  await bench.bill('2014-01');
  expect(
    await bench.lines(
      `SELECT c.kind, c.item, c.unit, c.quantity, amount, l.label FROM charges c
       JOIN invoice_lines l USING (invoice_id, line_no) WHERE c.for_month <> c.month ORDER BY c.unit`,
    ),
  ).toEqual([
    'debit | sms-internet | message | 1.000000 | 0.094000 | Régularisation 2013-12 : SMS Internet',
    'credit | sms-internet | month | 0.000000 | -72.258065 | Régularisation 2013-12 : SMS Internet, abonnement mensuel / ShortID',
  ]);
});

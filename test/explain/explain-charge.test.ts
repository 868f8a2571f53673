import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billMonth } from '../../src/bill/bill-month.ts';
import { type CompiledCatalogue, compileCatalogue } from '../../src/compile-tables.ts';
import type { ChargeExplanation } from '../../src/explain/charge-explanation.ts';
import { chargesText, invoiceText, lineText } from '../../src/explain/charge-text.ts';
import { explainCharges, explainInvoice, explainLine } from '../../src/explain/explain-charge.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { octroi } from '../commands/run-octroi.ts';
import { type Bench, openBench } from '../rate-files.ts';

const MONTH = '2013-10';
const REFERENCE = {
  'customers.csv': 'customer_id,name,territory\nC1,Flotte,metropole\n',
  'contracts.csv': `contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on
PLAN,C1,,optimale-pro-initial,12,2013-01-01,
PART,C1,,m2m-business-2mo,24,2013-10-16,
HALF,C1,,m2m-business-2mo,24,2013-01-01,
HUGE,C1,,m2m-intense,36,2013-01-01,
`,
  'lines.csv': `line,contract_id,starts_on,ends_on
33140000001,PLAN,2013-01-01,
SIM-PART,PART,2013-10-16,
SIM-HALF,HALF,2013-01-01,
SIM-HUGE,HUGE,2013-01-01,
`,
  'options.csv': `contract_id,option,quantity,starts_on,ends_on
PART,facturation-premier-trafic,,2013-10-16,
`,
  'orders.csv': `order_id,customer_id,contract_id,item,quantity,done_on,outcome
O1,C1,PLAN,assistance-professionnel-utilisation,1,2013-10-09,failed
`,
};
const USAGE = `event_id,service,line,started_at,duration_s,called,bytes_up,bytes_down
v1,voice,33140000001,2013-10-02T08:00:00Z,90,0612345678,,
v2,voice,33140000001,2013-10-03T08:00:00Z,90,0612345679,,
v3,voice,33140000001,2013-10-03T09:00:00Z,600,0142345678,,
s1,sms,SIM-PART,2013-10-20T08:00:00Z,,0612345678,,
s2,sms,SIM-HALF,2013-10-20T08:00:00Z,,0612345678,,
s3,sms,SIM-HALF,2013-10-20T09:00:00Z,,0612345678,,
d1,data,SIM-HUGE,2013-10-20T08:00:00Z,,,700000000,0
`;

let bench: Bench;
let store: Store;
let compiled: CompiledCatalogue;

beforeAll(async () => {
  bench = openBench();
  bench.write('reference', REFERENCE);
  await bench.rate({ inputs: [bench.write('usage', { 'night.csv': USAGE })] });
  await billMonth({ db: bench.db, month: MONTH }, silentProgress);
  compiled = compileCatalogue();
  store = await openStore(bench.db, { readOnly: true });
});
afterAll(() => {
  store?.close();
  bench.close();
});

async function charge(contract: string, item: string): Promise<ChargeExplanation> {
  const found = await explainCharges(store, compiled, MONTH, contract, item);
  expect(found).toHaveLength(1);
  return found[0];
}

describe('a charge for usage', () => {
  it('is the sum of its events, each with file and row', async () => {
    // 0.134 + 0.134 x 90/60 = 0.335 each; the call to a fixed number is included.
    const {
      charge: voice,
      source,
      arithmetic,
      events,
    } = await charge('PLAN', 'voice/mobile-metropole');
    expect(voice).toMatchObject({ amount: '0.670000', quantity: '180.000000', kind: 'usage' });
    expect(source).toMatchObject({ document: '001', assumed: false });
    expect(source?.readings).toContain('B9');
    expect(arithmetic).toEqual(['2 events: 180 s paid for, their amounts add up to 0.670000']);
    expect(events).toMatchObject({ count: 2, amount: '0.670000' });
    expect(events?.first.map(({ event_id, row, amount }) => [event_id, row, amount])).toEqual([
      ['v1', 2, '0.335000'],
      ['v2', 3, '0.335000'],
    ]);
    expect(events?.first[0].file).toMatch(/night\.csv$/);
  });

  it('by tier shows the volume of all lines and the price it gave', async () => {
    const rows = await explainCharges(store, compiled, MONTH, 'HALF', null);
    const sms = rows.find((row) => row.charge.kind === 'usage');
    expect(sms?.charge).toMatchObject({ amount: '0.140000', quantity: '2.000000' });
    expect(sms?.source).toMatchObject({ document: '004' });
    expect(sms?.arithmetic).toEqual([
      'all lines of the customer: 3 in the month (from 1: 0.070000; from 10,000: 0.060000; from 50,000: 0.056000)',
      'one price for all of them: from 1, 0.070000',
      '2 × 0.070000 = 0.140000',
    ]);
    expect(sms?.events?.first.map(({ event_id }) => event_id)).toEqual(['s2', 's3']);
  });
});

describe('a fee', () => {
  it('of a part month shows its days', async () => {
    // 8 x 16/31 = 4.129032…
    const { charge: fee, arithmetic, source, events } = await charge('PART', 'm2m-business-2mo');
    expect(fee).toMatchObject({ amount: '4.129032', days: 16 });
    expect(arithmetic).toEqual([
      'the price is printed in the document',
      '8.000000 × 1 × 16 of 31 days = 4.129032, rounded half up to the micro-euro',
    ]);
    expect(source?.readings).toContain('E28');
    expect(events).toBeUndefined();
  });

  it('charged once says what triggers it', async () => {
    const { charge: fee, arithmetic } = await charge('PART', 'facturation-premier-trafic');
    expect(fee).toMatchObject({ amount: '3.000000', kind: 'one_off' });
    expect(arithmetic[0]).toContain('facturation-premier-trafic');
    expect(arithmetic[1]).toBe('3.000000 × 1 = 3.000000');
  });

  it('that costs nothing says so, and multiplies nothing to 0', async () => {
    // 002, C3: printed at 49, free because it failed.
    const { charge: fee, arithmetic } = await charge(
      'PLAN',
      'assistance-professionnel-utilisation',
    );
    expect(fee).toMatchObject({ amount: '0.000000', unit_price: '49.000000' });
    expect(arithmetic).toEqual([
      'order of assistance-professionnel-utilisation; the price is printed in the document',
      'this one costs nothing (it failed, another cancels it, or it is charged once only): 0.000000',
    ]);
  });

  it('of an optima shows what each tier would come to', async () => {
    // 700 Mo: 500 Mo tier 26 + 200 Mo at 0.1 = 46; 1 Go 36; the first tier 6 + 699.5 at 1 = 705.5.
    const [{ charge: optima, arithmetic, events }] = await explainCharges(
      store,
      compiled,
      MONTH,
      'HUGE',
      null,
    );
    expect(optima.amount).toBe('36.000000');
    expect(events).toMatchObject({ count: 1, charged: '700000' });
    expect(arithmetic).toEqual([
      '700,000 ko in the month; the cheapest tier counts, of equal ones the smaller:',
      '  500 ko: 6.000000 + 699,500 ko × 0.001000 = 705.500000',
      '  500,000 ko: 26.000000 + 200,000 ko × 0.000100 = 46.000000',
      '  1,000,000 ko: 36.000000 = 36.000000 ← charged',
      '  2,000,000 ko: 60.000000 = 60.000000',
      '  5,000,000 ko: 75.000000 = 75.000000',
    ]);
  });
});

describe('an invoice', () => {
  it('shows its lines, tax and totals', async () => {
    const explanation = await explainInvoice(store, '2013-10-000001');
    const { invoice, lines, taxes } = explanation;
    expect(invoice).toMatchObject({ customer_id: 'C1', month: MONTH, status: 'draft' });
    // 59 + 4.13 + 8 + 36 of fees, 0.67 of calls, 0.21 of SMS, 3 once.
    expect(invoice.total_excl_tax).toBe('111.01');
    // 19.6 % of 111.01 = 21.757…
    expect(taxes).toEqual([{ vat_rate: '19.60', base: '111.01', tax: '21.76' }]);
    const text = invoiceText(explanation);
    expect(text.split('\n').filter((row) => /^ +\d+ {2}/.test(row))).toHaveLength(lines.length);
    expect(text).toContain(
      'VAT 19.60 % of the sum of its lines, 111.01, rounded half up to the cent: 21.76',
    );
    expect(text).toContain('111.01 excluding tax + 21.76 VAT = 132.77');
  });

  it('line is the exact sum of its charges, then rounded', async () => {
    const { lines } = await explainInvoice(store, '2013-10-000001');
    const business = lines.find((line) => line.item === 'm2m-business-2mo');
    const explanation = await explainLine(
      store,
      compiled,
      '2013-10-000001',
      business?.line_no ?? 0,
    );
    expect(explanation).toMatchObject({ exactAmount: '12.129032', chargeCount: 2 });
    expect(explanation.charges.map((one) => one.charge.amount)).toEqual(['8.000000', '4.129032']);
    const text = lineText(explanation);
    expect(text).toContain('2 charges, exactly 12.129032, rounded half up to the cent: 12.13');
    expect(text).toContain('Charge m2m-business-2mo of PART');
  });

  it('that is not there, or lacks the line, is an error', async () => {
    await expect(explainInvoice(store, '2013-10-000009')).rejects.toThrow(
      'no invoice 2013-10-000009',
    );
    await expect(explainLine(store, compiled, '2013-10-000001', 99)).rejects.toThrow(
      'has no line 99',
    );
    await expect(explainCharges(store, compiled, MONTH, 'PLAN', 'x')).rejects.toThrow(
      'item x is not charged to contract PLAN in 2013-10',
    );
  });
});

it('explains charges in words, with rule and document', async () => {
  const text = chargesText(await explainCharges(store, compiled, MONTH, 'PART', null));
  expect(text).toMatch(/^Charge m2m-business-2mo of PART, 2013-10: 4\.129032 € excluding tax\n/m);
  expect(text).toMatch(
    /^Rule {8}004\/m2m-business-2mo\/24-months\n {12}document 004, Tarifs des offres/m,
  );
  expect(text).toMatch(/^Events {6}s1: .*night\.csv, row 5, 2013-10-20T08:00:00Z, 1 paid for/m);
});

describe('octroi explain', () => {
  const explain = (...args: string[]) => octroi(['explain', '--db', bench.db, ...args]);

  it('takes an invoice, a line or a contract, and explains one thing at a time', async () => {
    const line = await explain('--invoice', '2013-10-000001', '--line', '1', '--json');
    expect(line.code, line.stderr).toBe(0);
    expect(JSON.parse(line.stdout).line.line_no).toBe(1);
    const contract = await explain('--month', MONTH, '--contract', 'HUGE');
    expect(contract.stdout).toContain('← charged');
    for (const args of [
      [],
      ['v1', '--invoice', 'x'],
      ['--line', '1', 'v1'],
      ['--contract', 'PLAN'],
    ]) {
      const wrong = await explain(...args);
      expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    }
    expect((await explain('--invoice', 'x')).code).toBe(1);
  });
});

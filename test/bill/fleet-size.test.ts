import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileCatalogue } from '../../src/compile-tables.ts';
import { explainCharges } from '../../src/explain/explain-charge.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type BillBench, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

/** SIMs of a customer on the last day, and what its assistance 8h-20h costs with two extra managers. */
const FLEETS: [number, string | null][] = [
  [100, '160.000000'],
  [101, '600.000000'],
  [500, '600.000000'],
  [501, '1000.000000'],
  [1_000, '1000.000000'],
  [1_001, '2000.000000'],
  [2_500, '2000.000000'],
  [2_501, '3000.000000'],
  [5_000, '3000.000000'],
  [5_001, null],
  [5_002, '3400.000000'],
];

/** Agreed with two of them; below 5,001 SIMs the printed price stays. */
const AGREED = ['F5000,assistance-dediee-8h20h,,9999,,month,2026-01-01,'];
AGREED.push('F5002,assistance-dediee-8h20h,,3400,,month,2026-01-01,');

const bench: BillBench = openBillBench();
afterAll(() => bench.close());

beforeAll(async () => {
  const fleets = FLEETS.map(([sims]) => sims);
  bench.write(
    'reference',
    referenceFiles({
      customers: fleets.map((sims) => `F${sims},Flotte,metropole`),
      contracts: fleets.flatMap((sims) =>
        Array.from(
          { length: sims },
          (_, k) => `F${sims}-${k},F${sims},,m2m-business-2mo,36,2026-01-01,`,
        ),
      ),
      lines: ['L1,F100-0,2026-01-01,'],
      options: fleets.map((sims) => `F${sims}-0,assistance-dediee-8h20h,2,2026-01-01,`),
      prices: AGREED,
    }),
  );
  const usage = ['e1,data,L1,2026-10-02T10:00:00+02:00,,,0,0,'];
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(usage) })] });
});

it('004, E24: the price goes by the number of SIMs, each extra manager is 150 more; above 5,000 on quote, blocked or as agreed', async () => {
  const summary = await bench.bill('2026-10', { issue: true });
  expect(summary.blockers).toEqual({ quote: 1 });
  expect([summary.issued, summary.incomplete]).toEqual([10, 1]);
  expect(
    await bench.lines(
      `SELECT customer_id, amount FROM charges WHERE item = 'assistance-dediee-8h20h'
       ORDER BY CAST(customer_id[2:] AS INTEGER)`,
    ),
  ).toEqual(
    FLEETS.filter(([, euros]) => euros !== null).map(([sims, euros]) => `F${sims} | ${euros}`),
  );
  expect(
    await bench.lines(
      `SELECT DISTINCT quantity, unit_price, amount FROM charges WHERE item = 'gestionnaire-supplementaire'`,
    ),
  ).toEqual(['2.000000 | 150.000000 | 300.000000']);
  expect(await bench.lines('SELECT customer_id, contract_id, item, reason FROM blockers')).toEqual([
    'F5001 | F5001-0 | assistance-dediee-8h20h | quote',
  ]);
});

it('the 5 % of a fleet are exact: 5,000 SIMs at 7.50 less 0.375 each', async () => {
  expect(
    await bench.lines(
      `SELECT l.section, l.label, l.quantity, l.amount_excl_tax FROM invoice_lines l
       JOIN invoices USING (invoice_id) WHERE customer_id = 'F5000' ORDER BY l.amount_excl_tax`,
    ),
  ).toEqual([
    'subscriptions | Remise de 5 % à partir de 50 lignes | 5000.000000 | -1875.00',
    'subscriptions | Assistance Dédiée M2M, gestionnaire client supplémentaire | 2.000000 | 300.00',
    'subscriptions | Assistance Dédiée M2M, 8h – 20h du lundi au vendredi | 1.000000 | 3000.00',
    'subscriptions | Business Machine To Machine, forfait 2 Mo | 5000.000000 | 37500.00',
  ]);
});

it('explain says that the price above 5,000 SIMs was agreed, and that below it goes by the SIMs', async () => {
  const store = await openStore(bench.db, { readOnly: true });
  try {
    const amounts = async (contract: string) => {
      const charges = await explainCharges(
        store,
        compileCatalogue(),
        '2026-10',
        contract,
        'assistance-dediee-8h20h',
      );
      return charges.flatMap(({ arithmetic }) => arithmetic);
    };
    expect(await amounts('F5002-0')).toEqual([
      'on quote from 5,001 SIMs on the last day of the month, and there are 5,002: ' +
        'the price was agreed with customer F5002',
      'prices.csv: assistance-dediee-8h20h, 3400.000000 per month, from 2026-01-01 on',
      '3400.000000 × 1 = 3400.000000',
    ]);
    expect(await amounts('F5000-0')).toEqual([
      "the price goes by the number of the customer's SIMs on the last day of the month",
      '3000.000000 × 1 = 3000.000000',
    ]);
  } finally {
    store.close();
  }
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BillBench, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

/** Kilo-octets of a SIM in the month -> euros, and the tier chosen. */
const WHOLE_MONTH: [number, string, number][] = [
  [0, '6.000000', 500],
  [500, '6.000000', 500],
  [501, '6.001000', 500],
  [20_500, '26.000000', 500], // tie: 6 + 20 = 26
  [20_501, '26.000000', 500_000],
  [600_000, '36.000000', 500_000], // tie: 26 + 10 = 36
  [600_001, '36.000000', 1_000_000],
  [700_000, '36.000000', 1_000_000], // the document's order of things: 46 or 36
  [1_240_000, '60.000000', 1_000_000], // tie: 36 + 24 = 60
  [1_240_001, '60.000000', 2_000_000],
  [2_150_000, '75.000000', 2_000_000], // tie: 60 + 15 = 75
  [2_150_001, '75.000000', 5_000_000],
  [5_000_000, '75.000000', 5_000_000],
  [5_000_010, '75.001000', 5_000_000], // E9: beyond 5 Go too
];

/** From the 17th of October: 15 of 31 days. 6, 26, 36 become 2.903226, 12.580645, 17.419355. */
const PART_MONTH: [number, string, number][] = [
  [500, '2.903226', 500],
  [10_177, '12.580226', 500], // 2.903226 + 9.677
  [10_178, '12.580645', 500_000], // 2.903226 + 9.678 = 12.581226
];

const SIMS = [
  ...WHOLE_MONTH.map((sim) => ({ sim, startsOn: '2026-01-01' })),
  ...PART_MONTH.map((sim) => ({ sim, startsOn: '2026-10-17' })),
];

const bench: BillBench = openBillBench();
afterAll(() => bench.close());

beforeAll(async () => {
  bench.write(
    'reference',
    referenceFiles({
      customers: ['C1,Flotte,metropole'],
      contracts: SIMS.map(({ startsOn }, k) => `K${k},C1,,m2m-intense,36,${startsOn},`),
      lines: SIMS.map(({ startsOn }, k) => `L${k},K${k},${startsOn},`),
    }),
  );
  // The first SIM has no usage at all, the others one record each.
  const usage = SIMS.slice(1).map(
    ({ sim: [ko] }, k) =>
      `e${k + 1},data,L${k + 1},2026-10-20T10:00:00+02:00,,,${ko * 1000 - 999},0,`,
  );
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(usage) })] });
  await bench.bill('2026-10');
});

it('004, E8: the cheapest tier, of two equal ones the smaller; fees of a part month are prorated before', async () => {
  const lines = await bench.lines(
    `SELECT contract_id, kind, amount, regexp_extract(label, 'palier ([0-9]+) ko', 1) FROM charges`,
  );
  const expected = SIMS.map(
    ({ sim: [, euros, tier] }, k) => `K${k} | recurring | ${euros} | ${tier}`,
  );
  expect(lines.sort()).toEqual(expected.sort());
});

it('the invoice has one line for them all, and the events have no amount of their own', async () => {
  // Sum of the amounts above: whole months 598.002, part months 28.064097.
  expect(
    await bench.lines('SELECT line_no, section, quantity, amount_excl_tax FROM invoice_lines'),
  ).toEqual(['1 | subscriptions | 17.000000 | 626.07']);
  expect(await bench.lines('SELECT count(*), count(amount) FROM usage')).toEqual(['16 | 0']);
});

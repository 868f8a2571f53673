import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUsage } from '../usage-rows.ts';
import { type BillBench, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

/** One event per SIM is rated; its quantity then stands for as many events, which cost a million rows. */
interface Volume {
  customer: string;
  offer: string;
  service: string;
  units: number;
}

const SIM = 'm2m-business-2mo';
const sms = (customer: string, units: number, offer = SIM): Volume => ({
  customer,
  offer,
  service: 'sms',
  units,
});
const internet = (units: number): Volume => ({
  customer: `internet-${units}`,
  offer: 'sms-internet',
  service: 'sms_internet',
  units,
});
const hits = (units: number): Volume => ({
  customer: `hits-${units}`,
  offer: 'localisation',
  service: 'location',
  units,
});

const VOLUMES = [
  sms('sms-9999', 9_999),
  sms('sms-10000', 10_000),
  sms('sms-49999', 49_999),
  sms('sms-50000', 50_000),
  // The SIMs of a customer count together, over all M2M offers (E16).
  sms('fleet', 4_000),
  sms('fleet', 6_000, 'm2m-intense'),
  sms('short-fleet', 4_000),
  sms('short-fleet', 5_999, 'm2m-europe-2mo'),
  ...[2_000, 2_001, 30_000, 30_001, 50_000, 50_001].map(internet),
  ...[2_000, 2_001, 30_000, 30_001, 50_000, 50_001, 500_000, 500_001, 1_000_000, 1_000_001].map(
    hits,
  ),
];

const bench: BillBench = openBillBench();
afterAll(() => bench.close());

beforeAll(async () => {
  const customers = [...new Set(VOLUMES.map(({ customer }) => customer))];
  bench.write(
    'reference',
    referenceFiles({
      customers: customers.map((id) => `${id},${id},metropole`),
      contracts: VOLUMES.map(
        ({ customer, offer }, k) => `K${k},${customer},,${offer},24,2026-01-01,`,
      ),
      lines: VOLUMES.map((_, k) => `L${k},K${k},2026-01-01,`),
    }),
  );
  const usage = VOLUMES.map(({ service }, k) => {
    const called = service === 'location' ? '' : '0612345678';
    const outcome = service === 'sms_internet' ? 'delivered' : '';
    return `e${k},${service},L${k},2026-10-02T10:00:00+02:00,,${called},,,${outcome}`;
  });
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(usage) })] });
  await bench.change(
    ...VOLUMES.map(({ units }, k) => setUsage('quantity', `CAST(${units} AS BIGINT)`, `'e${k}'`)),
  );
});

const USAGE_BY_CUSTOMER = `SELECT customer_id, sum(amount) FROM charges
  WHERE kind = 'usage' GROUP BY customer_id`;

/** Customer -> euros of usage. */
async function totals(): Promise<Map<string, string>> {
  const lines = await bench.lines(USAGE_BY_CUSTOMER);
  return new Map(lines.map((line) => line.split(' | ') as [string, string]));
}

describe('whole volume', () => {
  beforeAll(() => bench.bill('2026-10'));

  it('004, E14 to E16: the tier of the fleet prices every SMS: 10,000 cost less than 9,999', async () => {
    const euros = await totals();
    expect(euros.get('sms-9999')).toBe('699.930000');
    expect(euros.get('sms-10000')).toBe('600.000000');
    expect(euros.get('sms-49999')).toBe('2999.940000');
    expect(euros.get('sms-50000')).toBe('2800.000000');
    expect(euros.get('fleet')).toBe('600.000000');
    expect(euros.get('short-fleet')).toBe('699.930000');
  });

  it('004, E18: SMS Internet', async () => {
    const euros = await totals();
    expect(euros.get('internet-2000')).toBe('188.000000');
    expect(euros.get('internet-2001')).toBe('152.076000');
    expect(euros.get('internet-30000')).toBe('2280.000000');
    expect(euros.get('internet-30001')).toBe('2100.070000');
    expect(euros.get('internet-50000')).toBe('3500.000000');
    expect(euros.get('internet-50001')).toBe('3000.060000');
  });

  it('004, E19: hits, 0.08 less 17, 24, 31, 39 and 48 %', async () => {
    const euros = await totals();
    expect(euros.get('hits-2000')).toBe('160.000000');
    expect(euros.get('hits-2001')).toBe('132.866400');
    expect(euros.get('hits-30000')).toBe('1992.000000');
    expect(euros.get('hits-30001')).toBe('1824.060800');
    expect(euros.get('hits-50000')).toBe('3040.000000');
    expect(euros.get('hits-50001')).toBe('2760.055200');
    expect(euros.get('hits-500000')).toBe('27600.000000');
    expect(euros.get('hits-500001')).toBe('24400.048800');
    expect(euros.get('hits-1000000')).toBe('48800.000000');
    expect(euros.get('hits-1000001')).toBe('41600.041600');
  });

  it('each SIM pays its own part at the price of the fleet, and so does each event in view usage', async () => {
    const parts = `customer_id = 'fleet' AND`;
    expect(
      await bench.lines(
        `SELECT contract_id, unit_price, amount FROM charges WHERE ${parts} kind = 'usage' ORDER BY 1`,
      ),
    ).toEqual(['K4 | 0.060000 | 240.000000', 'K5 | 0.060000 | 360.000000']);
    expect(
      await bench.lines(`SELECT contract_id, amount FROM usage WHERE ${parts} true ORDER BY 1`),
    ).toEqual(['K4 | 240.000000', 'K5 | 360.000000']);
  });
});

describe('graduated, the other reading of E14', () => {
  beforeAll(async () => {
    await bench.change(
      `UPDATE billing_catalogue SET json = replace(json, '"whole_volume"', '"graduated"')`,
      setUsage('quantity', 'CAST(3333 AS BIGINT)', "'e4'"),
      setUsage('quantity', 'CAST(6668 AS BIGINT)', "'e5'"),
    );
    await bench.bill('2026-10');
  });

  it('each unit has the price of its tier', async () => {
    const euros = await totals();
    expect(euros.get('sms-9999')).toBe('699.930000');
    expect(euros.get('sms-10000')).toBe('699.990000');
    expect(euros.get('sms-50000')).toBe('3099.986000');
  });

  it('is allocated by largest remainder: the parts add up to the micro-euro', async () => {
    // 9,999 x 0.07 + 2 x 0.06 = 700.05. Times 3333/10001 it is cut by 6666/10001 of a micro-euro, times
    // 6668/10001 by 3335/10001: the missing micro-euro goes to the former.
    expect(
      await bench.lines(
        `SELECT contract_id, unit_price, amount FROM charges
         WHERE customer_id = 'fleet' AND kind = 'usage' ORDER BY 1`,
      ),
    ).toEqual(['K4 |  | 233.303335', 'K5 |  | 466.746665']);
    // All 9,999 at 0.07: nothing to share out.
    expect(
      await bench.lines(
        `SELECT contract_id, amount FROM charges
         WHERE customer_id = 'short-fleet' AND kind = 'usage' ORDER BY 1`,
      ),
    ).toEqual(['K6 | 280.000000', 'K7 | 419.930000']);
  });

  it('leaves the amount of one event empty: it has no price of its own', async () => {
    expect(await bench.lines("SELECT count(amount) FROM usage WHERE service = 'sms'")).toEqual([
      '0',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { rateUsage } from '../oracle/rate-month.ts';
import type { RatedMonth } from '../oracle/rows.ts';
import { randomFrom } from './prng.ts';
import { randomMonth, type UsageItem } from './random-month.ts';
import { referenceFiles, shuffledColumns, usageLines, usageText } from './usage-csv.ts';

const SIZE = 6000;

function rate(seed: number): { items: UsageItem[]; rated: RatedMonth } {
  const month = randomMonth({ seed, recordCount: SIZE });
  const items = [...month.items()];
  const usageFiles = [{ path: 'month.csv', lines: usageLines(items) }];
  return { items, rated: rateUsage({ usageFiles, reference: month.reference }) };
}

const seeds = [1, 2, 3].map((seed) => ({ seed, ...rate(seed) }));

describe.each(seeds)('month of seed $seed', ({ items, rated }) => {
  it('adds up: rated + suspended + duplicate + rejected = rows (G14)', () => {
    const { usage, suspense, duplicates, rejects } = rated;
    expect(items).toHaveLength(SIZE);
    expect(usage.length + suspense.length + duplicates.length + rejects.length).toBe(SIZE);
  });

  it('rejects and repeats exactly the rows made so', () => {
    const rows = (fate: string) =>
      items.flatMap((item, index) => (item.fate === fate ? [index + 2] : []));
    const repeats = (conflict: boolean) =>
      rated.duplicates.filter((row) => row.conflict === conflict).map(({ row }) => row);
    expect(rated.rejects.map(({ row }) => row)).toEqual(rows('reject'));
    expect(repeats(false)).toEqual(rows('duplicate'));
    expect(repeats(true)).toEqual(rows('conflict'));
  });

  it('has included + charged = quantity and no negative amount', () => {
    for (const row of rated.usage) {
      expect(row.included + row.charged).toBe(row.quantity);
      expect(row.amount === null || /^\d+\.\d{6}$/.test(row.amount)).toBe(true);
      // Data has no amount where the optima prices it; messages and hits that count never do.
      const isByMonth = ['sms', 'sms_internet', 'location'].includes(row.service);
      if (row.amount === null) expect(isByMonth || row.service === 'data').toBe(true);
      else if (isByMonth) expect([row.included, row.amount]).toEqual([1, '0.000000']);
    }
  });

  it('draws no more from an allowance than there is', () => {
    for (const row of rated.allowances) {
      expect(row.remaining).toBe(row.granted + row.rolled_in - row.used);
      expect(row.remaining).toBeGreaterThanOrEqual(0);
    }
  });

  it('draws from a bundle what its records have included', () => {
    for (const { allowance, scope_id: contractId, month, used } of rated.allowances) {
      if (allowance !== 'data_bundle') continue;
      const records = rated.usage.filter(
        (row) => row.service === 'data' && row.contract_id === contractId && row.month === month,
      );
      expect(records.reduce((sum, row) => sum + row.included, 0)).toBe(used);
    }
  });
});

it('months reach every edge between them', () => {
  const all = seeds.map(({ rated }) => rated);
  const usage = all.flatMap((rated) => rated.usage);
  const allowances = all.flatMap((rated) => rated.allowances);
  const emptied = allowances.filter((row) => row.remaining === 0).map((row) => row.allowance);
  expect(new Set(emptied)).toEqual(
    new Set(['site_pool', 'mobile_hour', 'data_bundle', 'phone_2400s', 'correspondents']),
  );
  const split = usage.filter((row) => row.included > 0 && row.charged > 0);
  expect(new Set(split.map((row) => row.service))).toEqual(new Set(['voice', 'data']));
  expect(allowances.some((row) => row.rolled_in > 0 && row.rolled_in < 3600)).toBe(true);
  const reasons = all.flatMap((rated) => rated.suspense.map((row) => row.reason));
  expect(new Set(reasons)).toEqual(
    new Set([
      'unknown_line',
      'no_contract',
      'service_not_in_offer',
      'unknown_country',
      'no_zone',
      'no_price',
    ]),
  );
  expect(new Set(usage.map((row) => row.service))).toEqual(
    new Set([
      ...['voice', 'csd', 'sms', 'data', 'transfer_activation', 'sms_internet', 'location'],
    ]),
  );
  const starts = usage.map((row) => `${row.contract_id}|${row.started_at}`);
  expect(new Set(starts).size).toBeLessThan(starts.length);
});

describe('the same options', () => {
  const text = () => usageText(randomMonth({ seed: 7, recordCount: 500 }).items());

  it('give the same month again, another seed another', () => {
    expect(text()).toBe(text());
    expect(usageText(randomMonth({ seed: 8, recordCount: 500 }).items())).not.toBe(text());
  });

  it('mean the same in any column order, with CRLF and a BOM', () => {
    const month = randomMonth({ seed: 7, recordCount: 500 });
    const other = usageText(month.items(), {
      columns: shuffledColumns(randomFrom(1)),
      lineEnd: '\r\n',
      bom: true,
    });
    const { reference } = month;
    const plain = rateUsage({ usageFiles: [{ path: 'f', text: text() }], reference });
    const written = rateUsage({ usageFiles: [{ path: 'f', text: other }], reference });
    expect(written.usage).toEqual(plain.usage);
    expect(written.suspense).toEqual(plain.suspense);
    expect(written.duplicates).toEqual(plain.duplicates);
  });

  it('without faults make rows that are all read', () => {
    const month = randomMonth({ seed: 7, recordCount: 500, faults: false });
    expect(new Set([...month.items()].map((item) => item.fate))).toEqual(new Set(['read']));
  });
});

it('writes the reference files with their headers', () => {
  const files = referenceFiles(randomMonth({ seed: 1, recordCount: 10 }).reference);
  expect(Object.keys(files).sort()).toEqual([
    'contracts.csv',
    'customers.csv',
    'lines.csv',
    'openings.csv',
    'options.csv',
    'prices.csv',
    'sites.csv',
  ]);
  expect(files['lines.csv'].split('\n')[0]).toBe('line,contract_id,starts_on,ends_on');
  expect(files['customers.csv']).toContain('"1, rue de ""l\'Exemple"""');
});

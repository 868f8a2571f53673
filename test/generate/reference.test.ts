import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileBilling } from '../../src/catalogue/compile-billing.ts';
import { compileTariffs, planEntries } from '../../src/catalogue/compile-tariffs.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import { loadNumberPlan } from '../../src/numbering/number-plan.ts';
import { checkReference } from '../../src/reference/load-reference.ts';
import { type GeneratedMonth, generateMonth, referenceRows } from './generated-month.ts';

/** A pool, moves and every special term need a few thousand lines. */
const LARGE = { records: 1000, lines: 6000, sites: 60 };

function idsOf(month: GeneratedMonth, name: string, column: string): Set<string> {
  const ids = referenceRows(month, name).map((row) => row[column]);
  expect(new Set(ids).size).toBe(ids.length);
  return new Set(ids);
}

const catalogue = loadCatalogue();
const tariffs = compileTariffs(catalogue, planEntries(catalogue, loadNumberPlan()));

describe.each(['mixed', 'webex', 'm2m', 'skewed', 'all'] as const)('%s', (workload) => {
  const generated = generateMonth({ ...LARGE, workload });

  test('the reader of reference data finds no fault', async () => {
    const { directory, result } = await generated;
    const { errors, counts } = await checkReference(
      join(directory, 'reference'),
      tariffs,
      compileBilling(catalogue),
    );
    expect(errors).toEqual([]);
    expect(counts.contracts).toBe(result.contracts);
  });

  test('every id that is named exists', async () => {
    const month = await generated;
    const customers = idsOf(month, 'customers', 'customer_id');
    const sites = idsOf(month, 'sites', 'site_id');
    const contracts = idsOf(month, 'contracts', 'contract_id');
    const siteRows = referenceRows(month, 'sites');
    const customerOfSite = new Map(siteRows.map((row) => [row.site_id, row.customer_id]));
    expect(siteRows.filter((row) => !customers.has(row.customer_id))).toEqual([]);
    const faults = referenceRows(month, 'contracts').filter(({ customer_id, site_id, offer }) => {
      if (!customers.has(customer_id)) return true;
      if (!offer.startsWith('wte-')) return site_id !== '';
      return customerOfSite.get(site_id) !== customer_id;
    });
    expect(faults).toEqual([]);
    for (const name of ['lines', 'options', 'orders']) {
      const orphans = referenceRows(month, name).filter((row) => !contracts.has(row.contract_id));
      expect(orphans).toEqual([]);
    }
    expect(month.result.customers).toBe(customers.size);
    expect(month.result.sites).toBe(sites.size);
    expect(month.result.contracts).toBe(contracts.size);
  });

  test('site codes are two digits, each once in a customer', async () => {
    const codes = referenceRows(await generated, 'sites').map(
      ({ customer_id, site_code }) => `${customer_id} ${site_code}`,
    );
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^C\d{6} \d\d$/);
  });

  test('validities of a line never overlap and lie within those of its contract', async () => {
    const month = await generated;
    const contracts = new Map(
      referenceRows(month, 'contracts').map((row) => [row.contract_id, row] as const),
    );
    const lastDay = (row: Record<string, string>) => row.ends_on || '9999-12-31';
    const ofLine = new Map<string, Record<string, string>[]>();
    const faults = referenceRows(month, 'lines').filter((row) => {
      const contract = contracts.get(row.contract_id) as Record<string, string>;
      const validities = ofLine.get(row.line) ?? [];
      validities.push(row);
      ofLine.set(row.line, validities);
      return (
        row.starts_on < contract.starts_on ||
        lastDay(row) > lastDay(contract) ||
        lastDay(row) < row.starts_on ||
        !/^(33\d{9}(\d{4})?|36\d{3}|LOC\d{7})$/.test(row.line)
      );
    });
    expect(faults).toEqual([]);
    let moved = 0;
    for (const validities of ofLine.values()) {
      validities.sort((a, b) => (a.starts_on < b.starts_on ? -1 : 1));
      for (const [place, row] of validities.slice(1).entries()) {
        moved++;
        expect(lastDay(validities[place]) < row.starts_on, row.line).toBe(true);
      }
    }
    expect(ofLine.size).toBe(month.result.lines);
    expect(ofLine.size).toBe(LARGE.lines);
    expect(moved).toBeGreaterThan(5);
  });

  test('lines per contract: two for Optimale pro, one per SIM', async () => {
    const month = await generated;
    const lineCount = new Map<string, number>();
    for (const { contract_id } of referenceRows(month, 'lines')) {
      lineCount.set(contract_id, (lineCount.get(contract_id) ?? 0) + 1);
    }
    const faults = referenceRows(month, 'contracts').filter(({ contract_id, offer }) => {
      const lines = lineCount.get(contract_id) ?? 0;
      if (offer.startsWith('optimale-pro-')) return lines !== 2;
      return offer.startsWith('m2m-') ? lines !== 1 : lines === 0;
    });
    expect(faults).toEqual([]);
  });

  test('some contracts begin or end in the month, or ended before it', async () => {
    const rows = [
      ...referenceRows(await generated, 'contracts'),
      ...referenceRows(await generated, 'lines'),
    ];
    expect(rows.some(({ starts_on }) => starts_on > '2026-10-01')).toBe(true);
    expect(rows.some(({ ends_on }) => ends_on.startsWith('2026-10'))).toBe(true);
    expect(rows.some(({ ends_on }) => ends_on !== '' && ends_on < '2026-10-01')).toBe(true);
  });
});

test('offers are those of the workload', async () => {
  const offersOf = async (workload: 'mixed' | 'webex' | 'm2m' | 'all') => {
    const rows = referenceRows(await generateMonth({ ...LARGE, workload }), 'contracts');
    return [...new Set(rows.map(({ offer }) => offer))].sort();
  };
  const formulas = [
    'business-2mo',
    'business-5mo',
    'business-compteur',
    'europe-2mo',
    'europe-5mo',
  ];
  formulas.push('europe-prototype', 'intense', 'intense-prototype');
  const sims = formulas.flatMap((formula) => [`m2m-${formula}`, `m2m-${formula}-dtmf`]).sort();
  const packs = ['wte-calling', 'wte-espace', 'wte-suite'];
  const plans = ['equilibre', 'initial', 'intense'].map((plan) => `optimale-pro-${plan}`);
  expect(await offersOf('mixed')).toEqual([...sims, ...plans, ...packs]);
  expect(await offersOf('webex')).toEqual(packs);
  expect(await offersOf('m2m')).toEqual(sims);
  expect(await offersOf('all')).toEqual([
    ...['ihdp-18m', 'ihdp-1m', 'ihdp-8m', 'localisation', ...sims, ...plans, 'sms-internet'],
    ...packs,
  ]);
});

test('customers: every territory, SIREN and VAT numbers with valid check digits', async () => {
  const customers = referenceRows(await generateMonth({ ...LARGE, customers: 400 }), 'customers');
  expect(new Set(customers.map(({ territory }) => territory))).toEqual(
    new Set([
      ...['metropole', 'guadeloupe', 'martinique', 'reunion', 'guyane', 'mayotte'],
      ...['saint-pierre-et-miquelon', 'pacifique'],
    ]),
  );
  for (const { siren, vat_number } of customers) {
    const digits = [...siren].reverse().map(Number);
    const sum = digits.reduce((total, digit, place) => {
      const doubled = place % 2 === 1 ? digit * 2 : digit;
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    expect([siren.length, sum % 10]).toEqual([9, 0]);
    const key = (12 + 3 * (Number(siren) % 97)) % 97;
    expect(vat_number).toBe(`FR${String(key).padStart(2, '0')}${siren}`);
  }
});

test('prices and index values are marked as ours', async () => {
  const month = await generateMonth({});
  const prices = referenceRows(month, 'prices');
  expect(prices.map(({ item }) => item)).toContain('wte-espace');
  const indices = referenceRows(month, 'indices');
  for (const { assumed } of [...prices, ...indices]) expect(assumed).toBe('true');
});

test('index values are there from a year before the first price to the month', async () => {
  const indices = referenceRows(await generateMonth({ month: '2026-10' }), 'indices');
  const months = indices
    .filter(({ index }) => index === 'syntec')
    .map(({ month, value }) => `${month} ${value}`);
  // Six whole years and ten months; 270.0 and half a point more each month.
  expect(months).toHaveLength(82);
  expect([months[0], months[12], months[81]]).toEqual([
    '2020-01 270',
    '2021-01 276',
    '2026-10 310.5',
  ]);
});

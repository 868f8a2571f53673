import { afterEach, beforeEach, expect, it } from 'vitest';
import { changedCatalogue } from '../changed-catalogue.ts';
import { type BillBench, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

/** Prices and allowances that change on a date, and settings that are read otherwise: what a tariff author writes. */

const M2M = '004-machine-to-machine.yaml';
const M2M_FEES = '004-machine-to-machine-fees.yaml';

let bench: BillBench;
beforeEach(() => {
  bench = openBillBench();
});
afterEach(() => bench.close());

const mo = (id: string, line: string, start: string, octets: number) =>
  `${id},data,${line},${start},,,${octets},0,`;

async function rate(catalogue: string, ...rows: string[]): Promise<void> {
  const folder = `usage-${rows[0].slice(0, rows[0].indexOf(','))}`;
  await bench.rate({
    inputs: [bench.write(folder, { 'usage.csv': usageFile(rows) })],
    catalogue,
    workers: 1,
  });
}

const INTENSE = referenceFiles({
  customers: ['C1,Flotte,metropole'],
  contracts: ['K1,C1,,m2m-intense,36,2026-01-01,'],
  lines: ['L1,K1,2026-01-01,'],
});
const INTENSE_VERSION = `  m2m-intense:
    lines: sim
    versions:
      - from_date: "2012-03-01"
        price_lists: [m2m-sms, m2m-gsm-data, m2m-roaming, m2m-intense]
`;
const DEARER = `  m2m-intense-dearer:
    zone_set: m2m
    data:
      - kind: optima
        section: "Nouveaux tarifs"
        zones: [metropole]
        per: Mo
        tiers:
          - { included: 500, unit: ko, fee: "7", price: "1" }
          - { included: 1, unit: Go, fee: "37", price: "0.1" }
`;

const charges = (columns = 'month, amount, days') =>
  bench.lines(`SELECT ${columns} FROM charges WHERE item LIKE 'm2m-intense%' ORDER BY ALL`);

it('a month has the optima tiers that its offer is sold with then, and no others (004, E8; G1)', async () => {
  bench.write('reference', INTENSE);
  const catalogue = changedCatalogue(
    bench.folder,
    [M2M, '  m2m-europe:\n    zone_set: m2m\n', `${DEARER}  m2m-europe:\n    zone_set: m2m\n`],
    [
      M2M,
      INTENSE_VERSION,
      `${INTENSE_VERSION}      - from_date: "2026-10-01"
        price_lists: [m2m-sms, m2m-gsm-data, m2m-roaming, m2m-intense-dearer]
      - from_date: "2026-11-16"
        price_lists: [m2m-sms, m2m-gsm-data, m2m-roaming, m2m-intense]
`,
    ],
  );
  await rate(
    catalogue,
    mo('sep', 'L1', '2026-09-10T10:00:00Z', 700_000_000),
    mo('oct', 'L1', '2026-10-10T10:00:00Z', 700_000_000),
    mo('nov-1', 'L1', '2026-11-10T10:00:00Z', 400_000_000),
    mo('nov-2', 'L1', '2026-11-20T10:00:00Z', 300_000_000),
  );
  for (const month of ['2026-09', '2026-10', '2026-11']) await bench.bill(month);
  // November begins with the dearer tiers: all of its data is theirs.
  expect(await charges('month, amount')).toEqual([
    '2026-09-01 | 36.000000',
    '2026-10-01 | 37.000000',
    '2026-11-01 | 37.000000',
  ]);
});

it.each([
  // 15,360 ko: 14,860 beyond 500 at 1 € for 1,024 of them.
  ['1024 ko a Mo', 'octets_per_ko: 1000 # G8, E1; 1024', 'octets_per_ko: 1024 #', '20.511719'],
  // Never prorated: 6 + 15.229, not 26 x 16 / 31.
  ['no proration', 'proration: day', 'proration: none', '21.229000'],
])('optima is exact with %s', async (name, from, to, amount) => {
  bench.write('reference', { ...INTENSE, ...(name === 'no proration' ? FROM_THE_16TH : {}) });
  const size = ['ko_per_mo: 1000', name === 'no proration' ? 'ko_per_mo: 1000' : 'ko_per_mo: 1024'];
  const catalogue = changedCatalogue(
    bench.folder,
    ['settings.yaml', from, to],
    ['settings.yaml', size[0], size[1]],
  );
  await rate(catalogue, mo('oct', 'L1', '2026-10-20T10:00:00Z', 15_728_640));
  await bench.bill('2026-10');
  expect(await charges("amount, coalesce(CAST(days AS VARCHAR), 'whole')")).toEqual([
    `${amount} | whole`,
  ]);
});
const FROM_THE_16TH = referenceFiles({
  contracts: ['K1,C1,,m2m-intense,36,2026-10-16,'],
  lines: ['L1,K1,2026-10-16,'],
});

it('a price with nine decimals beyond a tier is what it says', async () => {
  bench.write('reference', INTENSE);
  const catalogue = changedCatalogue(bench.folder, [
    M2M,
    'fee: "6", price: "1"',
    'fee: "6", price: "0.123456789"',
  ]);
  await rate(catalogue, mo('oct', 'L1', '2026-10-20T10:00:00Z', 10_500_000));
  await bench.bill('2026-10');
  // 6 + 10,000 ko x 0.123456789 / 1000 = 7.23456789.
  expect(await charges('amount')).toEqual(['7.234568']);
});

it('what is charged once per customer is charged once, whatever its price has become (004, E27)', async () => {
  const option = 'secure-mobile-access-intranet';
  bench.write('reference', {
    ...referenceFiles({
      customers: ['C1,Flotte,metropole'],
      contracts: [
        'K1,C1,,m2m-business-2mo,24,2026-01-01,',
        'K2,C1,,m2m-business-2mo,24,2026-01-01,',
      ],
      lines: ['L1,K1,2026-01-01,', 'L2,K2,2026-01-01,'],
      options: [`K1,${option},3,2026-09-05,`, `K2,${option},,2026-10-05,`],
    }),
  });
  const entry = `    option_start: ${option}
    once_per: customer # per service of the customer, not per line
    price: "2000"
`;
  const catalogue = changedCatalogue(bench.folder, [
    M2M_FEES,
    entry,
    `${entry.replace('    price', '    to_date: "2026-09-30"\n    price')}  mise-en-service-intranet-2027:
    label: "Frais forfaitaire de mise en service, Secure Mobile Access Intranet"
    section: "Nouveaux tarifs"
    item: mise-en-service-${option}
    offers: *sims
    from_date: "2026-10-01"
${entry.replace('"2000"', '"2100"')}`,
  ]);
  await rate(
    catalogue,
    mo('sep', 'L1', '2026-09-10T10:00:00Z', 1),
    mo('oct', 'L1', '2026-10-10T10:00:00Z', 1),
  );
  for (const month of ['2026-09', '2026-10']) await bench.bill(month);
  // Three of the option pay one set-up of the service.
  expect(
    await bench.lines(
      `SELECT month, quantity, amount FROM charges WHERE item = 'mise-en-service-${option}'`,
    ),
  ).toEqual(['2026-09-01 | 1.000000 | 2000.000000']);
});

const included = () =>
  bench.lines('SELECT event_id, included, amount FROM usage ORDER BY event_id');

it('a bundle that changes within a month is the one of its first day, whichever record comes first (G2)', async () => {
  bench.write(
    'reference',
    referenceFiles({
      customers: ['C1,Flotte,metropole'],
      contracts: ['K1,C1,,m2m-business-2mo,24,2026-01-01,'],
      lines: ['L1,K1,2026-01-01,'],
    }),
  );
  const version = `  m2m-business-2mo:
    lines: sim
    versions:
      - from_date: "2012-03-01"
        price_lists: [m2m-sms, m2m-gsm-data, m2m-roaming, m2m-business-forfait]
        allowances: [data-bundle-2mo]
`;
  const catalogue = changedCatalogue(bench.folder, [
    M2M,
    version,
    `${version}      - from_date: "2026-10-16"
        price_lists: [m2m-sms, m2m-gsm-data, m2m-roaming, m2m-business-forfait]
        allowances: [data-bundle-5mo]
`,
  ]);
  // The late one draws on the bundle of the 1st: 2 Mo, of which the later one finds 1,999 ko.
  await rate(catalogue, mo('b', 'L1', '2026-10-17T10:00:00Z', 2_500_000));
  await rate(catalogue, mo('a', 'L1', '2026-10-10T10:00:00Z', 1_000));
  expect(await included()).toEqual(['a | 1 | 0.000000', 'b | 1999 | 0.751500']);
});

it('minutes roll over from what the month before was granted, used or not (001, B5)', async () => {
  bench.write(
    'reference',
    referenceFiles({
      customers: ['C1,Garage,metropole'],
      contracts: [
        'A,C1,,optimale-pro-equilibre,12,2026-09-01,',
        'B,C1,,optimale-pro-equilibre,12,2026-09-01,',
      ],
      lines: ['33199000001,A,2026-09-01,', '33199000002,B,2026-09-01,'],
    }),
  );
  const version = `  optimale-pro-equilibre:
    lines: fixed
    long_call_s: 28800
    versions:
      - from_date: "2013-08-22"
        price_lists: [optimale-pro]
        allowances: [unlimited-fixed, mobile-hour]
`;
  const hour = `  mobile-hour:
    zone_set: optimale-pro
    name: mobile_hour
`;
  const catalogue = changedCatalogue(
    bench.folder,
    [
      '001-optimale-pro.yaml',
      hour,
      `  mobile-two-hours:
    zone_set: optimale-pro
    name: mobile_hour
    section: "Nouveaux tarifs"
    scope: contract
    granted: 2
    unit: h
    rollover_months: 1
    correspondents: 500
    draws: [{ service: voice, lists: [mobiles-inclus] }]
${hour}`,
    ],
    [
      '001-optimale-pro.yaml',
      version,
      `${version}      - from_date: "2026-10-01"
        price_lists: [optimale-pro]
        allowances: [unlimited-fixed, mobile-two-hours]
`,
    ],
  );
  const call = (id: string, line: string, start: string, seconds: number) =>
    `${id},voice,${line},${start},${seconds},0612345678,,,`;
  // A was silent in September, B called for a second.
  await rate(
    catalogue,
    call('b-sep', '33199000002', '2026-09-10T10:00:00Z', 1),
    call('a-oct', '33199000001', '2026-10-10T10:00:00Z', 12_000),
    call('b-oct', '33199000002', '2026-10-10T10:00:00Z', 12_000),
  );
  // 7,200 s of October and 3,600 s, or 3,599 s, of September: 1,200 s are paid, or 1,201 s.
  expect(await included()).toEqual([
    'a-oct | 10800 | 2.814000',
    'b-oct | 10799 | 2.816233',
    'b-sep | 1 | 0.000000',
  ]);
});

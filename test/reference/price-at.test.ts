import { expect, test } from 'vitest';
import { priceAt } from '../../src/reference/price-at.ts';
import type { ReferenceTables } from '../../src/reference/reference-tables.ts';
import { fakeTariffs, ruleCell, ZONES } from './fake-tariffs.ts';
import { day, faultsOf, indexOf, loadTexts } from './reference-directory.ts';

const HEADER = 'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on\n';

const VOICE = 0;
const SMS = 2;
const DATA = 3;
const PRO_OLD = 0;
const PRO_NEW = 1;
const WTE = 2;
const M2M = 3;
const METROPOLE = 1;
const ASIE = 2;
const URGENCES = 3;
const FRANCE = 4;

/** [fee, price, units] for a customer on a day, or null. */
function priceOf(
  reference: ReferenceTables,
  tariff: number,
  service: number,
  destination: number,
  customer = 'C1',
  date = '2013-06-01',
): number[] | null {
  const cell = ruleCell(tariff, service, destination);
  const price = priceAt(reference, cell, indexOf(reference.customers, customer), day(date));
  if (price < 0) return null;
  return [
    reference.priceConnectionFeeMicroEuros[price],
    reference.priceMicroEuros[price],
    reference.priceUnits[price],
  ];
}

test('no prices.csv, no price', async () => {
  const reference = await loadTexts();
  expect(priceOf(reference, WTE, VOICE, ASIE)).toBe(null);
  expect(reference.priceFirst).toHaveLength(fakeTariffs().ruleOf.length + 1);
});

test('each form of item reaches its own usage, in all versions of an offer', async () => {
  const rows = [
    ',shared/voice/asie,,1,,minute,2013-01-01,',
    ',optimale-pro-equilibre,Asie 1,2,,minute,2013-01-01,',
    ',wte-calling/voice,Métropole,3,,minute,2013-01-01,',
    ',data,,4,,ko,2013-01-01,',
  ];
  const reference = await loadTexts({ prices: `${HEADER}${rows.join('\n')}\n` });
  expect(priceOf(reference, PRO_OLD, VOICE, ASIE)).toEqual([0, 2_000_000, 60]);
  expect(priceOf(reference, PRO_NEW, VOICE, ASIE)).toEqual([0, 2_000_000, 60]);
  expect(priceOf(reference, WTE, VOICE, ASIE)).toEqual([0, 1_000_000, 60]);
  expect(priceOf(reference, WTE, VOICE, METROPOLE)).toEqual([0, 3_000_000, 60]);
  expect(priceOf(reference, M2M, DATA, FRANCE)).toEqual([0, 4_000_000, 1]);
  expect(priceOf(reference, M2M, SMS, FRANCE)).toBe(null);
});

test('a price for one offer does not leak to another that shares the rule', async () => {
  const prices = `${HEADER},wte-calling,Asie 1,0.1,,minute,2013-01-01,\n`;
  const reference = await loadTexts({ prices });
  expect(priceOf(reference, WTE, VOICE, ASIE)).toEqual([0, 100_000, 60]);
  expect(priceOf(reference, PRO_OLD, VOICE, ASIE)).toBe(null);
});

test('free usage and usage with a printed price get none', async () => {
  const reference = await loadTexts({ prices: `${HEADER},voice,,9,,minute,2013-01-01,\n` });
  expect(priceOf(reference, WTE, VOICE, METROPOLE)).toEqual([0, 9_000_000, 60]);
  expect(priceOf(reference, WTE, VOICE, URGENCES)).toBe(null);
  expect(priceOf(reference, PRO_NEW, VOICE, METROPOLE)).toBe(null);
  for (const item of ['free/voice', 'pro/voice/metropole']) {
    const prices = `${HEADER},${item},,9,,minute,2013-01-01,\n`;
    expect(await faultsOf({ prices })).toEqual([
      `prices.csv:2:2 "${item}" names no usage without a printed price, so it cannot have a zone or a measured unit; expected a rule id, an offer, offer/service or a service`,
    ]);
  }
});

test.each([
  ['minute', '0.134', '0.1', [100_000, 134_000, 60]],
  ['Min', '0.134', '', [0, 134_000, 60]],
  ['s', '1', '0.000001', [1, 1_000_000, 1]],
  ['seconde', '0.000001', '', [0, 1, 1]],
  ['second', '0.0000015', '', [0, 15, 10]],
  ['minute', '0.123456789', '', [0, 123_456_789, 60_000]],
  ['minute', '0.1000000000', '', [0, 100_000, 60]],
])('calls: per %s, %s', async (unit, price, fee, expected) => {
  const reference = await loadTexts({
    prices: `${HEADER},voice,,${price},${fee},${unit},2013-01-01,\n`,
  });
  expect(priceOf(reference, WTE, VOICE, ASIE)).toEqual(expected);
});

test('a unit prices only the services counted in it', async () => {
  const rows = ',m2m-business-5mo,,3,,Mo,2013-01-01,\n,m2m-business-5mo,,0.07,,unit,2013-01-01,\n';
  const reference = await loadTexts({ prices: HEADER + rows });
  expect(priceOf(reference, M2M, DATA, FRANCE)).toEqual([0, 3_000_000, 1000]);
  expect(priceOf(reference, M2M, SMS, FRANCE)).toEqual([0, 70_000, 1]);
});

test("own before general, then newest start, then the narrowest; ended prices don't count", async () => {
  const rows = [
    ',wte-calling,,1,,minute,2013-01-01,',
    ',wte-calling,Asie 1,2,,minute,2013-01-01,',
    ',wte-calling/voice,,3,,minute,2013-03-01,2013-03-31',
    'C2,wte-calling,,4,,minute,2013-01-01,2013-06-30',
    'C2,wte-calling,,5,,minute,2013-05-01,2013-05-31',
  ];
  const reference = await loadTexts({ prices: `${HEADER}${rows.join('\n')}\n` });
  const euros = (customer: string, date: string, destination = ASIE) => {
    const price = priceOf(reference, WTE, VOICE, destination, customer, date);
    return price === null ? null : price[1] / 1_000_000;
  };
  expect(euros('C1', '2012-12-31')).toBe(null);
  expect(euros('C1', '2013-01-01')).toBe(2);
  expect(euros('C1', '2013-01-01', METROPOLE)).toBe(1);
  expect(euros('C1', '2013-03-31')).toBe(3);
  expect(euros('C1', '2013-04-01')).toBe(2);
  expect(euros('C2', '2013-04-30')).toBe(4);
  expect(euros('C2', '2013-05-01')).toBe(5);
  expect(euros('C2', '2013-06-01')).toBe(4);
  expect(euros('C2', '2013-07-01')).toBe(2);
});

test('finds each of many customers in a cell', async () => {
  const ids = Array.from({ length: 100 }, (_, i) => `K${i}`);
  const customers = `customer_id,name,territory\nC1,,metropole\nC2,,metropole\n${ids
    .map((id) => `${id},,metropole\n`)
    .join('')}`;
  const rows = ids
    .filter((_, i) => i % 3 > 0)
    .map((id) => `${id},voice,,${id.slice(1)},,s,2013-01-01,\n`);
  const reference = await loadTexts({ customers, prices: HEADER + rows.join('') });
  for (const [i, id] of ids.entries()) {
    const expected = i % 3 > 0 ? [0, i * 1_000_000, 1] : null;
    expect(priceOf(reference, WTE, VOICE, METROPOLE, id)).toEqual(expected);
  }
});

test("billing's own items are accepted and are no usage price", async () => {
  const rows = [
    ',wte-calling,,12.50,,month,2013-01-01,',
    ',mise-en-service,,100,,unit,2013-01-01,',
    'C1,ip-fixe,,4,,mois,2013-01-01,',
    'C1,ip-fixe,,5,,month,2013-02-01,',
    'C2,ip-fixe,,5,,month,2013-02-01,',
  ];
  const reference = await loadTexts({ prices: `${HEADER}${rows.join('\n')}\n` });
  expect(reference.priceMicroEuros).toHaveLength(0);
});

/** What fakeBilling has no printed price of, or has on quote. */
const LEFT_OUT = 'wte-calling, ip-fixe, remise-parc, mise-en-service, visit, report';

const VOICE_ZONES = ZONES.filter((zone) => ['Asie 1', 'Métropole'].includes(zone)).sort();

test.each([
  ['C9,voice,,1,,s,2013-01-01,', '1 unknown customer_id "C9"; expected one of customers'],
  [
    ',voice,,"0,12",,s,2013-01-01,',
    '10 found unit_price "0,12"; expected euros below a million with a decimal point, such as 0.134, with at most nine decimals',
  ],
  [
    ',voice,,0.1234567891,,s,2013-01-01,',
    '9 found unit_price "0.1234567891"; expected euros below a million with a decimal point, such as 0.134, with at most nine decimals',
  ],
  [
    ',voice,,-1,,s,2013-01-01,',
    '9 found unit_price "-1"; expected euros below a million with a decimal point, such as 0.134, with at most nine decimals',
  ],
  [
    ',voice,,1,0.0000001,s,2013-01-01,',
    '11 found connection_fee "0.0000001"; expected euros below a million with a decimal point, such as 0.134, with at most six decimals',
  ],
  [
    ',data,,1,0.1,ko,2013-01-01,',
    '10 found connection_fee "0.1" on a price that is not for calls; expected none',
  ],
  [
    ',voice,,1,,hour,2013-01-01,',
    '12 found unit "hour"; expected minute, second, Mo, ko or unit, or month for a subscription',
  ],
  [
    ',wte-calling,,1,,Mo,2013-01-01,',
    '18 no priced usage of "wte-calling" is counted in "Mo"; expected minute or second',
  ],
  [
    ',wte-calling,asie,1,,s,2013-01-01,',
    `14 "wte-calling" has no zone "asie"; expected ${VOICE_ZONES.join(', ')}`,
  ],
  [
    ',wte-caling,,1,,s,2013-01-01,',
    '2 "wte-caling" names no usage without a printed price, so it cannot have a zone or a measured unit; expected a rule id, an offer, offer/service or a service',
  ],
  [
    ',mise-en-service,Asie 1,1,,unit,2013-01-01,',
    '2 "mise-en-service" names no usage without a printed price, so it cannot have a zone or a measured unit; expected a rule id, an offer, offer/service or a service',
  ],
  [
    ',mise-en-servise,,1,,unit,2013-01-01,',
    `2 unknown item "mise-en-servise"; expected usage without a printed price or one of: ${LEFT_OUT}`,
  ],
  [
    ',livebox-pro,,1,,month,2013-01-01,',
    `2 document 900 says what "livebox-pro" costs; expected usage without a printed price or one of: ${LEFT_OUT}`,
  ],
  [
    ',remise-parc,,1,,month,2013-01-01,',
    '1 "remise-parc" is on quote, a price agreed with one customer; expected its customer_id',
  ],
  [
    ',report,,1,,unit,2013-01-01,',
    '1 "report" is on quote, a price agreed with one customer; expected its customer_id',
  ],
  ['C2,remise-parc,,1,,unit,2013-01-01,', '20 found unit "unit" of "remise-parc"; expected month'],
  [',wte-calling,,1,,unit,2013-01-01,', '18 found unit "unit" of "wte-calling"; expected month'],
  [',visit,,1,,month,2013-01-01,', '12 found unit "month" of "visit"; expected unit'],
  [',ip-fixe,,1,,,2013-01-01,', '14 found unit "" of "ip-fixe"; expected month'],
  [
    ',visit,,1.0000001,,unit,2013-01-01,',
    '9 found unit_price "1.0000001"; expected at most six decimals: it is no usage price',
  ],
  [
    ',visit,,1,0.1,unit,2013-01-01,',
    '11 found connection_fee "0.1" on a price that is not for calls; expected none',
  ],
  [',,,1,,unit,2013-01-01,', '2 empty item; expected 1 to 255 bytes'],
  [',voice,,1,,s,,', '14 found ""; expected a date as YYYY-MM-DD'],
])('fault of %s', async (row, fault) => {
  expect(await faultsOf({ prices: `${HEADER}${row}\n` })).toEqual([`prices.csv:2:${fault}`]);
});

test('what is on quote may have a price agreed with a customer, once per first day', async () => {
  const agreed = 'C1,remise-parc,,1,,month,2013-01-01,\nC2,report,,350,,unit,2013-01-01,\n';
  expect(await faultsOf({ prices: HEADER + agreed })).toEqual([]);
  expect(
    await faultsOf({ prices: `${HEADER}${agreed}C1,remise-parc,,2,,mois,2013-01-01,\n` }),
  ).toEqual(['prices.csv:4:1 prices the same as line 2 from the same day; expected one price']);
});

test('two prices of one item, customer and day are a fault for billing too', async () => {
  const rows =
    ',visit,,1,,unit,2013-01-01,\nC1,visit,,1,,unit,2013-01-01,\n,visit,,2,,unité,2013-01-01,\n';
  expect(await faultsOf({ prices: HEADER + rows })).toEqual([
    'prices.csv:4:1 prices the same as line 2 from the same day; expected one price',
  ]);
});

test('two prices of which neither wins are a fault, once', async () => {
  const rows = ',voice,,1,,s,2013-01-01,\n,voice,,2,,minute,2013-01-01,2013-01-31\n';
  expect(await faultsOf({ prices: HEADER + rows })).toEqual([
    'prices.csv:3:1 prices the same usage from the same day as line 2; expected one price',
  ]);
});

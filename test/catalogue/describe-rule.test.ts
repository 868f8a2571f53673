import { expect, it } from 'vitest';
import { describeRule } from '../../src/catalogue/describe-rule.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import { loadNumberPlan } from '../../src/numbering/number-plan.ts';
import { compileFor } from './rated-as.ts';

const catalogue = loadCatalogue();

it('says where a price stands, with the readings of price and allowance', () => {
  expect(
    describeRule(catalogue, '001/optimale-pro/voice/mobile-metropole/mobile-hour'),
  ).toMatchObject({
    document: '001',
    title: 'Optimale pro, annexe tarifaire, tarifs en vigueur au 22 août 2013',
    section: 'Vers mobiles métropole : Orange, SFR, Bouygues, Free',
    readings: ['B9', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'],
    assumed: false,
    service: 'voice',
    zone: 'mobile-metropole',
    kind: 'call',
    price: '0.134',
    per: 'min',
    connectionFee: '0.134',
    allowance: { name: 'mobile_hour', granted: 1, unit: 'h' },
  });
});

it('gives the tiers of a price by the month (E14)', () => {
  expect(describeRule(catalogue, '004/m2m-sms/sms/metropole')).toMatchObject({
    kind: 'month_tier',
    tiers: [
      { from: 1, price: '0.07' },
      { from: 10_000, price: '0.06' },
      { from: 50_000, price: '0.056' },
    ],
    tierMode: 'whole_volume',
    countedOver: 'customer',
  });
});

it('gives the discounts of hits as prices (E19)', () => {
  // 0.08 × 0.83, 0.76, 0.69, 0.61, 0.52
  expect(describeRule(catalogue, '004/localisation/location/none').tiers).toEqual([
    { from: 1, price: '0.08' },
    { from: 2001, price: '0.0664' },
    { from: 30_001, price: '0.0608' },
    { from: 50_001, price: '0.0552' },
    { from: 500_001, price: '0.0488' },
    { from: 1_000_001, price: '0.0416' },
  ]);
});

it('gives the tiers of the optima in ko (E8)', () => {
  expect(describeRule(catalogue, '004/m2m-intense/data/metropole')).toMatchObject({
    kind: 'optima',
    per: 'Mo',
    optimaTiers: [
      { ko: 500, fee: '6', price: '1' },
      { ko: 500_000, fee: '26', price: '0.1' },
      { ko: 1_000_000, fee: '36', price: '0.1' },
      { ko: 2_000_000, fee: '60', price: '0.1' },
      { ko: 5_000_000, fee: '75', price: '0.1' },
    ],
  });
});

it('gives the first block of a DTMF call and its row in the table', () => {
  expect(describeRule(catalogue, '004/m2m-dtmf/voice/metropole')).toMatchObject({
    label: '1ère minute indivisible = 0,15 € HT puis 0,0025 € HT/s',
    price: '0.0025',
    per: 's',
    firstBlock: { seconds: 60, price: '0.15' },
  });
});

it('knows every rule of the tables', () => {
  const { tables } = compileFor(loadNumberPlan(), catalogue);
  expect(tables.ruleId.length).toBeGreaterThan(100);
  for (const id of tables.ruleId) expect(describeRule(catalogue, id).ruleId).toBe(id);
});

it.each([
  '001/optimale-pro/voice/nowhere',
  '003/optimale-pro/voice/mobile-metropole',
  '001/optimale-pro/voice/mobile-metropole/no-such-allowance',
  '001/optimale-pro/fax/mobile-metropole',
  'nonsense',
])('refuses %s', (id) => {
  expect(() => describeRule(catalogue, id)).toThrow(`no rule ${id} in this catalogue`);
});

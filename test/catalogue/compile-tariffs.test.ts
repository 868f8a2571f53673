import { describe, expect, it } from 'vitest';
import { planEntries } from '../../src/catalogue/compile-tariffs.ts';
import type { Catalogue } from '../../src/catalogue/load-catalogue.ts';
import { priceFraction } from '../../src/catalogue/price-fraction.ts';
import type { NumberEntry } from '../../src/numbering/number-tables.ts';
import { compileFor } from './rated-as.ts';
import { DOCUMENT, loadFiles, replaceOnce, SETTINGS } from './small-catalogue.ts';

const PLAN: NumberEntry[] = [
  { digits: '331', short: false, region: 'FR', type: 'fixed' },
  { digits: '34', short: false, region: 'ES', type: 'unknown' },
  { digits: '348', short: false, region: 'ES', type: 'fixed' },
  { digits: '348001', short: false, region: 'ES', type: 'premium' },
  { digits: '351', short: false, region: 'PT', type: 'mobile' },
  { digits: '49', short: false, region: 'DE', type: 'fixed' },
];

function smallCatalogue(...edits: [found: string, replacement: string][]): Catalogue {
  const document = edits.reduce((text, [found, by]) => replaceOnce(text, found, by), DOCUMENT);
  return loadFiles({ 'settings.yaml': SETTINGS, '900.yaml': document });
}

describe('planEntries', () => {
  it('adds a prefix of a zone set with region and type of its longest parent', () => {
    const added = planEntries(smallCatalogue(), PLAN).slice(PLAN.length);
    expect(added).toEqual([{ digits: '34800', short: false, region: 'ES', type: 'fixed' }]);
  });

  it('adds nothing that the plan has', () => {
    const plan = [...PLAN, { digits: '34800', short: false, region: 'ES', type: 'voip' } as const];
    expect(planEntries(smallCatalogue(), plan)).toEqual(plan);
  });

  it('adds a short number, and lets a longer prefix inherit from a shorter one', () => {
    const catalogue = smallCatalogue([
      '{ kind: mobile, digits: ["34800"] }',
      '{ kind: mobile, digits: ["3519999", "35199"], short: ["3901"] }',
    ]);
    expect(planEntries(catalogue, PLAN).slice(PLAN.length)).toEqual([
      { digits: '35199', short: false, region: 'PT', type: 'mobile' },
      { digits: '3519999', short: false, region: 'PT', type: 'mobile' },
      { digits: '3901', short: true, region: 'FR', type: 'value_added' },
    ]);
  });
});

describe('destinations', () => {
  const compiled = compileFor(PLAN, smallCatalogue());

  it('read a prefix as the zone set says, and with it the longer prefixes of the plan', () => {
    expect(compiled.ratedAs('plan-a', 'voice', '34811111111')).toBe('900/calls/voice/near');
    expect(compiled.ratedAs('plan-a', 'voice', '34800211111')).toBe('900/calls/voice/far');
    expect(compiled.ratedAs('plan-a', 'voice', '34800111111')).toBe('900/calls/voice/far');
  });

  it('are none where no zone has the territory for that kind of number', () => {
    expect(compiled.ratedAs('plan-a', 'voice', '49301234567')).toBe('no zone');
    expect(compiled.ratedAs('plan-a', 'voice', '35191234567')).toBe('no zone');
  });
});

describe('versions of an offer', () => {
  it('are tariffs of their own, oldest first', () => {
    const { tables } = compileFor(PLAN, smallCatalogue());
    expect([...tables.offerFirstTariff]).toEqual([0, 2]);
    expect([...tables.tariffFromDay]).toEqual([18_262, 18_628]);
    expect(tables.ruleId).toContain('900/calls/voice/near/hour');
    const near = tables.destinationOfEntry[0];
    const ruleOfVersion = (tariff: number) =>
      tables.ruleId[tables.ruleOf[tariff * 7 * tables.destinationCount + near]];
    expect(ruleOfVersion(0)).toBe('900/calls/voice/near/hour');
    expect(ruleOfVersion(1)).toBe('900/calls/voice/near');
  });
});

describe('settings', () => {
  it('make 1024 octets a ko and 1024 ko a Mo if the operator reads it so (G8)', () => {
    const settings = SETTINGS.replace('octets_per_ko: 1000', 'octets_per_ko: 1024')
      .replace('ko_per_mo: 1000', 'ko_per_mo: 1024')
      .replace('session_period_h: 12', 'session_period_h: 6');
    const document = [
      [
        'unit: h\n    draws: [{ service: voice, lists: [included]',
        'unit: Mo\n    draws: [{ service: data, zones: [near]',
      ],
      [
        '    sms:',
        '    data: [{ kind: data, section: x, per: Mo, prices: { near: { price: "2.5" } } }]\n    sms:',
      ],
    ].reduce((text, [found, by]) => replaceOnce(text, found, by), DOCUMENT);
    const catalogue = loadFiles({ 'settings.yaml': settings, '900.yaml': document });
    const { tables } = compileFor(PLAN, catalogue);
    expect(tables.octetsPerKo).toBe(1_024);
    expect(tables.sessionPeriodUs).toBe(6 * 3_600 * 1_000_000);
    expect([...tables.allowanceGranted]).toEqual([1_024]);
    const data = tables.ruleId.indexOf('900/calls/data/near/hour');
    expect(tables.rulePriceMicroEuros[data]).toBe(2_500_000);
    expect(tables.rulePriceUnits[data]).toBe(1_024);
  });

  it('move a type of number to another kind', () => {
    const settings = SETTINGS.replace(', voip', '').replace('[mobile]', '[mobile, voip]');
    const plan = [{ digits: '349', short: false, region: 'ES', type: 'voip' } as const];
    const load = (text: string) =>
      compileFor(plan, loadFiles({ 'settings.yaml': text, '900.yaml': DOCUMENT }));
    expect(load(SETTINGS).ratedAs('plan-a', 'voice', '34911111111')).toBe('900/calls/voice/near');
    expect(load(settings).ratedAs('plan-a', 'voice', '34911111111')).toBe('900/calls/voice/far');
  });
});

describe('the tables', () => {
  it('lie in shared memory', () => {
    const { tables } = compileFor(PLAN, smallCatalogue());
    const arrays = Object.values(tables).filter((value) => ArrayBuffer.isView(value));
    expect(arrays.length).toBeGreaterThan(20);
    for (const array of arrays) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe('priceFraction', () => {
  it.each([
    ['0.134', 60, { microEuros: 134_000, units: 60 }],
    ['7', 1_000, { microEuros: 7_000_000, units: 1_000 }],
    ['0.000001', 1, { microEuros: 1, units: 1 }],
    ['0.0000015', 60, { microEuros: 15, units: 600 }],
    ['999999.999999999', 1_000, { microEuros: 999_999_999_999_999, units: 1_000_000 }],
  ])('holds %s € for %i units exactly', (price, units, fraction) => {
    expect(priceFraction(price, units)).toEqual(fraction);
  });
});

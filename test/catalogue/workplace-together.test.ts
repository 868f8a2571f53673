import { describe, expect, it } from 'vitest';
import { ALLOWANCE_METERED, RULE_FREE, SCOPE_SITE } from '../../src/catalogue/tariff-tables.ts';
import { expandTerritories } from '../../src/catalogue/zone-sets.ts';
import { loadNumberPlan } from '../../src/numbering/number-plan.ts';
import { compileFor } from './rated-as.ts';

const { catalogue, tables, ratedAs, ruleAt, destinationOf } = compileFor(loadNumberPlan());
const OFFER = 'wte-suite';

describe('the site pool of 003', () => {
  it.each([
    ['33140506070', 'fixed-metropole'],
    ['33972123456', 'fixed-metropole'], // 09 is fixed (D2)
    ['33612345678', 'mobile-metropole'],
    ['590590123456', 'fixed-outre-mer'],
    ['590690123456', 'mobile-outre-mer'], // St-Martin and St-Barth inside Guadeloupe's code (D15)
    ['590590271234', 'fixed-outre-mer'],
    ['262639123456', 'mobile-outre-mer'],
    ['4915112345678', 'mobile-europe-proche'],
    ['390669812345', 'fixed-europe-proche'], // Vatican (D14)
    ['441481712345', 'fixed-europe-proche'], // Guernsey (D13)
    ['441534123456', 'fixed-europe-proche'],
    ['441624612345', 'fixed-europe-proche'],
    ['19075551234', 'fixed-reste-europe'], // Alaska inside USA (D14)
    ['17875551234', 'fixed-amerique-centrale'], // Porto Rico
    ['16715551234', 'fixed-asie-2'], // Guam
    ['16705551234', 'fixed-asie-2'], // Mariannes
    ['376712345', 'fixed-europe-proche'],
    ['213211234567', 'fixed-maghreb'],
    ['77272123456', 'fixed-asie-2'], // Kazakhstan, fixed only (D12)
    ['51912345678', 'mobile-amerique-sud'], // Peru, fixed and mobile (D10)
    ['2348021234567', 'mobile-afrique'],
  ])('serves %s, %s', (called, zone) => {
    expect(ratedAs(OFFER, 'voice', called)).toBe(`003/wte/voice/${zone}/site-pool`);
  });

  it.each([
    ['376312345', 'mobile-europe-proche'], // Andorra, mobile
    ['5491123456789', 'mobile-amerique-sud'], // Argentina, mobile (D11)
    ['213551234567', 'mobile-maghreb'],
    ['77012345678', 'mobile-asie-2'], // Kazakhstan, mobile
    ['74951234567', 'fixed-asie-1'], // Russia (D12)
    ['212522123456', 'fixed-maghreb'],
    ['21671123456', 'fixed-maghreb'],
    ['35020012345', 'fixed-europe-proche'], // Gibraltar (D13)
    ['903921234567', 'fixed-reste-europe'], // North Cyprus (D14)
    ['508411234', 'fixed-outre-mer'], // St-Pierre-et-Miquelon (D15)
    ['687251234', 'fixed-pacifique'],
    ['525512345678', 'fixed-amerique-centrale'],
  ])('does not serve %s, %s', (called, zone) => {
    expect(ratedAs(OFFER, 'voice', called)).toBe(`003/wte/voice/${zone}`);
  });

  it('is 500 minutes per licence and site, without rollover or correspondents', () => {
    const r = ruleAt(OFFER, 'voice', destinationOf(OFFER, '33140506070'));
    const a = tables.ruleAllowance[r];
    expect(tables.allowanceName[a]).toBe('site_pool');
    expect(tables.allowanceKind[a]).toBe(ALLOWANCE_METERED);
    expect(tables.allowanceGranted[a]).toBe(30_000);
    expect(tables.allowanceScope[a]).toBe(SCOPE_SITE);
    expect(tables.allowancePerLicence[a]).toBe(1);
    expect(tables.allowanceRolloverMonths[a]).toBe(0);
    expect(tables.allowanceCorrespondents[a]).toBe(0);
  });

  it('is one pool whatever the pack', () => {
    const allowances = ['wte-calling', 'wte-suite', 'wte-espace'].map(
      (offer) => tables.ruleAllowance[ruleAt(offer, 'voice', destinationOf(offer, '33140506070'))],
    );
    expect(new Set(allowances).size).toBe(1);
  });

  it('lists as many territories as the document', () => {
    // France 1 + 5 DROM + 2 inside Guadeloupe's code, 19, 14, 5, 3, 9, 13, 1 as 2.6.1 counts them.
    const both = expandTerritories(catalogue, ['forfait-fixes-et-mobiles']);
    const fixedOnly = expandTerritories(catalogue, ['forfait-fixes-seuls']);
    expect(both).toHaveLength(8 + 19 + 14 + 5 + 3 + 9 + 13 + 1);
    expect(fixedOnly).toHaveLength(2 + 4 + 1 + 3 + 4 + 5);
    expect(both.filter((territory) => fixedOnly.includes(territory))).toEqual([]);
  });
});

describe('the prices of 003', () => {
  it('are all required, but free and internal calls cost nothing', () => {
    const rules = [...tables.ruleId.entries()].filter(([, id]) => id.startsWith('003/'));
    expect(rules.length).toBeGreaterThan(40);
    for (const [r, id] of rules) {
      const isFree = id === '003/wte/voice/free' || id === '003/wte/voice/internal';
      expect(tables.ruleKind[r] === RULE_FREE, id).toBe(isFree);
      expect(tables.ruleNeedsPrice[r], id).toBe(isFree ? 0 : 1);
    }
  });

  it('make internal calls free', () => {
    const tariff = tables.offerFirstTariff[tables.offerNames.indexOf(OFFER)];
    expect(tables.tariffIsWebex[tariff]).toBe(1);
    expect(tables.tariffLongCallSeconds[tariff]).toBe(0);
    const internal = tables.destinationInternal[tables.tariffZoneSet[tariff]];
    expect(tables.destinationZone[internal]).toBe('internal');
    expect(tables.ruleId[ruleAt(OFFER, 'voice', internal)]).toBe('003/wte/voice/internal');
  });

  it('have none for special numbers, 3901 among them', () => {
    for (const called of ['3901', '448701234567', '33891123456']) {
      expect(ratedAs(OFFER, 'voice', called)).toBe('no price');
    }
  });
});

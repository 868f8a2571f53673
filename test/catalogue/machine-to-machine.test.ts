import { describe, expect, it } from 'vitest';
import {
  ALLOWANCE_METERED,
  ALLOWANCE_NONE,
  RULE_CALL,
  RULE_DATA,
  RULE_MONTH_TIER,
  RULE_OPTIMA,
  SCOPE_CONTRACT,
} from '../../src/catalogue/tariff-tables.ts';
import { COUNTRY_CODES } from '../../src/catalogue/territories.ts';
import { loadNumberPlan } from '../../src/numbering/number-plan.ts';
import { compileFor } from './rated-as.ts';

const { tables, ratedAs, ruleAt, destinationOf, destinationUsedIn } = compileFor(loadNumberPlan());

const PLAIN = ['m2m-business-2mo', 'm2m-business-5mo', 'm2m-business-compteur'];
const DTMF = PLAIN.map((offer) => `${offer}-dtmf`);
const FRENCH = ['33140506070', '33612345678', '33806123456', '337001234567890'];

const abroad = (offer: string) => {
  const tariff = tables.offerFirstTariff[tables.offerNames.indexOf(offer)];
  return tables.destinationAbroad[tables.tariffZoneSet[tariff]];
};
const ruleId = (rule: number) => (rule < 0 ? 'no price' : tables.ruleId[rule]);

describe('data by country of use', () => {
  it.each([
    // Price per Mo in micro-euros: at home beyond the bundle, in the Europe zone, elsewhere.
    ['m2m-business-2mo', 1_500_000, 2_000],
    ['m2m-business-5mo', 1_500_000, 5_000],
    ['m2m-business-compteur', 3_000_000, 0],
    ['m2m-business-2mo-dtmf', 1_500_000, 2_000],
    ['m2m-business-5mo-dtmf', 1_500_000, 5_000],
    ['m2m-business-compteur-dtmf', 3_000_000, 0],
  ])('%s', (offer, homePrice, bundleKo) => {
    const at = (country: string) => ruleAt(offer, 'data', destinationUsedIn(offer, country));
    const [home, europe, elsewhere] = ['FR', 'GP', 'US'].map(at);
    expect([home, europe, elsewhere].map((r) => tables.ruleKind[r])).toEqual(
      Array(3).fill(RULE_DATA),
    );
    expect([home, europe, elsewhere].map((r) => tables.rulePriceUnits[r])).toEqual(
      Array(3).fill(1_000),
    );
    expect(tables.rulePriceMicroEuros[home]).toBe(homePrice);
    expect(tables.rulePriceMicroEuros[europe]).toBe(7_000_000);
    expect(tables.rulePriceMicroEuros[elsewhere]).toBe(10_000_000);
    // Roaming data is outside the bundle (E10).
    expect(tables.ruleAllowance[europe]).toBe(ALLOWANCE_NONE);
    expect(tables.ruleAllowance[elsewhere]).toBe(ALLOWANCE_NONE);
    const bundle = tables.ruleAllowance[home];
    expect(bundle === ALLOWANCE_NONE).toBe(bundleKo === 0);
    if (bundleKo === 0) return;
    expect(tables.allowanceName[bundle]).toBe('data_bundle');
    expect(tables.allowanceKind[bundle]).toBe(ALLOWANCE_METERED);
    expect(tables.allowanceScope[bundle]).toBe(SCOPE_CONTRACT);
    expect(tables.allowanceGranted[bundle]).toBe(bundleKo);
    expect(tables.allowanceUnit[bundle]).toBe('ko');
    expect(tables.allowanceCorrespondents[bundle]).toBe(0);
    expect(tables.allowanceRolloverMonths[bundle]).toBe(0);
  });

  it('has the Europe of 2012, the DOM and every assigned country in a zone (E11, E12)', () => {
    const europe = `AT BE BG CY CZ DE DK EE ES FI GB GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
      CH AD GP MQ GF RE YT BL MF`.split(/\s+/);
    const zoneOf = (country: string) =>
      tables.destinationZone[destinationUsedIn('m2m-business-2mo', country)];
    for (const country of COUNTRY_CODES) {
      const expected =
        country === 'FR' ? 'metropole' : europe.includes(country) ? 'europe' : 'elsewhere';
      expect(zoneOf(country), country).toBe(expected);
    }
    expect(COUNTRY_CODES).toHaveLength(249 + 1); // ISO 3166 and XK
    expect(new Set(COUNTRY_CODES).size).toBe(250);
  });

  it('takes a record without country as used in France', () => {
    const tariff = tables.offerFirstTariff[tables.offerNames.indexOf('m2m-business-2mo')];
    const slot = tables.tariffZoneSet[tariff] * (26 * 26 + 1);
    expect(tables.destinationOfCountry[slot]).toBe(destinationUsedIn('m2m-business-2mo', 'FR'));
    expect(tables.countryAssigned[0]).toBe(1);
    expect(tables.countryAssigned.reduce((sum, assigned) => sum + assigned, 0)).toBe(251);
  });
});

describe('messages', () => {
  it('are priced by the month to metropolitan numbers, and have no printed price elsewhere', () => {
    for (const offer of [...PLAIN, ...DTMF]) {
      for (const called of FRENCH) {
        const r = ruleAt(offer, 'sms', destinationOf(offer, called));
        expect(tables.ruleId[r]).toBe('004/m2m-sms/sms/metropole');
        expect(tables.ruleKind[r]).toBe(RULE_MONTH_TIER);
      }
      for (const destination of [destinationOf(offer, '34612345678'), abroad(offer)]) {
        expect(tables.ruleNeedsPrice[ruleAt(offer, 'sms', destination)]).toBe(1);
      }
      expect(ratedAs(offer, 'sms', '33891123456')).toBe('no price');
    }
  });
});

describe('calls', () => {
  it('cost 0.15 for the first minute, then 0.0025 per second, on DTMF lines (E21)', () => {
    for (const offer of DTMF) {
      const r = ruleAt(offer, 'voice', destinationOf(offer, FRENCH[0]));
      expect(tables.ruleId[r]).toBe('004/m2m-dtmf/voice/metropole');
      expect(tables.ruleKind[r]).toBe(RULE_CALL);
      expect(tables.ruleFirstSeconds[r]).toBe(60);
      expect(tables.ruleFirstMicroEuros[r]).toBe(150_000);
      expect(tables.rulePriceMicroEuros[r]).toBe(2_500);
      expect(tables.rulePriceUnits[r]).toBe(1);
      expect(tables.ruleConnectionFeeMicroEuros[r]).toBe(0);
    }
  });

  it('have no printed price on other lines, but the service exists', () => {
    for (const offer of PLAIN) {
      expect(ratedAs(offer, 'voice', FRENCH[0])).toBe('004/m2m-gsm-data/voice/metropole');
      const r = ruleAt(offer, 'voice', destinationOf(offer, FRENCH[0]));
      expect(tables.ruleNeedsPrice[r]).toBe(1);
    }
  });

  it('are free to free numbers', () => {
    for (const offer of PLAIN) expect(ratedAs(offer, 'voice', '112')).toMatch(/voice\/free$/);
    for (const offer of DTMF)
      expect(ratedAs(offer, 'voice', '33800123456')).toMatch(/voice\/free$/);
  });

  it('have no printed price to other countries or from abroad', () => {
    for (const offer of [...PLAIN, ...DTMF]) {
      for (const destination of [destinationOf(offer, '590590123456'), abroad(offer)]) {
        expect(tables.ruleNeedsPrice[ruleAt(offer, 'voice', destination)]).toBe(1);
      }
      expect(tables.destinationZone[destinationOf(offer, '870773123456')]).toBe('elsewhere');
    }
  });
});

describe('GSM data', () => {
  it('costs 0.0025 per second on lines without DTMF', () => {
    for (const offer of PLAIN) {
      const r = ruleAt(offer, 'csd', destinationOf(offer, FRENCH[1]));
      expect(ruleId(r)).toBe('004/m2m-gsm-data/csd/metropole');
      expect(tables.rulePriceMicroEuros[r]).toBe(2_500);
      expect(tables.rulePriceUnits[r]).toBe(1);
      expect(tables.ruleFirstSeconds[r]).toBe(0);
      expect(tables.ruleNeedsPrice[ruleAt(offer, 'csd', abroad(offer))]).toBe(1);
    }
  });

  it('does not exist on DTMF lines (E22)', () => {
    for (const offer of DTMF) expect(ratedAs(offer, 'csd', FRENCH[1])).toBe('not in offer');
  });
});

describe('the tariffs of 004', () => {
  it('are of SIMs', () => {
    const offers = tables.offerNames.filter((name) => name.startsWith('m2m-'));
    expect(offers).toHaveLength(16);
    for (const offer of offers) {
      const tariff = tables.offerFirstTariff[tables.offerNames.indexOf(offer)];
      expect(tables.tariffIsSim[tariff]).toBe(1);
      expect(tables.tariffLongCallSeconds[tariff]).toBe(0);
    }
    expect(tables.offerNames.filter((offer) => offer.startsWith('m2m-'))).toHaveLength(16);
  });
});

describe('Intense, Europe and their prototypes', () => {
  /** Rule, price of a Mo in euros, and ko of the bundle for data used at home, in Europe, elsewhere. */
  const dataOf = (offer: string) =>
    ['FR', 'GP', 'US'].map((country) => {
      const rule = ruleAt(offer, 'data', destinationUsedIn(offer, country));
      const bundle = tables.ruleAllowance[rule];
      return [
        tables.ruleId[rule].split('/')[1],
        tables.rulePriceMicroEuros[rule] / 1_000_000,
        bundle === ALLOWANCE_NONE ? 0 : tables.allowanceGranted[bundle],
      ];
    });

  it.each(['', '-dtmf'])('price data as printed (%s)', (dtmf) => {
    const roaming = [
      ['m2m-roaming', 7, 0],
      ['m2m-roaming', 10, 0],
    ];
    expect(dataOf(`m2m-intense${dtmf}`)).toEqual([['m2m-intense', 0, 0], ...roaming]);
    expect(dataOf(`m2m-intense-prototype${dtmf}`)).toEqual([
      ['m2m-intense-prototype', 1, 500],
      ...roaming,
    ]);
    for (const [formula, ko] of [
      ['2mo', 2000],
      ['5mo', 5000],
      ['prototype', 500],
    ]) {
      expect(dataOf(`m2m-europe-${formula}${dtmf}`)).toEqual([
        ['m2m-europe', 3, ko],
        ['m2m-europe', 3, ko],
        ['m2m-europe', 10, 0],
      ]);
    }
    const optima = ruleAt(`m2m-intense${dtmf}`, 'data', destinationUsedIn('m2m-intense', 'FR'));
    expect(tables.ruleKind[optima]).toBe(RULE_OPTIMA);
  });

  it('count messages with those of Business: one rule for the fleet (E16)', () => {
    const offers = tables.offerNames.filter((name) => name.startsWith('m2m-'));
    expect(offers).toHaveLength(16);
    for (const offer of offers) {
      expect(ratedAs(offer, 'sms', FRENCH[1])).toBe('004/m2m-sms/sms/metropole');
      const isDtmf = offer.endsWith('-dtmf');
      expect(ratedAs(offer, 'csd', FRENCH[1])).toBe(
        isDtmf ? 'not in offer' : '004/m2m-gsm-data/csd/metropole',
      );
    }
  });

  it.each([
    ['m2m-intense-prototype', 'm2m-intense'],
    ['m2m-intense-prototype-dtmf', 'm2m-intense-dtmf'],
    ['m2m-europe-prototype', 'm2m-europe-2mo'],
    ['m2m-europe-prototype-dtmf', 'm2m-europe-2mo-dtmf'],
  ])('%s becomes %s after three months (E23)', (offer, next) => {
    const index = tables.offerNames.indexOf(offer);
    expect(tables.offerTrials[index]).toEqual({
      afterMonths: 3,
      becomes: tables.offerNames.indexOf(next),
    });
    const limits = tables.contractLimits.filter(({ offers }) => offers.includes(index));
    expect(limits.map(({ maximumContracts }) => maximumContracts)).toEqual([5]);
    expect(tables.offerHasStages[index]).toBe(1);
    expect(tables.offerHasStages[tables.offerNames.indexOf(next)]).toBe(0);
  });
});

describe('services that go to no zone', () => {
  it('are priced by the month of the customer (E18, E19), and have nothing else', () => {
    const rule = ruleAt('sms-internet', 'sms_internet', 0);
    expect(tables.ruleId[rule]).toBe('004/sms-internet/sms_internet/none');
    expect(tables.ruleKind[rule]).toBe(RULE_MONTH_TIER);
    expect(tables.ruleId[ruleAt('localisation', 'location', 0)]).toBe(
      '004/localisation/location/none',
    );
    expect(ratedAs('sms-internet', 'sms', FRENCH[1])).toBe('not in offer');
    expect(ratedAs('localisation', 'sms_internet', FRENCH[1])).toBe('not in offer');
  });
});

import { describe, expect, it } from 'vitest';
import {
  ALLOWANCE_METERED,
  ALLOWANCE_NONE,
  ALLOWANCE_UNLIMITED,
  RULE_CALL,
  RULE_FREE,
  RULE_UNIT,
  SCOPE_CONTRACT,
} from '../../src/catalogue/tariff-tables.ts';
import { loadNumberPlan } from '../../src/numbering/number-plan.ts';
import { compileFor } from './rated-as.ts';

const { tables, entries, destinationOf, ruleAt, ratedAs } = compileFor(loadNumberPlan());

const INITIAL = 'optimale-pro-initial';
const EQUILIBRE = 'optimale-pro-equilibre';
const INTENSE = 'optimale-pro-intense';

const rule = (id: string) => {
  const index = tables.ruleId.indexOf(id);
  expect(index, id).toBeGreaterThanOrEqual(0);
  return index;
};

describe('the printed grid of 001', () => {
  // Price per minute and connection fee in micro-euros, as printed in the annexe tarifaire.
  const GRID: [zone: string, price: number, fee: number][] = [
    ['ip-specific', 36_000, 75_000],
    ['fixed-outre-mer', 146_000, 92_000],
    ['fixed-mayotte', 265_000, 92_000],
    ['fixed-pacifique', 518_000, 92_000],
    ['mobile-metropole', 134_000, 134_000],
    ['mobile-outre-mer', 401_000, 201_000],
    ['fixed-europe-proche', 58_000, 92_000],
    ['fixed-maghreb', 234_000, 92_000],
    ['fixed-reste-europe', 234_000, 92_000],
    ['fixed-afrique', 518_000, 92_000],
    ['fixed-amerique-centrale', 577_000, 92_000],
    ['fixed-amerique-sud', 368_000, 92_000],
    ['fixed-asie-1', 192_000, 92_000],
    ['fixed-asie-2', 619_000, 92_000],
    ['mobile-europe-proche', 255_000, 92_000],
    ['mobile-maghreb', 300_000, 92_000],
    ['mobile-reste-europe', 420_000, 92_000],
    ['mobile-afrique', 704_000, 92_000],
    ['mobile-amerique-centrale', 763_000, 92_000],
    ['mobile-amerique-sud', 554_000, 92_000],
    ['mobile-asie-1', 378_000, 92_000],
    ['mobile-asie-2', 804_000, 92_000],
    ['assistance-3901', 23_000, 65_000],
  ];

  it.each(GRID)('%s', (zone, price, fee) => {
    const prefix = `001/optimale-pro/voice/${zone}`;
    const ids = tables.ruleId.filter((id) => id === prefix || id.startsWith(`${prefix}/`));
    expect(ids).toContain(prefix);
    for (const r of ids.map(rule)) {
      expect(tables.ruleKind[r]).toBe(RULE_CALL);
      expect(tables.rulePriceMicroEuros[r]).toBe(price);
      expect(tables.rulePriceUnits[r]).toBe(60);
      expect(tables.ruleConnectionFeeMicroEuros[r]).toBe(fee);
      expect(tables.ruleFirstSeconds[r]).toBe(0);
      expect(tables.ruleNeedsPrice[r]).toBe(0);
    }
  });

  it('has no price besides those of the grid, free numbers and metropolitan fixed numbers', () => {
    const known = new Set([...GRID.map(([zone]) => zone), 'free', 'internal', 'fixed-metropole']);
    const zones = tables.ruleId
      .filter((id) => id.startsWith('001/optimale-pro/voice/'))
      .map((id) => id.split('/')[3]);
    expect(new Set(zones)).toEqual(known);
  });

  it('needs a price for metropolitan fixed numbers outside the allowance (B3)', () => {
    const r = rule('001/optimale-pro/voice/fixed-metropole/unlimited-fixed');
    expect(tables.ruleNeedsPrice[r]).toBe(1);
    expect(tables.rulePriceMicroEuros[r]).toBe(0);
  });

  it('has 0.09 for a transfer activation, at destination 0 (B19)', () => {
    for (const offer of [INITIAL, EQUILIBRE, INTENSE]) {
      const r = ruleAt(offer, 'transfer_activation', 0);
      expect(tables.ruleId[r]).toBe('001/optimale-pro/transfer_activation/none');
      expect(tables.ruleKind[r]).toBe(RULE_UNIT);
      expect(tables.rulePriceMicroEuros[r]).toBe(90_000);
      expect(tables.rulePriceUnits[r]).toBe(1);
      expect(ruleAt(offer, 'voice', 0)).toBe(-1);
    }
  });
});

describe('what each plan includes', () => {
  it.each([
    // Called number, then the allowance drawn from by initial, équilibre and intense.
    ['33140506070', 'fixed-metropole', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['33972123456', 'fixed-metropole', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['33806123456', 'fixed-metropole', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['3900', 'fixed-metropole', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['33612345678', 'mobile-metropole', '', 'mobile-hour', 'unlimited-mobile'],
    // Overseas territories are listed (B1, B2), the Pacific ones are not.
    ['590590123456', 'fixed-outre-mer', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['262269123456', 'fixed-mayotte', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['262692123456', 'mobile-outre-mer', '', 'mobile-hour', 'unlimited-mobile'],
    ['687251234', 'fixed-pacifique', '', '', ''],
    ['687751234', 'mobile-outre-mer', '', '', ''],
    ['68940123456', 'fixed-pacifique', '', '', ''],
    ['681721234', 'fixed-pacifique', '', '', ''],
    // Abroad.
    ['34911234567', 'fixed-europe-proche', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['34612345678', 'mobile-europe-proche', '', 'mobile-hour', 'unlimited-mobile'],
    ['12125551234', 'fixed-europe-proche', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['19075551234', 'fixed-reste-europe', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    [
      '525512345678',
      'fixed-amerique-centrale',
      'unlimited-fixed',
      'unlimited-fixed',
      'unlimited-fixed',
    ],
    ['74951234567', 'fixed-asie-1', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['77272123456', 'fixed-asie-2', '', '', ''],
    [
      '441534123456',
      'fixed-europe-proche',
      'unlimited-fixed',
      'unlimited-fixed',
      'unlimited-fixed',
    ],
    // Isle of Man (B14), Algeria and Tunisia (B17) are not listed.
    ['441624612345', 'fixed-europe-proche', '', '', ''],
    ['447624123456', 'mobile-europe-proche', '', '', ''],
    ['213211234567', 'fixed-maghreb', '', '', ''],
    ['21671123456', 'fixed-maghreb', '', '', ''],
    // Morocco is, and its reduced-mobility prefixes are mobile (B13).
    ['212522123456', 'fixed-maghreb', 'unlimited-fixed', 'unlimited-fixed', 'unlimited-fixed'],
    ['212612345678', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212526123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212527123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212533123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212534123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212546123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212547123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212550123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    ['212553123456', 'mobile-maghreb', '', 'mobile-hour', 'unlimited-mobile'],
    // Never inside: 3901, which has a price of its own (X4).
    ['3901', 'assistance-3901', '', '', ''],
  ])('%s is %s', (called, zone, ...allowances) => {
    for (const [k, offer] of [INITIAL, EQUILIBRE, INTENSE].entries()) {
      const suffix = allowances[k] === '' ? '' : `/${allowances[k]}`;
      expect(ratedAs(offer, 'voice', called)).toBe(`001/optimale-pro/voice/${zone}${suffix}`);
      expect(tables.destinationZone[destinationOf(offer, called)]).toBe(zone);
    }
  });

  it.each(['15', '112', '3114', '3010', '1016', '116117', '33800123456', '33805123456'])(
    '%s is free (G6)',
    (called) => {
      expect(ratedAs(INITIAL, 'voice', called)).toBe('001/optimale-pro/voice/free');
      const r = ruleAt(INITIAL, 'voice', destinationOf(INITIAL, called));
      expect(tables.ruleKind[r]).toBe(RULE_FREE);
      expect(tables.ruleAllowance[r]).toBe(ALLOWANCE_NONE);
    },
  );

  it.each([
    ['448701234567', 'special'], // B14
    ['448712345678', 'special'],
    ['33891123456', 'special'], // G7
    ['3244', 'special'],
    ['118712', 'special'],
    ['', 'short-unknown'],
  ])('%s has no price', (called, zone) => {
    expect(ratedAs(INTENSE, 'voice', called)).toBe('no price');
    expect(tables.destinationZone[destinationOf(INTENSE, called)]).toBe(zone);
  });

  it('finds no zone for satellites and shared codes', () => {
    for (const called of ['870773123456', '80012345678', '97912345678']) {
      expect(ratedAs(INTENSE, 'voice', called)).toBe('no zone');
    }
  });

  it('has every region of the number plan in one price zone', () => {
    const outside = entries.filter(
      ({ region, type }, k) =>
        region !== '001' && type !== 'short_unknown' && tables.destinationOfEntry[k] === 0,
    );
    expect(outside).toEqual([]);
  });
});

describe('the allowances of 001', () => {
  const allowance = (offer: string, called: string) =>
    tables.ruleAllowance[ruleAt(offer, 'voice', destinationOf(offer, called))];

  it('are unlimited for fixed numbers, up to 500 correspondents (B3, B4)', () => {
    const a = allowance(INITIAL, '33140506070');
    expect(tables.allowanceName[a]).toBe('unlimited_fixed');
    expect(tables.allowanceKind[a]).toBe(ALLOWANCE_UNLIMITED);
    expect(tables.allowanceCorrespondents[a]).toBe(500);
  });

  it('are an hour to mobiles in équilibre, carried over for one month (B5, B6)', () => {
    const a = allowance(EQUILIBRE, '33612345678');
    expect(tables.allowanceName[a]).toBe('mobile_hour');
    expect(tables.allowanceKind[a]).toBe(ALLOWANCE_METERED);
    expect(tables.allowanceGranted[a]).toBe(3_600);
    expect(tables.allowanceUnit[a]).toBe('s');
    expect(tables.allowanceScope[a]).toBe(SCOPE_CONTRACT);
    expect(tables.allowanceRolloverMonths[a]).toBe(1);
    expect(tables.allowanceCorrespondents[a]).toBe(500);
    expect(tables.allowancePerLicence[a]).toBe(0);
  });

  it('are unlimited to mobiles in intense', () => {
    const a = allowance(INTENSE, '33612345678');
    expect(tables.allowanceName[a]).toBe('unlimited_mobile');
    expect(tables.allowanceKind[a]).toBe(ALLOWANCE_UNLIMITED);
    expect(tables.allowanceCorrespondents[a]).toBe(500);
  });
});

describe('the tariffs of 001', () => {
  it('are of fixed lines, flag calls over 8 h (X6) and have voice and transfers only', () => {
    const tariff = tables.offerFirstTariff[tables.offerNames.indexOf(EQUILIBRE)];
    expect(tables.tariffIsSim[tariff]).toBe(0);
    expect(tables.tariffIsWebex[tariff]).toBe(0);
    expect(tables.tariffLongCallSeconds[tariff]).toBe(28_800);
    expect(tables.tariffFromDay[tariff]).toBe(Date.UTC(2013, 7, 22) / 86_400_000);
    expect([...tables.tariffHasService.slice(tariff * 7, tariff * 7 + 7)]).toEqual([
      1, 0, 0, 0, 0, 0, 1,
    ]);
  });
});

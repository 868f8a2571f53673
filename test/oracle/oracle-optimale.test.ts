import { describe, expect, it } from 'vitest';
import type { TextRow } from './rows.ts';
import { balance, call, fates, rateTiny, type TinyMonth } from './tiny-month.ts';

const LINE = '33140000001';
const SECOND_LINE = '33140000002';

function rateOn(plan: string, rows: TextRow[], more: Partial<TinyMonth> = {}) {
  return rateTiny({
    contracts: { K: `optimale-pro-${plan}` },
    lines: { [LINE]: 'K', [SECOND_LINE]: 'K' },
    rows,
    ...more,
  });
}

function fatesOn(plan: string, rows: TextRow[], more: Partial<TinyMonth> = {}) {
  return fates(rateOn(plan, rows, more));
}

/**
 * `count` calls of one second to different metropolitan fixed numbers, one a second from the 1st.
 */
function callsTo(count: number): TextRow[] {
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2013, 9, 1, 6, 0, index)).toISOString();
    return call(LINE, at, 1, `02${String(20_000_000 + index)}`);
  });
}

/** Fate of one call to a number on the 20th. */
function fateOf(plan: string, called: string, seconds = 60): string {
  return fatesOn(plan, [call(LINE, '20 10:00:00', seconds, called)]).e1;
}

describe('worked figures of 001', () => {
  it('90 s to a metropolitan mobile on initial', () => {
    expect(fateOf('initial', '0612345678', 90)).toBe('0+90 0.335000');
  });

  it('61 s to fixed Spain, 501st correspondent', () => {
    const rows = [...callsTo(500), call(LINE, '20 10:00:00', 61, '+34910000000')];
    expect(fatesOn('initial', rows).e501).toBe('0+61 0.150967');
  });

  it('équilibre with 40 s left, 100 s to an Orange mobile', () => {
    const rows = [
      call(LINE, '20 10:00:00', 3560, '0612345678'),
      call(SECOND_LINE, '20 12:00:00', 100, '0612345678'),
    ];
    expect(fatesOn('equilibre', rows)).toEqual({ e1: '3560+0 0.000000', e2: '40+60 0.268000' });
  });
});

describe('the price grid of 001, one minute', () => {
  it.each([
    // [called, on initial, on intense]
    ['0140000009', '60+0 0.000000', '60+0 0.000000'],
    ['0970000000', '60+0 0.000000', '60+0 0.000000'],
    ['0809123456', '60+0 0.000000', '60+0 0.000000'],
    ['3900', '60+0 0.000000', '60+0 0.000000'],
    ['3901', '0+60 0.088000', '0+60 0.088000'],
    ['0612345678', '0+60 0.268000', '60+0 0.000000'],
    ['0262123456', '60+0 0.000000', '60+0 0.000000'],
    ['0692123456', '0+60 0.602000', '60+0 0.000000'],
    ['+68727123456', '0+60 0.610000', '0+60 0.610000'],
    ['+687751234', '0+60 0.602000', '0+60 0.602000'],
    ['+689404123456', '0+60 0.610000', '0+60 0.610000'],
    ['+34610000000', '0+60 0.347000', '60+0 0.000000'],
    ['+12125551234', '60+0 0.000000', '60+0 0.000000'],
    ['+19075551234', '60+0 0.000000', '60+0 0.000000'],
    // B17: Algeria and Tunisia are not in the list.
    ['+21321000000', '0+60 0.326000', '0+60 0.326000'],
    ['+213550000000', '0+60 0.392000', '0+60 0.392000'],
    ['+21671000000', '0+60 0.326000', '0+60 0.326000'],
    // B13: fixed-looking Moroccan numbers with the mobile price.
    ['+212522000000', '60+0 0.000000', '60+0 0.000000'],
    ['+212526000000', '0+60 0.392000', '60+0 0.000000'],
    // B14: Man is outside the list, 44870 and 44871 have no price.
    ['+441624230000', '0+60 0.150000', '0+60 0.150000'],
    ['+441534700000', '60+0 0.000000', '60+0 0.000000'],
    ['+448700000000', 'no_price', 'no_price'],
    ['+448710000000', 'no_price', 'no_price'],
    ['+221330000000', '0+60 0.610000', '0+60 0.610000'],
    ['+221770000000', '0+60 0.796000', '0+60 0.796000'],
    ['0899123456', 'no_price', 'no_price'],
    ['0807123456', 'no_price', 'no_price'],
    ['118712', 'no_price', 'no_price'],
    ['3250', 'no_price', 'no_price'],
    ['4567', 'no_price', 'no_price'],
    ['+999123456789', 'no_zone', 'no_zone'],
  ])('%s', (called, initial, intense) => {
    expect([fateOf('initial', called), fateOf('intense', called)]).toEqual([initial, intense]);
  });

  it.each([
    // Included destinations, reached beyond 500 earlier correspondents.
    ['0590401234', '0.238000'],
    ['0508411234', '0.238000'],
    ['0269612345', '0.357000'],
    ['+34910000000', '0.150000'],
    ['+212522000000', '0.326000'],
    ['+19075551234', '0.326000'],
    ['+18085551234', '0.326000'],
    ['+12125551234', '0.150000'],
    ['+27110000000', '0.610000'],
    ['+525550000000', '0.669000'],
    ['+551130000000', '0.460000'],
    ['+81310000000', '0.284000'],
    ['+74950000000', '0.284000'],
    ['+61290000000', '0.284000'],
    ['+6493000000', '0.284000'],
    ['+912220000000', '0.711000'],
  ])('%s as 501st correspondent', (called, amount) => {
    const rows = [...callsTo(500), call(LINE, '20 10:00:00', 60, called)];
    expect(fatesOn('intense', rows).e501).toBe(`0+60 ${amount}`);
  });

  it.each([
    ['0612345678', '0.268000'],
    ['0692123456', '0.602000'],
    ['+447400000000', '0.347000'],
    ['+212600000000', '0.392000'],
    ['+27820000000', '0.796000'],
    ['+5511900000000', '0.646000'],
    ['+81901000000', '0.470000'],
    ['+79100000000', '0.470000'],
    ['+919000000000', '0.896000'],
    ['+48501234567', '0.512000'],
    ['+50761234567', '0.855000'],
  ])('mobile %s as 501st correspondent', (called, amount) => {
    const rows = [...callsTo(500), call(LINE, '20 10:00:00', 60, called)];
    expect(fatesOn('intense', rows).e501).toBe(`0+60 ${amount}`);
  });
});

describe('free numbers (G6) and unanswered calls (G3)', () => {
  it.each(['15', '112', '116000', '3010', '3114', '3919', '1016', '0800123456', '+33805123456'])(
    '%s is free and no correspondent',
    (called) => {
      const rated = rateOn('equilibre', [call(LINE, '20 10:00:00', 60, called)]);
      expect(fates(rated)).toEqual({ e1: '60+0 0.000000' });
      expect(rated.allowances).toEqual([]);
    },
  );

  it('a call of zero seconds is rated 0 whatever its number and uses nothing', () => {
    const rated = rateOn('equilibre', [
      call(LINE, '20 10:00:00', 0, '+999123456789'),
      call(LINE, '20 10:01:00', 0, '0899123456'),
      call(LINE, '20 10:02:00', 0, '0612345678'),
      { ...call(LINE, '20 10:03:00', 0, '0612345678'), service: 'csd' },
    ]);
    expect(new Set(Object.values(fates(rated)))).toEqual(new Set(['0+0 0.000000']));
    expect(rated.allowances).toEqual([]);
  });
});

describe('500 correspondents (B3, B4)', () => {
  it('the 499th and 500th are inside, the 501st is not, the first 500 stay free', () => {
    const rows = [...callsTo(501), call(SECOND_LINE, '25 10:00:00', 7, '0220000000')];
    const rated = rateOn('intense', rows);
    const { e499, e500, e501, e502 } = fates(rated);
    expect([e499, e500, e501, e502]).toEqual([
      '1+0 0.000000',
      '1+0 0.000000',
      'no_price',
      '7+0 0.000000',
    ]);
    expect(balance(rated, 'correspondents', 'K', '2013-10-01')).toBe('500+0-500=0');
  });

  it('a metropolitan fixed 501st takes its price from prices.csv', () => {
    const price = {
      item: 'optimale-pro-initial/voice',
      unit_price: '0.05',
      connection_fee: '0.1',
      unit: 'min',
    };
    expect(fatesOn('initial', callsTo(501), { prices: [price] }).e501).toBe('0+1 0.100833');
  });

  it('fixed and mobile numbers of both lines count together, in order of start', () => {
    const rows = [
      ...callsTo(499),
      call(SECOND_LINE, '21 10:00:00', 10, '0612345678'),
      call(LINE, '20 10:00:00', 10, '0712345678'),
    ];
    const { e500, e501 } = fatesOn('intense', rows);
    expect(e501).toBe('10+0 0.000000');
    expect(e500).toBe('0+10 0.156333');
  });

  it('a new number beyond the 500th does not consume the hour', () => {
    const rows = [...callsTo(500), call(LINE, '20 10:00:00', 60, '0612345678')];
    const rated = rateOn('equilibre', rows);
    expect(fates(rated).e501).toBe('0+60 0.268000');
    expect(balance(rated, 'mobile_hour', 'K', '2013-10-01')).toBeUndefined();
  });

  it('a new mobile with the hour empty is no correspondent; paid destinations never are', () => {
    const rated = rateOn('equilibre', [
      call(LINE, '20 10:00:00', 3600, '0612345678'),
      call(LINE, '20 12:00:00', 10, '0612345679'),
      call(LINE, '20 13:00:00', 10, '+21321000000'),
      call(LINE, '20 14:00:00', 10, '3901'),
    ]);
    expect(balance(rated, 'correspondents', 'K', '2013-10-01')).toBe('500+0-1=499');
  });

  it('one number dialled in four ways is one correspondent; each month counts anew', () => {
    const rated = rateOn('intense', [
      ...['0140000009', '+33140000009', '0033140000009', '33140000009'].map((called, index) =>
        call(LINE, `20 10:00:0${index}`, 1, called),
      ),
      call(LINE, '2013-11-01T00:00:00+01:00', 1, '0140000008'),
    ]);
    expect(balance(rated, 'correspondents', 'K', '2013-10-01')).toBe('500+0-1=499');
    expect(balance(rated, 'correspondents', 'K', '2013-11-01')).toBe('500+0-1=499');
  });
});

describe('the mobile hour and its rollover (B5, B6)', () => {
  const MOBILE = '0612345678';
  const inMonth = (month: string, seconds: number) =>
    call(LINE, `2013-${month}-20T10:00:00Z`, seconds, MOBILE);

  it('unused seconds serve the next month only, oldest first', () => {
    const rated = rateOn('equilibre', [
      inMonth('10', 3000),
      // 600 rolled in; uses 600 old and 100 new, so that 3,500 roll on.
      inMonth('11', 700),
      inMonth('12', 7200),
    ]);
    expect(balance(rated, 'mobile_hour', 'K', '2013-10-01')).toBe('3600+0-3000=600');
    expect(balance(rated, 'mobile_hour', 'K', '2013-11-01')).toBe('3600+600-700=3500');
    expect(balance(rated, 'mobile_hour', 'K', '2013-12-01')).toBe('3600+3500-7100=0');
    expect(fates(rated).e3).toBe('7100+100 0.357333');
  });

  it('rolled-in seconds expire after one month', () => {
    const rated = rateOn('equilibre', [inMonth('10', 1), inMonth('11', 1), inMonth('12', 1)]);
    // November: 3,599 rolled in, one of them used; none of them reaches December.
    expect(balance(rated, 'mobile_hour', 'K', '2013-12-01')).toBe('3600+3600-1=7199');
  });

  it('a month before without usage rolls in whole when the contract was active in it', () => {
    const november = [inMonth('11', 10)];
    const active = rateOn('equilibre', november);
    expect(balance(active, 'mobile_hour', 'K', '2013-11-01')).toBe('3600+3600-10=7190');
    const lastDay = rateOn('equilibre', november, {
      contracts: { K: { offer: 'optimale-pro-equilibre', starts_on: '2013-10-31' } },
    });
    expect(balance(lastDay, 'mobile_hour', 'K', '2013-11-01')).toBe('3600+3600-10=7190');
    const later = rateOn('equilibre', november, {
      contracts: { K: { offer: 'optimale-pro-equilibre', starts_on: '2013-11-01' } },
    });
    expect(balance(later, 'mobile_hour', 'K', '2013-11-01')).toBe('3600+0-10=3590');
  });

  it('openings.csv overrides what rolls in', () => {
    const rated = rateOn('equilibre', [inMonth('11', 10)], {
      openings: [
        { contract_id: 'K', month: '2013-11', allowance: 'mobile_hour', rolled_in: '123' },
      ],
    });
    expect(balance(rated, 'mobile_hour', 'K', '2013-11-01')).toBe('3600+123-10=3713');
  });

  it('a call that ends with the hour is inside to the last second', () => {
    const rows = [inMonth('10', 3599), inMonth('10', 1), inMonth('10', 1)].map((row, index) => ({
      ...row,
      started_at: `2013-10-20T1${index}:00:00Z`,
    }));
    expect(fatesOn('equilibre', rows)).toEqual({
      e1: '3599+0 0.000000',
      e2: '1+0 0.000000',
      e3: '0+1 0.136233',
    });
  });

  it('calls that start together are taken by event id as UTF-8 bytes', () => {
    // U+FF5E sorts before U+1F600 in UTF-8 and after it in UTF-16.
    const rows = ['\u{1f600}', '\uff5e'].map((id) => ({ ...inMonth('10', 3000), event_id: id }));
    const fate = fatesOn('equilibre', rows);
    expect(fate['\uff5e']).toBe('3000+0 0.000000');
    expect(fate['\u{1f600}']).toBe('600+2400 5.494000');
  });

  it('a call belongs to the Paris month of its start', () => {
    const rated = rateOn('equilibre', [
      call(LINE, '2013-10-31T22:59:59.999999Z', 600, MOBILE),
      call(LINE, '2013-10-31T23:00:00Z', 600, MOBILE),
    ]);
    expect(rated.usage.map((row) => row.month)).toEqual(['2013-10-01', '2013-11-01']);
    expect(balance(rated, 'mobile_hour', 'K', '2013-11-01')).toBe('3600+3000-600=6000');
  });
});

it('call transfer activation costs 0.09; services the offer lacks are suspended', () => {
  const at = { line: LINE, started_at: '2013-10-05T10:00:00Z' };
  const rated = rateOn('intense', [
    { service: 'transfer_activation', ...at },
    { service: 'sms', called: '0612345678', ...at },
    { service: 'data', bytes_up: '1', bytes_down: '1', ...at },
    { service: 'csd', called: '0612345678', duration_s: '5', ...at },
  ]);
  expect(fates(rated)).toEqual({
    e1: '0+1 0.090000',
    e2: 'service_not_in_offer',
    e3: 'service_not_in_offer',
    e4: 'service_not_in_offer',
  });
  expect(rated.usage[0]).toMatchObject({ unit: 'activation', quantity: 1, called: null });
});

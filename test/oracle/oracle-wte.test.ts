import { describe, expect, it } from 'vitest';
import type { TextRow } from './rows.ts';
import { balance, call, fates, rateTiny } from './tiny-month.ts';

const FIVE_LINES = ['33199000001', '33199000002', '33199000003', '33199000004', '33199000005'];
const [LINE, SECOND_LINE] = FIVE_LINES;
const FIXED = '0140000009';
const OCTOBER = '2013-10-01';
const PRICE = { item: 'wte-calling/voice', unit_price: '0.06', connection_fee: '0.1', unit: 'min' };

function rateWith(lines: string[], rows: TextRow[], prices: TextRow[] = [PRICE]) {
  return rateTiny({
    contracts: { W: 'wte-calling' },
    lines: Object.fromEntries(lines.map((line) => [line, 'W'])),
    prices,
    rows,
  });
}

describe('the site pool of 003', () => {
  it('five licences: 150,000 s; 600 s starting with 240 s left split into 240 and 360', () => {
    const rated = rateWith(FIVE_LINES, [
      call(LINE, '02 10:00:00', 149_760, FIXED),
      call(SECOND_LINE, '05 10:00:00', 600, FIXED),
      call(SECOND_LINE, '06 10:00:00', 60, FIXED),
    ]);
    expect(fates(rated)).toEqual({
      e1: '149760+0 0.000000',
      e2: '240+360 0.460000',
      e3: '0+60 0.160000',
    });
    expect(balance(rated, 'site_pool', 'S1', OCTOBER)).toBe('150000+0-150000=0');
  });

  it('the last second of the pool is inside', () => {
    const rows = [
      call(LINE, '02 10:00:00', 29_999, FIXED),
      call(LINE, '03 10:00:00', 1, FIXED),
      call(LINE, '04 10:00:00', 1, FIXED),
    ];
    const { e2, e3 } = fates(rateWith([LINE], rows));
    expect([e2, e3]).toEqual(['1+0 0.000000', '0+1 0.101000']);
  });

  it('a straddling call without a price for its rest is suspended and consumes the pool', () => {
    const rows = [
      call(LINE, '02 10:00:00', 29_000, FIXED),
      call(LINE, '03 10:00:00', 1_001, FIXED),
      call(LINE, '04 10:00:00', 1, FIXED),
    ];
    const rated = rateWith([LINE], rows, []);
    expect(fates(rated)).toEqual({ e1: '29000+0 0.000000', e2: 'no_price', e3: 'no_price' });
    expect(balance(rated, 'site_pool', 'S1', OCTOBER)).toBe('30000+0-30000=0');
  });

  it('ends with the month, without rollover', () => {
    const rated = rateWith([LINE], [call(LINE, '2013-11-05T10:00:00Z', 100, FIXED)]);
    expect(balance(rated, 'site_pool', 'S1', '2013-11-01')).toBe('30000+0-100=29900');
  });

  it('counts a licence once, whole, at the site of its first active day', () => {
    const rated = rateTiny({
      contracts: {
        A: 'wte-calling',
        B: { offer: 'wte-suite', site_id: 'S2' },
        ENDED: { offer: 'wte-espace', starts_on: '2013-01-01', ends_on: '2013-10-01' },
        LATE: { offer: 'wte-espace', starts_on: '2013-10-31' },
        BEFORE: { offer: 'wte-espace', starts_on: '2013-01-01', ends_on: '2013-09-30' },
      },
      lines: [
        { line: LINE, contract_id: 'A', starts_on: '2013-01-01', ends_on: '2013-10-10' },
        { line: LINE, contract_id: 'B', starts_on: '2013-10-11', ends_on: '' },
        { line: SECOND_LINE, contract_id: 'B', starts_on: '2013-10-20', ends_on: '' },
        { line: FIVE_LINES[2], contract_id: 'ENDED', starts_on: '2013-01-01', ends_on: '' },
        { line: FIVE_LINES[3], contract_id: 'LATE', starts_on: '2013-01-01', ends_on: '' },
        { line: FIVE_LINES[4], contract_id: 'BEFORE', starts_on: '2013-01-01', ends_on: '' },
      ],
      rows: [call(LINE, '10 23:59:59', 10, FIXED), call(LINE, '11 00:00:00', 20, FIXED)],
    });
    expect(balance(rated, 'site_pool', 'S1', OCTOBER)).toBe('90000+0-10=89990');
    expect(balance(rated, 'site_pool', 'S2', OCTOBER)).toBe('30000+0-20=29980');
  });
});

describe('destinations of 003', () => {
  it.each([
    ['0140000009', true],
    ['0970000000', true],
    ['0806123456', true],
    ['3900', true],
    ['0612345678', true],
    ['0692123456', true],
    ['0269612345', true],
    ['+590590270000', true],
    ['+508411234', false],
    ['+687271234', false],
    ['+4930000000', true],
    ['+4915100000000', true],
    ['+390669800000', true],
    ['+441534700000', true],
    ['+447624400000', true],
    ['+448700000000', false],
    ['+12125551234', true],
    ['+18085551234', true],
    ['+376800000', true],
    ['+376300000', false],
    ['+551130000000', true],
    ['+5511900000000', false],
    ['+21321000000', true],
    ['+213550000000', false],
    ['+212522000000', false],
    ['+21671000000', false],
    ['+74950000000', false],
    ['+861000000000', false],
    ['+912220000000', false],
    ['+525550000000', false],
    ['+27110000000', true],
    ['+27820000000', false],
    ['+81310000000', true],
    ['+61410000000', true],
    ['+221330000000', false],
    ['0899123456', false],
    ['3901', false],
    ['4567', false],
  ])('%s in the pool: %s', (called, isInside) => {
    const { e1 } = fates(rateWith([LINE], [call(LINE, '05 10:00:00', 60, called)], []));
    expect(e1).toBe(isInside ? '60+0 0.000000' : 'no_price');
  });

  it('outside the list the whole call is paid and the pool untouched', () => {
    const rated = rateWith([LINE], [call(LINE, '05 10:00:00', 60, '+74950000000')]);
    expect(fates(rated)).toEqual({ e1: '0+60 0.160000' });
    expect(rated.allowances).toEqual([]);
  });

  it('a number in no range has no zone even where every zone has a price', () => {
    const rated = rateWith([LINE], [call(LINE, '05 10:00:00', 60, '+999123456789')]);
    expect(fates(rated)).toEqual({ e1: 'no_zone' });
  });
});

describe('internal and on-net calls (G12)', () => {
  it.each([
    ['501410', '60+0 0.000000'],
    ['5021410', '60+0 0.000000'],
    ['509410', 'no_zone'],
    ['50141', 'no_price'],
  ])('%s', (called, fate) => {
    const rated = rateWith([LINE], [call(LINE, '05 10:00:00', 60, called)], []);
    expect(fates(rated)).toEqual({ e1: fate });
    expect(rated.allowances).toEqual([]);
  });

  it("another Webex line of the customer is on-net on that day; others' lines are not", () => {
    const rated = rateTiny({
      contracts: {
        A: 'wte-calling',
        B: { offer: 'wte-suite', site_id: 'S2' },
        OTHER: { offer: 'wte-suite', customer_id: 'C2', site_id: 'S9' },
        FIXED: 'optimale-pro-initial',
      },
      lines: [
        { line: LINE, contract_id: 'A', starts_on: '2013-01-01', ends_on: '' },
        { line: SECOND_LINE, contract_id: 'B', starts_on: '2013-01-01', ends_on: '2013-10-10' },
        { line: FIVE_LINES[2], contract_id: 'OTHER', starts_on: '2013-01-01', ends_on: '' },
        { line: FIVE_LINES[3], contract_id: 'FIXED', starts_on: '2013-01-01', ends_on: '' },
      ],
      rows: [
        call(LINE, '10 10:00:00', 1, '0199000002'),
        call(LINE, '11 10:00:00', 2, '+33199000002'),
        call(LINE, '10 12:00:00', 4, '0199000003'),
        call(LINE, '10 13:00:00', 8, '0199000004'),
      ],
    });
    expect(balance(rated, 'site_pool', 'S1', OCTOBER)).toBe('30000+0-14=29986');
    expect(Object.values(fates(rated)).every((fate) => fate.endsWith('+0 0.000000'))).toBe(true);
  });

  it('only Webex lines dial extensions', () => {
    const rated = rateTiny({
      contracts: { K: 'optimale-pro-initial' },
      lines: { [LINE]: 'K' },
      rows: [call(LINE, '05 10:00:00', 60, '501410')],
    });
    expect(fates(rated)).toEqual({ e1: 'no_price' });
  });
});

describe('prices.csv', () => {
  const rows = [
    call(LINE, '15 23:59:59', 60, '+74950000000'),
    call(LINE, '16 00:00:00', 60, '+74950000000'),
  ];
  const price = (unitPrice: string, more: TextRow = {}) => ({
    item: 'wte-calling/voice',
    unit_price: unitPrice,
    unit: 'min',
    ...more,
  });

  it('takes the newest price valid on the Paris day', () => {
    const prices = [
      price('1'),
      price('2', { starts_on: '2013-10-16' }),
      price('3', { starts_on: '2013-12-01' }),
    ];
    expect(fates(rateWith([LINE], rows, prices))).toEqual({
      e1: '0+60 1.000000',
      e2: '0+60 2.000000',
    });
  });

  it("takes the customer's own price first, and no other customer's", () => {
    const prices = [
      price('1'),
      price('2', { customer_id: 'C1', ends_on: '2013-10-15' }),
      price('3', { customer_id: 'C2' }),
    ];
    expect(fates(rateWith([LINE], rows, prices))).toEqual({
      e1: '0+60 2.000000',
      e2: '0+60 1.000000',
    });
  });

  it.each(['wte-calling/voice', 'wte-calling', 'voice'])('item %s applies', (item) => {
    const { e1 } = fates(rateWith([LINE], rows, [price('0.5', { item, unit: 's' })]));
    expect(e1).toBe('0+60 30.000000');
  });

  it.each(['wte-suite', 'wte-calling/csd', 'csd'])('item %s does not', (item) => {
    expect(fates(rateWith([LINE], rows, [price('0.5', { item })])).e1).toBe('no_price');
  });
});

import { describe, expect, it } from 'vitest';
import type { TextRow } from './rows.ts';
import { balance, call, fates, rateTiny } from './tiny-month.ts';

const LINE = '33187000001';
const PHONE = { contract_id: 'K', option: 'telephone-illimite-pro', quantity: '' };
const PRICE = {
  ...{ customer_id: '', item: 'ihdp-8m', zone: '', unit_price: '0.15', connection_fee: '0.1' },
  ...{ unit: 'minute', starts_on: '2013-01-01', ends_on: '' },
};

function rateOn(rows: TextRow[], options: TextRow[] = [], prices: TextRow[] = []) {
  return rateTiny({ contracts: { K: 'ihdp-8m' }, lines: { [LINE]: 'K' }, options, prices, rows });
}

describe('Téléphone illimité pro (000)', () => {
  const always = [{ ...PHONE, starts_on: '2013-01-01', ends_on: '' }];

  it('has national calls without limit, and forty minutes to mobiles and abroad (A6, A7)', () => {
    const rated = rateOn(
      [
        call(LINE, '05 10:00:00', 9000, '0140506070'),
        call(LINE, '05 14:00:00', 60, '0970123456'),
        call(LINE, '05 15:00:00', 60, '0870123456'),
        call(LINE, '06 10:00:00', 2300, '0612345678'),
        call(LINE, '06 11:00:00', 160, '0034912345678'),
        call(LINE, '06 12:00:00', 10, '0692123456'),
      ],
      always,
      [PRICE],
    );
    // 2,300 of 2,400 s, then 100 s inside and 60 s at 0.10 + 0.15; Réunion 0.10 + 0.15 × 10/60.
    expect(fates(rated)).toEqual({
      e1: '9000+0 0.000000',
      e2: '60+0 0.000000',
      e3: '60+0 0.000000',
      e4: '2300+0 0.000000',
      e5: '100+60 0.250000',
      e6: '0+10 0.125000',
    });
    expect(balance(rated, 'phone_2400s', 'K', '2013-10-01')).toBe('2400+0-2400=0');
  });

  it('has no price beyond the forty minutes unless one is given; 3901 costs 0.028 a minute (X4)', () => {
    const rated = rateOn(
      [
        call(LINE, '05 10:00:00', 2401, '0612345678'),
        call(LINE, '06 10:00:00', 90, '3901'),
        call(LINE, '06 11:00:00', 90, '3900'),
        call(LINE, '06 12:00:00', 90, '0892123456'),
      ],
      always,
    );
    expect(fates(rated)).toEqual({
      e1: 'no_price',
      e2: '0+90 0.042000',
      e3: '90+0 0.000000',
      e4: 'no_price',
    });
  });

  it('is there on the days of the option only', () => {
    const rated = rateOn(
      ['09 23:59:59', '10 00:00:00', '20 23:59:59', '21 00:00:00'].map((at) =>
        call(LINE, at, 60, '0140506070'),
      ),
      [{ ...PHONE, starts_on: '2013-10-10', ends_on: '2013-10-20' }],
    );
    expect(fates(rated)).toEqual({
      e1: 'service_not_in_offer',
      e2: '60+0 0.000000',
      e3: '60+0 0.000000',
      e4: 'service_not_in_offer',
    });
  });
});

describe('services priced by the month (004)', () => {
  it('charge delivered SMS Internet and every hit (E18, E19)', () => {
    const at = '2013-10-05T10:00:00+02:00';
    const sms = { service: 'sms_internet', line: '36500', started_at: at, called: '0612345678' };
    const hit = { service: 'location', line: 'account', started_at: at };
    const rated = rateTiny({
      contracts: { S: 'sms-internet', L: 'localisation' },
      lines: { '36500': 'S', account: 'L' },
      rows: [
        { ...sms, outcome: 'delivered' },
        { ...sms, outcome: 'failed' },
        hit,
        { ...hit, outcome: 'failed' },
        { ...hit, line: '36500' },
      ],
    });
    expect(fates(rated)).toEqual({
      e1: '0+1 null',
      e2: '1+0 0.000000',
      e3: '0+1 null',
      e4: '0+1 null',
      e5: 'service_not_in_offer',
    });
  });
});

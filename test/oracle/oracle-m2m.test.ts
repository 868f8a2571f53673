import { describe, expect, it } from 'vitest';
import type { TextRow } from './rows.ts';
import { balance, call, fates, instant, rateTiny } from './tiny-month.ts';

const SIM = '33690000001';
const OCTOBER = '2013-10-01';

function rateOn(formula: string, rows: TextRow[], startsOn = '2013-10-01') {
  const offer = /^(intense|europe)/.test(formula) ? `m2m-${formula}` : `m2m-business-${formula}`;
  return rateTiny({
    contracts: { K: { offer, starts_on: startsOn } },
    lines: { [SIM]: 'K' },
    rows,
  });
}

function fatesOn(formula: string, rows: TextRow[]) {
  return fates(rateOn(formula, rows));
}

/** A partial record of session `s`, which starts at `session`; or its own session without one. */
function data(at: string, octetsUp: number, octetsDown = 0, session = '', more: TextRow = {}) {
  const row: TextRow = {
    service: 'data',
    line: SIM,
    started_at: instant(at),
    bytes_up: String(octetsUp),
    bytes_down: String(octetsDown),
    ...more,
  };
  return session === '' ? row : { session_id: 's', session_started_at: instant(session), ...row };
}

function sms(called: string, more: TextRow = {}): TextRow {
  return { service: 'sms', line: SIM, started_at: instant('05 10:00:00'), called, ...more };
}

describe('worked figures of 004', () => {
  it('1,200 octets then 900 octets of one period are 2 ko then 1 ko', () => {
    const rated = rateOn('2mo', [
      data('05 10:00:00', 1200, 0, '05 10:00:00'),
      data('05 11:00:00', 400, 500, '05 10:00:00'),
    ]);
    expect(fates(rated)).toEqual({ e1: '2+0 0.000000', e2: '1+0 0.000000' });
  });

  it('2 Mo with 1,999 ko used: 5 ko are 1 included and 4 paid', () => {
    const rated = rateOn('2mo', [data('05 10:00:00', 1_999_000), data('06 10:00:00', 5000)]);
    expect(fates(rated)).toEqual({ e1: '1999+0 0.000000', e2: '1+4 0.006000' });
    expect(balance(rated, 'data_bundle', 'K', OCTOBER)).toBe('2000+0-2000=0');
  });

  it('DTMF: 61 s is 0.1525; 60 s and 1 s are 0.15; unanswered is 0', () => {
    const rows = [61, 60, 1, 0].map((seconds, hour) =>
      call(SIM, `05 1${hour}:00:00`, seconds, '0612345678'),
    );
    expect(fatesOn('2mo-dtmf', rows)).toEqual({
      e1: '0+61 0.152500',
      e2: '0+60 0.150000',
      e3: '0+1 0.150000',
      e4: '0+0 0.000000',
    });
  });
});

describe('12-hour periods (E2 to E5)', () => {
  it('a period ends 12 hours after it began, half-open', () => {
    const session = '05 10:00:00';
    const rows = [
      data('05 10:00:00', 500, 0, session),
      data('05 21:59:59.999999', 400, 0, session),
      data('05 22:00:00', 100, 0, session),
    ];
    expect(fatesOn('compteur', rows)).toEqual({
      e1: '0+1 0.003000',
      e2: '0+0 0.000000',
      e3: '0+1 0.003000',
    });
  });

  it('is elapsed time over the end of summer time, 27 October 2013', () => {
    // From 20:00 summer time, 12 hours end at 07:00 winter time, not at 08:00.
    const session = '2013-10-26T20:00:00+02:00';
    const rows = [
      data(session, 100, 0, session),
      data('2013-10-27T06:59:59+01:00', 100, 0, session),
      data('2013-10-27T07:00:00+01:00', 100, 0, session),
    ];
    expect(fatesOn('compteur', rows)).toEqual({
      e1: '0+1 0.003000',
      e2: '0+0 0.000000',
      e3: '0+1 0.003000',
    });
  });

  it('goes by start, not by arrival, and by id where starts are equal', () => {
    const session = '05 10:00:00';
    const rows = [
      { ...data('05 11:00:00', 1000, 0, session), event_id: 'b' },
      { ...data('05 11:00:00', 600, 0, session), event_id: 'a' },
      { ...data('05 10:30:00', 600, 0, session), event_id: 'z' },
    ];
    expect(fatesOn('compteur', rows)).toEqual({
      z: '0+1 0.003000',
      a: '0+1 0.003000',
      b: '0+1 0.003000',
    });
  });

  it('keeps adding up across the month end; each record is in its own month', () => {
    const session = '2013-10-31T20:00:00+01:00';
    const rated = rateOn('2mo', [
      data('2013-10-31T23:59:59+01:00', 100, 0, session),
      data('2013-11-01T00:00:00+01:00', 1000, 0, session),
    ]);
    expect(rated.usage.map(({ month, quantity }) => [month, quantity])).toEqual([
      ['2013-10-01', 1],
      ['2013-11-01', 1],
    ]);
    expect(balance(rated, 'data_bundle', 'K', '2013-11-01')).toBe('2000+0-1=1999');
  });

  it('knows a session by line and id; a record without one is its own', () => {
    const other = { line: '33690000002' };
    const rated = rateTiny({
      contracts: { K: 'm2m-business-compteur' },
      lines: { [SIM]: 'K', [other.line]: 'K' },
      rows: [
        data('05 10:00:00', 1, 0, '05 10:00:00'),
        data('05 10:00:00', 1, 0, '05 10:00:00', other),
        data('05 10:00:00', 1),
        data('05 10:00:00', 1),
      ],
    });
    expect(rated.usage.map((row) => row.quantity)).toEqual([1, 1, 1, 1]);
  });

  it('zero octets stay zero', () => {
    expect(fatesOn('compteur', [data('05 10:00:00', 0)])).toEqual({ e1: '0+0 0.000000' });
  });
});

describe('bundles and roaming', () => {
  it.each([
    ['2mo', '2000+1000 1.500000'],
    ['2mo-dtmf', '2000+1000 1.500000'],
    ['5mo', '3000+0 0.000000'],
    ['compteur', '0+3000 9.000000'],
    ['compteur-dtmf', '0+3000 9.000000'],
  ])('3 Mo on %s', (formula, fate) => {
    expect(fatesOn(formula, [data('05 10:00:00', 1_500_000, 1_500_000)]).e1).toBe(fate);
  });

  it.each([
    ['', '1000+0 0.000000'],
    ['FR', '1000+0 0.000000'],
    ['DE', '0+1000 7.000000'],
    ['GB', '0+1000 7.000000'],
    ['CH', '0+1000 7.000000'],
    ['AD', '0+1000 7.000000'],
    ['RE', '0+1000 7.000000'],
    ['MF', '0+1000 7.000000'],
    ['HR', '0+1000 10.000000'],
    ['NO', '0+1000 10.000000'],
    ['MC', '0+1000 10.000000'],
    ['PM', '0+1000 10.000000'],
    ['NC', '0+1000 10.000000'],
    ['US', '0+1000 10.000000'],
    ['XX', 'unknown_country'],
    ['UK', 'unknown_country'],
  ])('1 Mo in "%s" on 2mo', (country, fate) => {
    const rated = rateOn('2mo', [data('05 10:00:00', 1_000_000, 0, '', { country })]);
    expect(fates(rated)).toEqual({ e1: fate });
    if (rated.usage.length > 0) expect(rated.usage[0].country).toBe(country || 'FR');
  });

  it('a session that crosses a border is one sum; each record is priced where it was made', () => {
    const session = '05 10:00:00';
    const rows = [
      data('05 10:00:00', 600, 0, session),
      data('05 11:00:00', 600, 0, session, { country: 'DE' }),
      data('05 12:00:00', 600, 0, session, { country: 'US' }),
    ];
    expect(fatesOn('2mo', rows)).toEqual({
      e1: '1+0 0.000000',
      e2: '0+1 0.007000',
      e3: '0+0 0.000000',
    });
  });

  it('a SIM that changes contract has one bundle per contract and month, none rolls over', () => {
    const rated = rateTiny({
      contracts: { A: 'm2m-business-2mo', B: 'm2m-business-5mo' },
      lines: [
        { line: SIM, contract_id: 'A', starts_on: '2013-01-01', ends_on: '2013-10-10' },
        { line: SIM, contract_id: 'B', starts_on: '2013-10-11', ends_on: '' },
      ],
      rows: [
        data('10 23:00:00', 500, 0, '10 23:00:00'),
        data('11 00:30:00', 600, 0, '10 23:00:00'),
        data('12 00:00:00', 5_000_000),
        data('2013-11-12T00:00:00Z', 5_000_000),
      ],
    });
    expect(fates(rated)).toEqual({
      e1: '1+0 0.000000',
      e2: '1+0 0.000000',
      e3: '4999+1 0.001500',
      e4: '5000+0 0.000000',
    });
    expect(balance(rated, 'data_bundle', 'A', OCTOBER)).toBe('2000+0-1=1999');
  });
});

describe('SMS, GSM data and voice', () => {
  it.each([
    ['0612345678', '', '0+1 null'],
    ['0140000009', 'FR', '0+1 null'],
    ['0970000000', '', '0+1 null'],
    ['0612345678', 'DE', 'no_price'],
    ['0612345678', 'XX', 'unknown_country'],
    ['0692123456', '', 'no_price'],
    ['+34610000000', '', 'no_price'],
    ['0899123456', '', 'no_price'],
    ['0800123456', '', 'no_price'],
    ['112', '', 'no_price'],
    ['3900', '', 'no_price'],
    ['31234', '', 'no_price'],
    ['+999123456789', '', 'no_zone'],
  ])('SMS to %s from "%s"', (called, country, fate) => {
    expect(fatesOn('2mo', [sms(called, { country })])).toEqual({ e1: fate });
  });

  it.each([
    ['2mo', 'csd', '0612345678', '', '0+100 0.250000'],
    ['2mo', 'csd', '0140000009', 'FR', '0+100 0.250000'],
    ['2mo', 'csd', '0612345678', 'ES', 'no_price'],
    ['2mo', 'csd', '+34610000000', '', 'no_price'],
    ['2mo', 'csd', '+999123456789', '', 'no_zone'],
    ['2mo-dtmf', 'csd', '0612345678', '', 'service_not_in_offer'],
    ['2mo', 'voice', '0612345678', '', 'no_price'],
    ['5mo-dtmf', 'voice', '0612345678', '', '0+100 0.250000'],
    ['5mo-dtmf', 'voice', '0612345678', 'ES', 'no_price'],
    ['5mo-dtmf', 'voice', '0692123456', '', 'no_price'],
    ['5mo-dtmf', 'voice', '0899123456', '', 'no_price'],
    ['5mo-dtmf', 'voice', '112', '', '100+0 0.000000'],
    ['5mo-dtmf', 'voice', '112', 'DE', '100+0 0.000000'],
  ])('%s: %s of 100 s to %s from "%s"', (formula, service, called, country, fate) => {
    const row = { ...call(SIM, '05 10:00:00', 100, called), service, country };
    expect(fatesOn(formula, [row])).toEqual({ e1: fate });
  });

  it.each(['location', 'transfer_activation'])('%s is not in the offer', (service) => {
    const row = { service, line: SIM, started_at: instant('05 10:00:00') };
    expect(fatesOn('2mo', [row])).toEqual({ e1: 'service_not_in_offer' });
  });
});

describe('Intense, Europe and prototypes', () => {
  const country = (code: string) => ({ country: code });

  it('Intense data in France has no price of its own; abroad 7 and 10 €/Mo (E8, E10)', () => {
    const rows = [
      data('05 10:00:00', 700_000_000),
      data('06 10:00:00', 1_000, 0, '', country('DE')),
      data('07 10:00:00', 1_000, 0, '', country('US')),
    ];
    expect(fatesOn('intense', rows)).toEqual({
      e1: '0+700000 null',
      e2: '0+1 0.007000',
      e3: '0+1 0.010000',
    });
  });

  it('Europe: the bundle holds in France and Europe, 3 €/Mo beyond, 10 elsewhere (E11)', () => {
    const rows = [
      data('05 10:00:00', 1_500_000, 0, '', country('RE')),
      data('06 10:00:00', 600_000),
      data('07 10:00:00', 10_000, 0, '', country('CH')),
      data('08 10:00:00', 10_000, 0, '', country('NO')),
    ];
    const rated = rateOn('europe-2mo', rows);
    expect(fates(rated)).toEqual({
      e1: '1500+0 0.000000',
      e2: '500+100 0.300000',
      e3: '0+10 0.030000',
      e4: '0+10 0.100000',
    });
    expect(balance(rated, 'data_bundle', 'K', OCTOBER)).toBe('2000+0-2000=0');
  });

  it('a prototype has 500 ko, and is the normal offer from the fourth month on (E23)', () => {
    const rows = [data('05 10:00:00', 501_000)];
    expect(fatesOn('intense-prototype', rows)).toEqual({ e1: '500+1 0.001000' });
    expect(fatesOn('europe-prototype', rows)).toEqual({ e1: '500+1 0.003000' });
    const startedIn = (offer: string, startsOn: string) => fates(rateOn(offer, rows, startsOn)).e1;
    expect(startedIn('intense-prototype', '2013-08-31')).toBe('500+1 0.001000');
    expect(startedIn('intense-prototype', '2013-07-31')).toBe('0+501 null');
    expect(startedIn('europe-prototype-dtmf', '2013-07-01')).toBe('501+0 0.000000');
  });
});

import { describe, expect, it } from 'vitest';
import { randomFrom } from '../generators/prng.ts';
import { ALL_RANGES, dial, numberIn } from '../generators/random-numbers.ts';
import { ISO_COUNTRIES } from './countries.ts';
import { resolveCalled } from './numbers.ts';
import { instantText, parisDay, readInstant } from './paris-time.ts';
import { rateUsage } from './rate-month.ts';
import { splitFields } from './read-usage.ts';
import type { TextRow, UsageFile } from './rows.ts';
import { call, fates, rateTiny } from './tiny-month.ts';

const LINE = '33140000001';
const VOICE_HEADER = 'event_id,service,line,started_at,duration_s,called';
const GOOD = `a,voice,${LINE},2013-10-05T10:00:00Z,60,0140000009`;

const REFERENCE = {
  customers: [{ customer_id: 'C1' }],
  sites: [],
  contracts: [
    {
      contract_id: 'K',
      customer_id: 'C1',
      site_id: '',
      offer: 'optimale-pro-initial',
      starts_on: '2013-10-01',
      ends_on: '2013-10-31',
    },
  ],
  lines: [{ line: LINE, contract_id: 'K', starts_on: '2013-10-10', ends_on: '' }],
};

function rateFiles(...usageFiles: UsageFile[]) {
  const lines = [{ line: LINE, contract_id: 'K', starts_on: '2013-01-01', ends_on: '' }];
  return rateUsage({ usageFiles, reference: { ...REFERENCE, lines } });
}

describe('native CSV', () => {
  it('takes a BOM, CRLF, quotes, columns in any order, unknown columns and blank lines', () => {
    const text =
      '\ufeffcalled,extra,"line",duration_s,started_at,service,event_id\r\n\r\n' +
      `0140000009,"x, ""y""",${LINE},60,2013-10-05T10:00:00Z,voice,"a,b"\r\n`;
    const rated = rateFiles({ path: 'f.csv', text });
    expect(rated.rejects).toEqual([]);
    expect(rated.usage[0]).toMatchObject({ event_id: 'a,b', file: 'f.csv', row: 3 });
  });

  it('refuses a file without a column that every row needs', () => {
    expect(() => rateFiles({ path: 'f.csv', text: 'event_id,service,line\n' })).toThrow(
      'no column started_at',
    );
  });

  it.each([
    ['a,voice', 'field_count'],
    [`${GOOD},`, 'field_count'],
    [`"${GOOD}`, 'open_quote'],
    [`"a"b,voice,${LINE},2013-10-05T10:00:00Z,60,0140000009`, 'bad_quote'],
    [GOOD.replace('voice', 'Voice'), 'bad_service'],
    [GOOD.replace('a,', ','), 'empty_id'],
    [GOOD.replace(LINE, ''), 'empty_id'],
    [GOOD.replace('a,', `${'x'.repeat(256)},`), 'id_too_long'],
    [GOOD.replace('00:00Z', '00:00'), 'bad_time'],
    [GOOD.replace('10-05', '02-30'), 'bad_time'],
    [GOOD.replace('2013', '1969'), 'bad_time'],
    [GOOD.replace(',60,', ',,'), 'bad_count'],
    [GOOD.replace(',60,', ',-1,'), 'bad_count'],
    [GOOD.replace(',60,', ',1.5,'), 'bad_count'],
    [GOOD.replace(',60,', ',4294967296,'), 'bad_count'],
    [GOOD.replace('0140000009', ''), 'bad_called'],
    [GOOD.replace('0140000009', '01 40'), 'bad_called'],
    [GOOD.replace('0140000009', '123456789012345678'), 'bad_called'],
  ])('rejects %s', (line, reason) => {
    const rated = rateFiles({ path: 'f.csv', lines: [VOICE_HEADER, GOOD, line] });
    expect(rated.rejects).toMatchObject([{ row: 3, reason }]);
    expect(rated.duplicates).toEqual([]);
    expect(rated.usage).toHaveLength(1);
  });

  it('rejects invalid UTF-8 and reads on', () => {
    const lines = [VOICE_HEADER, `\x01${GOOD}`, GOOD].join('\n');
    const bytes = new Uint8Array(Buffer.from(lines));
    bytes[bytes.indexOf(1)] = 0xff;
    const rated = rateFiles({ path: 'f.csv', bytes });
    expect(rated.rejects).toMatchObject([{ row: 2, reason: 'invalid_utf8' }]);
    expect(rated.usage).toMatchObject([{ row: 3 }]);
  });

  it.each([
    [{ session_id: 's' }, 'bad_session'],
    [{ session_started_at: '2013-10-05T10:00:00Z' }, 'bad_session'],
    [{ session_id: 's', session_started_at: '2013-10-05T10:00:00.000001Z' }, 'bad_session'],
    [{ session_id: 's', session_started_at: 'x' }, 'bad_time'],
    [{ bytes_up: '' }, 'bad_count'],
    [{ bytes_down: '-1' }, 'bad_count'],
    [{ country: 'FRA' }, 'bad_country'],
    [{ service: 'sms' }, 'bad_called'],
    [{ service: 'sms_internet', called: '0612345678' }, 'empty_outcome'],
  ])('rejects data with %o', (change, reason) => {
    const row: TextRow = {
      service: 'data',
      line: LINE,
      started_at: '2013-10-05T10:00:00Z',
      bytes_up: '1',
      bytes_down: '1',
    };
    const rated = rateTiny({ contracts: {}, lines: {}, rows: [{ ...row, ...change }] });
    expect(rated.rejects.map((reject) => reject.reason)).toEqual([reason]);
  });
});

it('splits quoted fields', () => {
  expect(splitFields('a,"b, ""c""",,""')).toEqual(['a', 'b, "c"', '', '']);
});

describe('repeats', () => {
  const second = { path: 'g.csv', lines: [VOICE_HEADER] };

  it('the same content in other words is a duplicate, in any file', () => {
    const again = GOOD.replace('10:00:00Z', '12:00:00.000+02:00').replace('01400', '+331400');
    const rated = rateFiles(
      { path: 'f.csv', lines: [VOICE_HEADER, GOOD] },
      { ...second, lines: [VOICE_HEADER, again] },
    );
    expect(rated.duplicates).toEqual([
      {
        event_id: 'a',
        file: 'g.csv',
        row: 2,
        first_file: 'f.csv',
        first_row: 2,
        conflict: false,
      },
    ]);
  });

  it('other content is a conflict and the first in file order stays', () => {
    const other = GOOD.replace(',60,', ',61,');
    const rated = rateFiles(
      { path: 'f.csv', lines: [VOICE_HEADER, other, GOOD, other] },
      { ...second, lines: [VOICE_HEADER, GOOD] },
    );
    expect(rated.usage).toMatchObject([{ quantity: 61, row: 2 }]);
    expect(rated.duplicates.map(({ row, conflict }) => [row, conflict])).toEqual([
      [3, true],
      [4, false],
      [2, true],
    ]);
  });

  it('an unreadable row claims no id, a suspended one does', () => {
    const bad = GOOD.replace(',60,', ',x,');
    const unknown = GOOD.replace(LINE, '33999');
    const rated = rateFiles({ path: 'f.csv', lines: [VOICE_HEADER, bad, unknown, GOOD] });
    expect(rated.rejects).toHaveLength(1);
    expect(rated.suspense).toMatchObject([{ reason: 'unknown_line' }]);
    expect(rated.duplicates).toMatchObject([{ row: 4, conflict: true }]);
    expect(rated.usage).toEqual([]);
  });
});

it('line and contract must be valid on the Paris day of the start', () => {
  const days = [
    ['2013-10-09T21:59:59Z', 'no_contract'],
    ['2013-10-09T22:00:00Z', '1+0 0.000000'],
    ['2013-10-31T22:59:59Z', '1+0 0.000000'],
    ['2013-10-31T23:00:00Z', 'no_contract'],
  ];
  const lines = days.map(([at], index) => `e${index},voice,${LINE},${at},1,0140000009`);
  const rated = rateUsage({
    usageFiles: [{ path: 'f.csv', lines: [VOICE_HEADER, ...lines] }],
    reference: REFERENCE,
  });
  expect(Object.values(fates(rated)).sort()).toEqual(days.map(([, fate]) => fate).sort());
  expect(fates(rated).e1).toBe('1+0 0.000000');
  expect(fates(rated).e2).toBe('1+0 0.000000');
});

it('an unknown line or contract comes before the zero of an unanswered call', () => {
  const rated = rateTiny({
    contracts: { K: { offer: 'optimale-pro-initial', starts_on: '2013-11-01' } },
    lines: { [LINE]: 'K' },
    rows: [call(LINE, '05 10:00:00', 0, '15'), call('33999', '05 10:00:00', 0, '15')],
  });
  expect(fates(rated)).toEqual({ e1: 'no_contract', e2: 'unknown_line' });
});

describe('time', () => {
  it('reads RFC 3339 to the microsecond', () => {
    const us = Date.UTC(2013, 9, 5, 8) * 1000;
    expect(readInstant('2013-10-05T10:00:00+02:00')).toBe(us);
    expect(readInstant('2013-10-05T08:00:00.000001Z')).toBe(us + 1);
    expect(readInstant('2013-10-05T08:00:00.0000019Z')).toBe(us + 1);
    expect(instantText(us + 1)).toBe('2013-10-05T08:00:00.000001Z');
  });

  it.each([
    '',
    '2013-10-05',
    '2013-10-05T10:00Z',
    '2013-10-05T10:00:00',
    '2013-10-05T24:00:00Z',
    '2013-10-05T10:00:60Z',
    '2013-10-05T10:00:00+24:00',
    '2200-01-01T00:00:00Z',
  ])('refuses "%s"', (text) => {
    expect(readInstant(text)).toBeNull();
  });

  it('knows the Paris day on both sides of a clock change', () => {
    const day = (text: string) => parisDay(readInstant(text) ?? 0);
    expect(day('2013-10-27T21:59:59Z')).toBe('2013-10-27');
    expect(day('2013-10-27T22:59:59.999999Z')).toBe('2013-10-27');
    expect(day('2013-10-27T23:00:00Z')).toBe('2013-10-28');
    expect(day('2013-10-26T21:59:59Z')).toBe('2013-10-26');
    expect(day('2013-10-26T22:00:00Z')).toBe('2013-10-27');
  });
});

describe('numbers', () => {
  it.each([
    ['0140000009', '33140000009', 'FR', 'fixed'],
    ['+33269612345', '262269612345', 'YT', 'fixed'],
    ['0268912345', '262268912345', 'YT', 'fixed'],
    ['0268812345', '262268812345', 'RE', 'fixed'],
    ['0639201234', '262639201234', 'YT', 'mobile'],
    ['0690123456', '590690123456', 'GP', 'mobile'],
    ['0694201234', '594694201234', 'GF', 'mobile'],
    ['0508411234', '508411234', 'PM', 'fixed'],
    ['0708411234', '508708411234', 'PM', 'mobile'],
    ['0709101234', '596709101234', 'MQ', 'mobile'],
    ['0033612345678', '33612345678', 'FR', 'mobile'],
    ['77012345678', '77012345678', 'KZ', 'mobile'],
  ])('%s is +%s', (dialled, digits, region, kind) => {
    expect(resolveCalled(dialled, false)).toMatchObject({ digits, region, kind });
  });

  it("the generator's numbers are what it says, however they are dialled", () => {
    const random = randomFrom(1);
    for (const range of ALL_RANGES) {
      for (let serial = 0; serial < 40; serial++) {
        const digits = numberIn(range, serial * 977);
        const dialled = dial(random, digits, range.short);
        const { region, kind } = range;
        expect(resolveCalled(dialled, true), dialled).toMatchObject({ digits, region, kind });
      }
    }
  });

  it('there are 249 countries', () => {
    expect(ISO_COUNTRIES.size).toBe(249);
  });
});

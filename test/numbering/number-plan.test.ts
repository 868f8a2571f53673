import { describe, expect, it } from 'vitest';
import { longestPrefix } from '../../src/numbering/digit-trie.ts';
import { compileNumbers, describeEntry, loadNumberPlan } from '../../src/numbering/number-plan.ts';
import type { NumberEntry } from '../../src/numbering/number-tables.ts';
import { findShortNumber } from '../../src/numbering/short-numbers.ts';
import { randomIntegers } from './random-integers.ts';

const entries = loadNumberPlan();
const numbers = compileNumbers(entries);
const encoder = new TextEncoder();

function entryOfE164(digits: string): number {
  const bytes = encoder.encode(digits);
  return longestPrefix(numbers.e164Child, numbers.e164Entry, bytes, 0, bytes.length);
}

function e164(digits: string): string {
  const matched = describeEntry(entries, entryOfE164(digits));
  return matched === undefined ? 'none' : `${matched.digits} ${matched.region} ${matched.type}`;
}

function short(digits: string): string | undefined {
  const entry = findShortNumber(numbers.shortNumber, numbers.shortEntry, Number(digits));
  return describeEntry(entries, entry)?.type;
}

/** The definition of longest prefix, without any index. */
function longestPrefixByScan(digits: string): number {
  let best = -1;
  entries.forEach((entry, index) => {
    if (entry.short || !digits.startsWith(entry.digits)) return;
    if (best < 0 || entry.digits.length > entries[best].digits.length) best = index;
  });
  return best;
}

describe('the shipped plan', () => {
  it('has every region and type in good form, and no digits twice', () => {
    expect(entries.length).toBeGreaterThan(50_000);
    expect(entries.filter(({ region }) => !/^([A-Z]{2}(-[A-Z]{1,2})?|001)$/.test(region))).toEqual(
      [],
    );
    expect(new Set(entries.map((e) => `${e.short} ${e.digits}`)).size).toBe(entries.length);
  });

  it.each([
    ['12025550123', '1202 US fixed_or_mobile'],
    ['14165550123', '1416 CA fixed_or_mobile'],
    ['19075550123', '1907 US-AK fixed_or_mobile'],
    ['19085550123', '190 US fixed_or_mobile'],
    ['18085550123', '1808 US-HI fixed_or_mobile'],
    ['18095550123', '1809 DO fixed_or_mobile'],
    ['77012345678', '7701 KZ mobile'],
    ['76012345678', '76 KZ unknown'],
    ['903921234567', '90392 CY-N fixed'],
    ['35799123456', '35799 CY mobile'],
    ['441534512345', '4415345 JE fixed'],
    ['441534912345', '441534 JE fixed'],
    ['447797123456', '447797 JE mobile'],
    ['441481312345', '441481 GG fixed'],
    ['447781123456', '447781 GG mobile'],
    ['441624912345', '441624 IM fixed'],
    ['447624012345', '4476240 IM mobile'],
    ['3906698123', '3906698 VA fixed'],
    ['3790000', '379 VA fixed'],
    ['35818123456', '358181 AX fixed'],
    ['35818923456', '35818 AX fixed'],
    ['56322100123', '5632 CL fixed_or_mobile'],
    ['687251234', '68725 NC fixed'],
    ['999123', 'none'],
    ['0', 'none'],
  ])('%s is %s', (digits, expected) => {
    expect(e164(digits)).toBe(expected);
  });

  it('keeps the whole of a territory below country level together', () => {
    const territories: Record<string, string> = {
      1907: 'US-AK',
      1808: 'US-HI',
      90392: 'CY-N',
      441534: 'JE',
      441481: 'GG',
      441624: 'IM',
      35818: 'AX',
      379: 'VA',
      76: 'KZ',
      77: 'KZ',
    };
    for (const [prefix, region] of Object.entries(territories)) {
      const rows = entries.filter((entry) => !entry.short && entry.digits.startsWith(prefix));
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row) => row.region !== region)).toEqual([]);
    }
  });

  it('tells the territories of +262 apart', () => {
    const rows = entries.filter((entry) => !entry.short && /^262(269|639)/.test(entry.digits));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter((row) => row.region !== 'YT')).toEqual([]);
  });

  it('takes all of +33 from the French plan', () => {
    const french = entries.filter((entry) => !entry.short && entry.digits.startsWith('33'));
    expect(french.map(({ digits }) => digits)).toContain('33808');
    expect(french.filter(({ region }) => region !== 'FR')).toEqual([]);
    const types = new Set(french.map(({ type }) => type));
    expect([...types].sort()).toEqual([
      'fixed',
      'free',
      'mobile',
      'unknown',
      'value_added',
      'voip',
    ]);
  });
});

describe('short numbers', () => {
  const free =
    '15 17 18 112 114 115 119 191 196 197 116000 116117 3114 3919 3000 3099 3100 3199 1013 1014 1015 1016 1017';
  it.each(free.split(' '))('%s is free', (digits) => {
    expect(short(digits)).toBe('free');
  });

  const valueAdded =
    '3901 3902 3918 3920 3999 3200 3299 3400 3499 3600 3699 118000 118712 118999 1000 1012 1018 1099';
  it.each(valueAdded.split(' '))('%s is value added', (digits) => {
    expect(short(digits)).toBe('value_added');
  });

  it('has 3900 as an ordinary fixed number', () => {
    expect(short('3900')).toBe('fixed');
  });

  const unlisted =
    '1 12 14 16 19 111 113 116 118 190 195 198 999 1100 2999 3300 3500 3700 3800 4000 115999 116001 116116 117999 119000';
  it.each(unlisted.split(' '))('%s is not listed', (digits) => {
    expect(short(digits)).toBeUndefined();
  });

  it('has one entry for all that are not listed', () => {
    expect(entries[numbers.unknownShortEntry].type).toBe('short_unknown');
  });
});

describe('compileNumbers', () => {
  it('agrees with a linear scan on random numbers', () => {
    const starts = randomIntegers(400, 7, entries.length);
    const endings = randomIntegers(400, 11, 1_000_000);
    for (let i = 0; i < starts.length; i++) {
      // A prefix of the plan cut or kept, then anything: numbers of every country, right and wrong.
      const digits = entries[starts[i]].digits.slice(0, 2 + (i % 9)) + endings[i];
      expect(entryOfE164(digits), digits).toBe(longestPrefixByScan(digits));
    }
    for (const digits of randomIntegers(200, 13, 1_000_000_000).map(String)) {
      expect(entryOfE164(digits), digits).toBe(longestPrefixByScan(digits));
    }
  });

  it('agrees with a linear scan on every prefix itself', () => {
    const index = new Map(entries.map((entry, at) => [entry.short ? '' : entry.digits, at]));
    const wrong = [...index].filter(([digits, at]) => digits !== '' && entryOfE164(digits) !== at);
    expect(index.size).toBeGreaterThan(50_000);
    expect(wrong).toEqual([]);
  });

  it('takes prefixes that an offer adds, French ones in national form too', () => {
    const added: NumberEntry[] = [
      { digits: '44870', short: false, region: 'GB', type: 'premium' },
      { digits: '3389912', short: false, region: 'FR', type: 'fixed' },
      { digits: '262269999', short: false, region: 'YT', type: 'premium' },
    ];
    const withAdded = entries.filter(({ digits }) => digits !== '44870').concat(added);
    const tables = compileNumbers(withAdded);
    const national = (digits: string) =>
      longestPrefix(tables.nationalChild, tables.nationalEntry, encoder.encode(digits), 0, 9);
    expect(withAdded[national('899123456')]).toBe(added[1]);
    expect(withAdded[national('269999123')]).toBe(added[2]);
    expect(tables.nationalCountryCode[national('269999123')]).toBe(262);
    expect(tables.entryCount).toBe(withAdded.length);
  });

  it('refuses the same digits twice', () => {
    const again: NumberEntry = { digits: '33808', short: false, region: 'FR', type: 'fixed' };
    expect(() => compileNumbers([...entries, again])).toThrow('two entries for 33808');
    const shortAgain: NumberEntry = { digits: '3901', short: true, region: 'FR', type: 'fixed' };
    expect(() => compileNumbers([...entries, shortAgain])).toThrow('two entries for 3901');
  });

  it('puts every table in shared memory', () => {
    const tables = Object.values(numbers).filter((value) => typeof value !== 'number');
    expect(tables).toHaveLength(7);
    for (const table of tables) expect(table.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOT_A_VALUE, parseCount, parseDay, parseMonth } from '../../src/reference/field-values.ts';

function parsed(
  parse: (bytes: Uint8Array, start: number, end: number) => number,
  text: string,
): number | null {
  // Digits on both sides show that nothing outside the range is read.
  const bytes = new TextEncoder().encode(`99${text}99`);
  const value = parse(bytes, 2, bytes.length - 2);
  return value === NOT_A_VALUE ? null : value;
}

test('every day from 1900 to 2500 has the number the platform gives it', () => {
  const first = Date.UTC(1900, 0, 1) / 86_400_000;
  const last = Date.UTC(2500, 11, 31) / 86_400_000;
  let wrong = 0;
  for (let day = first; day <= last; day++) {
    const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (parsed(parseDay, text) !== day) wrong++;
  }
  expect(wrong).toBe(0);
  expect(parsed(parseDay, '9999-12-31')).toBe(Date.UTC(9999, 11, 31) / 86_400_000);
});

test('only dates of the calendar are days', () => {
  const twoDigits = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2100 }), twoDigits, twoDigits, (year, month, day) => {
      const text = `${year}-${month}-${day}`;
      const date = new Date(`${text}T00:00:00Z`);
      const isDate = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
      expect(parsed(parseDay, text)).toBe(isDate ? date.getTime() / 86_400_000 : null);
    }),
  );
});

test.each(['', '2013-01-1', '2013-01-011', '2013/01/01', '1899-12-31', '2013-0a-01', '20130-1-01'])(
  '"%s" is no day',
  (text) => {
    expect(parsed(parseDay, text)).toBe(null);
  },
);

test('months count from 1970', () => {
  expect(parsed(parseMonth, '1970-01')).toBe(0);
  expect(parsed(parseMonth, '2013-12')).toBe(43 * 12 + 11);
  expect(parsed(parseMonth, '1969-12')).toBe(-1);
  for (const text of ['2013-13', '2013-00', '2013-1', '201301', '2013-01-01']) {
    expect(parsed(parseMonth, text)).toBe(null);
  }
});

test('counts are digits only, up to the largest exact integer', () => {
  expect(parsed(parseCount, '007')).toBe(7);
  expect(parsed(parseCount, '9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  for (const text of ['', '9007199254740992', '-1', '1.0', ' 1', '1e3']) {
    expect(parsed(parseCount, text)).toBe(null);
  }
});

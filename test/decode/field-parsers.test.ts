import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COUNT_EMPTY,
  COUNT_MALFORMED,
  COUNT_TOO_LARGE,
  COUNTRY_MALFORMED,
  isDialled,
  parseCount,
  parseCountry,
  parseInstant,
} from '../../src/decode/field-parsers.ts';
import { timeText } from './decode-file.ts';

/** Calls a parser on a text that stands between other digits, which it must not read. */
function onText<T>(parse: (bytes: Uint8Array, start: number, end: number) => T, text: string): T {
  const bytes = new TextEncoder().encode(`11${text}22`);
  return parse(bytes, 2, bytes.length - 2);
}

describe('parseInstant', () => {
  const instant = (text: string) => onText(parseInstant, text);

  it.each([
    ['2026-10-01T08:30:00Z', '2026-10-01T08:30:00.000000Z'],
    ['2026-10-01t08:30:00z', '2026-10-01T08:30:00.000000Z'],
    ['2026-10-01 08:30:00Z', '2026-10-01T08:30:00.000000Z'],
    ['2026-10-01T08:30:00+02:00', '2026-10-01T06:30:00.000000Z'],
    ['2026-10-01T08:30:00-03:30', '2026-10-01T12:00:00.000000Z'],
    ['2026-10-01T00:30:00+02:00', '2026-09-30T22:30:00.000000Z'],
    ['2026-10-01T08:30:00-00:00', '2026-10-01T08:30:00.000000Z'],
    ['2026-10-01T08:30:00.5Z', '2026-10-01T08:30:00.500000Z'],
    ['2026-10-01T08:30:00.123Z', '2026-10-01T08:30:00.123000Z'],
    ['2026-10-01T08:30:00.123456+01:00', '2026-10-01T07:30:00.123456Z'],
    ['2026-10-01T08:30:00.1234569Z', '2026-10-01T08:30:00.123456Z'],
    ['2026-10-01T08:30:00.000001Z', '2026-10-01T08:30:00.000001Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000Z'],
    ['2199-12-31T23:59:59.999999Z', '2199-12-31T23:59:59.999999Z'],
  ])('reads %s', (text, expected) => {
    expect(timeText(instant(text))).toBe(expected);
  });

  it.each([
    '',
    '2026-10-01',
    '2026-10-01T08:30Z',
    '2026-10-01T08:30:00',
    '2026-10-01T08:30:00.123',
    '2026-10-01T08:30:00.Z',
    '2026-10-01T08:30:00,5Z',
    '2026-10-01T08:30:00+02',
    '2026-10-01T08:30:00+0200',
    '2026-10-01T08:30:00+24:00',
    '2026-10-01T08:30:00+02:60',
    '2026-10-01T08:30:00 +02:00',
    '2026-10-01T08:30:00ZZ',
    '2026-10-01T08:30:60Z',
    '2026-10-01T08:60:00Z',
    '2026-10-01T24:00:00Z',
    '2026-00-01T08:30:00Z',
    '2026-13-01T08:30:00Z',
    '2026-10-00T08:30:00Z',
    '2026-10-32T08:30:00Z',
    '2026-04-31T08:30:00Z',
    '2025-02-29T08:30:00Z',
    '2100-02-29T08:30:00Z',
    '20xx-10-01T08:30:00Z',
    '19:1-10-01T08:30:00Z',
    'xx26-10-01T08:30:00Z',
    '2026/10/01T08:30:00Z',
    '2026-10-01_08:30:00Z',
    '2026-10-01T08.30.00Z',
    '2026-1-001T08:30:00Z',
    '01/10/2026 08:30:00Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:30:00+01:00',
    '2200-01-01T00:00:00Z',
    '2199-12-31T23:30:00-01:00',
    ' 2026-10-01T08:30:00Z',
  ])('refuses %j', (text) => {
    expect(instant(text)).toBeNaN();
  });

  it('takes a time without offset as UTC where the source says so', () => {
    const utc = (text: string) =>
      onText((bytes, start, end) => parseInstant(bytes, start, end, true), text);
    expect(timeText(utc('2023-10-12 21:22:32.621'))).toBe('2023-10-12T21:22:32.621000Z');
    expect(timeText(utc('2023-10-12T21:22:32'))).toBe('2023-10-12T21:22:32.000000Z');
    expect(timeText(utc('2023-10-12T21:22:32+01:00'))).toBe('2023-10-12T20:22:32.000000Z');
    expect(utc('2023-10-12T21:22:32 ')).toBeNaN();
    expect(utc('2023-10-12T21:22')).toBeNaN();
  });

  it('agrees with Date on every instant of its years', () => {
    const anyInstant = fc.date({
      min: new Date('1970-01-02'),
      max: new Date('2199-12-30'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -1439, max: 1439 }), (date, offsetMinutes) => {
        const local = new Date(date.getTime() + offsetMinutes * 60_000);
        const sign = offsetMinutes < 0 ? '-' : '+';
        const twoDigits = (value: number) => String(Math.trunc(value)).padStart(2, '0');
        const size = Math.abs(offsetMinutes);
        const offset = `${sign}${twoDigits(size / 60)}:${twoDigits(size % 60)}`;
        const text = local.toISOString().replace('Z', offset);
        expect(instant(text)).toBe(date.getTime() * 1000);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('parseCount', () => {
  it.each([
    ['0', 0],
    ['007', 7],
    ['42', 42],
    ['1000', 1000],
    ['', COUNT_EMPTY],
    ['1001', COUNT_TOO_LARGE],
    ['99999999999999999999999999', COUNT_TOO_LARGE],
    ['-1', COUNT_MALFORMED],
    ['+1', COUNT_MALFORMED],
    ['1.0', COUNT_MALFORMED],
    ['1e3', COUNT_MALFORMED],
    [' 1', COUNT_MALFORMED],
    ['0x1', COUNT_MALFORMED],
    ['99999999999999999999999999x', COUNT_MALFORMED],
  ])('reads %j as %d', (text, expected) => {
    expect(onText((bytes, start, end) => parseCount(bytes, start, end, 1000), text)).toBe(expected);
  });

  it('is exact up to 2^50', () => {
    const largest = 2 ** 50;
    const read = (text: string) =>
      onText((bytes, start, end) => parseCount(bytes, start, end, largest), text);
    expect(read(String(largest))).toBe(largest);
    expect(read(String(largest - 1))).toBe(largest - 1);
    expect(read(String(largest + 1))).toBe(COUNT_TOO_LARGE);
  });
});

describe('parseCountry', () => {
  it('numbers the codes, whatever their case', () => {
    expect(onText(parseCountry, '')).toBe(0);
    expect(onText(parseCountry, 'AA')).toBe(1);
    expect(onText(parseCountry, 'FR')).toBe(5 * 26 + 17 + 1);
    expect(onText(parseCountry, 'fr')).toBe(5 * 26 + 17 + 1);
    expect(onText(parseCountry, 'ZZ')).toBe(26 * 26);
  });

  it.each(['F', 'FRA', 'F1', '1F', ' F', '[[', '@A', 'é'])('refuses %j', (text) => {
    expect(onText(parseCountry, text)).toBe(COUNTRY_MALFORMED);
  });
});

describe('isDialled', () => {
  it.each([
    ['1', true],
    ['+33123456789', true],
    ['0033123456789', true],
    ['12345678901234567', true],
    ['+12345678901234567', true],
    ['123456789012345678', false],
    ['', false],
    ['+', false],
    ['++33', false],
    ['33+1', false],
    ['01 23', false],
    ['01.23', false],
    ['*31#', false],
    ['abc', false],
  ])('%j: %s', (text, expected) => {
    expect(onText((bytes, start, end) => isDialled(bytes, start, end, 17), text)).toBe(expected);
  });
});

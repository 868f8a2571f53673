import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  dateOfDay,
  dayOfDate,
  monthOfDay,
  monthStartDay,
  parisDay,
  parseMonth,
} from '../../src/normalise/paris-calendar.ts';
import { randomIntegers } from '../numbering/random-integers.ts';

const us = (instant: string) => Date.parse(instant) * 1000;
const parisDate = (instant: string) => dateOfDay(parisDay(us(instant)));

function dateByTimeZoneData(unixUs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(unixUs / 1000))
    .toZonedDateTimeISO('Europe/Paris')
    .toPlainDate()
    .toString();
}

describe('parisDay', () => {
  it.each([
    ['2013-12-31T22:59:59.999Z', '2013-12-31'],
    ['2013-12-31T23:00:00Z', '2014-01-01'],
    ['2014-07-31T21:59:59Z', '2014-07-31'],
    ['2014-07-31T22:00:00Z', '2014-08-01'],
    ['1970-01-01T00:00:00Z', '1970-01-01'],
    ['1969-12-31T23:00:00Z', '1970-01-01'],
    ['2199-12-31T22:59:59Z', '2199-12-31'],
    ['2199-12-31T23:00:00Z', '2200-01-01'],
  ])('%s is %s in Paris', (instant, date) => {
    expect(parisDate(instant)).toBe(date);
  });

  it('gives the spring day 23 hours', () => {
    expect(parisDate('2014-03-29T22:59:59Z')).toBe('2014-03-29');
    expect(parisDate('2014-03-29T23:00:00Z')).toBe('2014-03-30');
    expect(parisDate('2014-03-30T21:59:59Z')).toBe('2014-03-30');
    expect(parisDate('2014-03-30T22:00:00Z')).toBe('2014-03-31');
  });

  it('gives the autumn day 25 hours, with both hours that local clocks call 02:30', () => {
    expect(parisDate('2014-10-25T21:59:59Z')).toBe('2014-10-25');
    expect(parisDate('2014-10-25T22:00:00Z')).toBe('2014-10-26');
    expect(parisDate('2014-10-26T00:30:00Z')).toBe('2014-10-26');
    expect(parisDate('2014-10-26T01:30:00Z')).toBe('2014-10-26');
    expect(parisDate('2014-10-26T22:59:59Z')).toBe('2014-10-26');
    expect(parisDate('2014-10-26T23:00:00Z')).toBe('2014-10-27');
  });

  it('agrees with the time zone data around midnight after every clock change', () => {
    const end = Temporal.ZonedDateTime.from('2200-01-01T00:00[Europe/Paris]');
    let change = Temporal.ZonedDateTime.from('1970-01-01T00:00[Europe/Paris]');
    let changes = 0;
    for (;;) {
      const next = change.getTimeZoneTransition('next');
      if (next === null || Temporal.ZonedDateTime.compare(next, end) > 0) break;
      change = next;
      changes++;
      for (const midnight of [change.startOfDay(), change.add({ days: 1 }).startOfDay()]) {
        const firstUs = midnight.epochMilliseconds * 1000;
        const day = dayOfDate(midnight.toPlainDate().toString());
        expect(parisDay(firstUs)).toBe(day);
        expect(parisDay(firstUs - 1)).toBe((day ?? 0) - 1);
      }
    }
    expect(changes).toBe(448);
  });

  it('agrees with the time zone data at random instants in any order', () => {
    const from = us('1970-01-01T00:00:00Z') / 1e6;
    const seconds = us('2200-01-01T00:00:00Z') / 1e6 - from;
    for (const second of randomIntegers(5000, 1, seconds)) {
      const unixUs = (from + second) * 1e6 + 999_999;
      expect(dateOfDay(parisDay(unixUs))).toBe(dateByTimeZoneData(unixUs));
    }
  });
});

describe('months', () => {
  it('begins each month of 1970 to 2199 where the time zone data does', () => {
    for (let month = 0; month < 230 * 12; month++) {
      const year = 1970 + Math.floor(month / 12);
      const first = Temporal.PlainDate.from({ year, month: (month % 12) + 1, day: 1 });
      const startMs = first.toZonedDateTime('Europe/Paris').epochMilliseconds;
      expect(parseMonth(first.toString().slice(0, 7))).toBe(month);
      expect(dateOfDay(monthStartDay(month))).toBe(first.toString());
      expect(monthOfDay(parisDay(startMs * 1000))).toBe(month);
      expect(monthOfDay(parisDay(startMs * 1000 - 1))).toBe(month - 1);
    }
  });

  it('puts every day from 1600 to 2400 in its month', () => {
    const last = dayOfDate('2400-12-31') ?? 0;
    const wrong: number[] = [];
    for (let day = dayOfDate('1600-01-01') ?? 0; day <= last; day++) {
      const date = new Date(day * 86_400_000);
      const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
      if (monthOfDay(day) !== month) wrong.push(day);
    }
    expect(last).toBe(157_419);
    expect(wrong).toEqual([]);
  });

  it('knows the month of the last day there is', () => {
    expect(monthOfDay(0x7fff_ffff)).toBeGreaterThan(monthOfDay(dayOfDate('9999-12-31') ?? 0));
  });

  it.each(['2014-13', '2014-00', '2014-1', '14-01', '', '2014-01-01'])(
    'refuses month %j',
    (name) => {
      expect(parseMonth(name)).toBeNull();
    },
  );
});

describe('dates', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2014-01-01', 16_071],
  ])('%s is day %i', (date, day) => {
    expect(dayOfDate(date)).toBe(day);
    expect(dateOfDay(day)).toBe(date);
  });

  it.each(['2014-02-29', '1900-02-29', '2014-04-31', '2014-01-00', '2014-00-10', '2014-1-1'])(
    'refuses %s',
    (date) => {
      expect(dayOfDate(date)).toBeNull();
    },
  );

  it.each(['', '01/02/2014', '2014-01-01T00:00:00Z', ' 2014-01-01', '2014-01-32', '+02014-01-01'])(
    'refuses %j',
    (date) => {
      expect(dayOfDate(date)).toBeNull();
    },
  );
});

import { expect, test } from 'vitest';
import {
  dateOfMonth,
  instantAt,
  trafficCalendar,
  writeParisTime,
  writeUtcTime,
} from '../../src/generate/traffic-calendar.ts';

test.each([
  ['2026-10', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z', 31],
  ['2026-03', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', 31],
  ['2024-02', '2024-01-31T23:00:00.000Z', '2024-02-29T23:00:00.000Z', 29],
  // The clocks change on the last day of these months.
  ['2019-03', '2019-02-28T23:00:00.000Z', '2019-03-31T22:00:00.000Z', 31],
  ['2021-10', '2021-09-30T22:00:00.000Z', '2021-10-31T23:00:00.000Z', 31],
])('%s begins and ends at midnight in Paris', (month, start, end, days) => {
  const calendar = trafficCalendar(month);
  expect(new Date(calendar.monthStartUnixMs).toISOString()).toBe(start);
  expect(new Date(calendar.monthEndUnixMs).toISOString()).toBe(end);
  expect(calendar.dayCount).toBe(days);
});

test('points of the traffic line are instants in order, and more of them at work', () => {
  const calendar = trafficCalendar('2026-10');
  const instants = Array.from({ length: 5000 }, (_, step) =>
    instantAt(calendar, ((step + 0.5) / 5000) * calendar.weightTotal),
  );
  expect(instants).toEqual([...instants].sort((a, b) => a - b));
  expect(instants[0]).toBeGreaterThanOrEqual(calendar.monthStartUnixMs);
  expect(instants[4999]).toBeLessThan(calendar.monthEndUnixMs);
  const on = (day: string) =>
    instants.filter((unixMs) => new Date(unixMs).toISOString().startsWith(day)).length;
  // A Thursday and the Sunday after.
  expect(on('2026-10-08')).toBeGreaterThan(3 * on('2026-10-11'));
});

test.each([
  ['2026-10-05T08:15:30.007Z', '2026-10-05T08:15:30.007Z', '2026-10-05T10:15:30+02:00'],
  ['2026-10-25T00:59:59.999Z', '2026-10-25T00:59:59.999Z', '2026-10-25T02:59:59+02:00'],
  ['2026-10-25T01:00:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00+01:00'],
  ['2026-09-24T23:00:00.000Z', '2026-09-24T23:00:00.000Z', '2026-09-25T01:00:00+02:00'],
])('%s as text', (instant, utc, paris) => {
  const calendar = trafficCalendar('2026-10');
  const bytes = Buffer.alloc(40);
  const unixMs = Date.parse(instant);
  expect(bytes.toString('latin1', 0, writeUtcTime(calendar, bytes, 0, unixMs, true))).toBe(utc);
  expect(bytes.toString('latin1', 0, writeParisTime(calendar, bytes, 0, unixMs))).toBe(paris);
  const inSeconds = bytes.toString('latin1', 0, writeUtcTime(calendar, bytes, 0, unixMs, false));
  expect(inSeconds).toBe(`${utc.slice(0, 19)}Z`);
});

test('dates count from the first of the month', () => {
  expect(dateOfMonth('2026-10', 0)).toBe('2026-10-01');
  expect(dateOfMonth('2026-10', -1)).toBe('2026-09-30');
  expect(dateOfMonth('2026-10', 31)).toBe('2026-11-01');
});

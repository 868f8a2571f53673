import { expect, it } from 'vitest';
import { callMicroEuros } from '../../../src/rate/rules/call.ts';
import { koMicroEuros, periodKo, periodStartUs } from '../../../src/rate/rules/data.ts';

const HALF_DAY_US = 12 * 3600 * 1_000_000;

it('a call costs its fee and its seconds, rounded once (001: 90 s to a mobile)', () => {
  expect(callMicroEuros(90, 134_000, 134_000, 60, 0, 0)).toBe(335_000);
  expect(callMicroEuros(61, 92_000, 58_000, 60, 0, 0)).toBe(150_967);
});

it('a call without a paid second costs nothing, not even the fee (G3)', () => {
  expect(callMicroEuros(0, 134_000, 134_000, 60, 60, 150_000)).toBe(0);
});

it.each([
  [1, 150_000],
  [60, 150_000],
  [61, 152_500],
  [120, 300_000],
])('DTMF: the first minute is indivisible, %d s cost %d (004, E21)', (seconds, expected) => {
  expect(callMicroEuros(seconds, 0, 2_500, 1, 60, 150_000)).toBe(expected);
});

it('a period is rounded up once, whatever its records (E3, E4)', () => {
  expect([periodKo(0, 1_200, 1000), periodKo(1_200, 900, 1000)]).toEqual([2, 1]);
  expect(periodKo(0, 2_100, 1000)).toBe(3);
  expect(periodKo(500, 0, 1000)).toBe(0);
  expect(periodKo(0, 0, 1000)).toBe(0);
});

it('paid ko are priced by the Mo and rounded once (E5)', () => {
  expect(koMicroEuros(4, 1_500_000, 1000)).toBe(6_000);
});

it('periods are half-open and count from the session (E2)', () => {
  const session = 1_000_000_000;
  expect(periodStartUs(session, session, HALF_DAY_US)).toBe(session);
  expect(periodStartUs(session + HALF_DAY_US - 1, session, HALF_DAY_US)).toBe(session);
  expect(periodStartUs(session + HALF_DAY_US, session, HALF_DAY_US)).toBe(session + HALF_DAY_US);
});

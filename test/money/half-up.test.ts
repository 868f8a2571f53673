import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { divideHalfUp } from '../../src/money/half-up.ts';

it.each([
  [0, 60, 0],
  [29, 60, 0],
  [30, 60, 1],
  [89, 60, 1],
  [90, 60, 2],
  [1, 1, 1],
])('%d / %d is %d', (numerator, denominator, expected) => {
  expect(divideHalfUp(numerator, denominator)).toBe(expected);
});

it('agrees with decimal arithmetic up to the largest sums it takes', () => {
  const Exact = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 51 }),
      fc.integer({ min: 1, max: 100_000 }),
      (numerator, denominator) => {
        const expected = new Exact(numerator).div(denominator).toDecimalPlaces(0).toNumber();
        expect(divideHalfUp(numerator, denominator)).toBe(expected);
      },
    ),
    { seed: 1, numRuns: 20_000 },
  );
});

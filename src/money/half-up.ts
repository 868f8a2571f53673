/**
 * Quotient rounded half up. Both must be non-negative integers whose double stays below 2^53; the result
 * is then exact: the quotient of such integers cannot reach a whole number by rounding in a double.
 */
export function divideHalfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

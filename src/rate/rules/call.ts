import { divideHalfUp } from '../../money/half-up.ts';

/**
 * Amount of the paid part of a call in micro-euros: connection fee once, then price per second after an
 * optional indivisible first block. Rounded once, half up (G4; 004, E21 for the block).
 *
 * @param paidSeconds seconds outside any allowance; 0 costs nothing, not even the fee (G3)
 * @param priceMicroEuros price of `priceUnits` seconds
 * @param firstSeconds length of the first block, 0 = none; it costs `firstMicroEuros` however short the call
 */
export function callMicroEuros(
  paidSeconds: number,
  connectionFeeMicroEuros: number,
  priceMicroEuros: number,
  priceUnits: number,
  firstSeconds: number,
  firstMicroEuros: number,
): number {
  if (paidSeconds === 0) return 0;
  const beyondFirst = paidSeconds > firstSeconds ? paidSeconds - firstSeconds : 0;
  const running = divideHalfUp(priceMicroEuros * beyondFirst, priceUnits);
  return connectionFeeMicroEuros + firstMicroEuros + running;
}

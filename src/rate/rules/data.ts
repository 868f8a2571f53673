import { divideHalfUp } from '../../money/half-up.ts';

/**
 * Kilo-octets a data record adds to its session period: the period's octets so far, both directions, are
 * rounded up once, and each record is charged the difference it makes (G9; 004, E3–E5). However a session
 * was cut into records, they add up to the same.
 */
export function periodKo(octetsBefore: number, octets: number, octetsPerKo: number): number {
  return Math.ceil((octetsBefore + octets) / octetsPerKo) - Math.ceil(octetsBefore / octetsPerKo);
}

/** Price of kilo-octets outside the bundle, in micro-euros, rounded once, half up (E5). */
export function koMicroEuros(paidKo: number, priceMicroEuros: number, priceUnits: number): number {
  return divideHalfUp(priceMicroEuros * paidKo, priceUnits);
}

/** Start of the session period a record belongs to: elapsed time, half-open, from the session's start (E2). */
export function periodStartUs(
  startedAtUnixUs: number,
  sessionStartedAtUnixUs: number,
  periodUs: number,
): number {
  const elapsed = startedAtUnixUs - sessionStartedAtUnixUs;
  return sessionStartedAtUnixUs + Math.floor(elapsed / periodUs) * periodUs;
}

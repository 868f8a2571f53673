import { Decimal } from 'decimal.js';

/** An exact price: `numeratorMicroEuros` for `units` units. */
export interface UnitPrice {
  numeratorMicroEuros: number;
  units: number;
}

const DECIMAL_TEXT = /^\d{1,6}(\.\d+)?$/;
const MICRO_EUROS_PER_EURO = 1_000_000;

/**
 * Most decimals of a price: with six digits before the point the numerator stays an exact integer.
 */
const MAX_DECIMALS = 9;

/** What an amount must look like, for messages. */
export const AMOUNT_FORM = 'euros below a million with a decimal point, such as 0.134';

/**
 * Euros per `units` units as a whole number of micro-euros; a price finer than a micro-euro is
 * stated for ten, a hundred … times as many units instead of being rounded.
 * @returns null when the text is no amount from 0 up, below a million, with at most nine decimals
 */
export function parseUnitPrice(euros: string, units: number): UnitPrice | null {
  if (!DECIMAL_TEXT.test(euros)) return null;
  const price = new Decimal(euros);
  if (price.decimalPlaces() > MAX_DECIMALS) return null;
  const scale = 10 ** Math.max(0, price.decimalPlaces() - 6);
  const numerator = price.times(MICRO_EUROS_PER_EURO).times(scale).toNumber();
  return { numeratorMicroEuros: numerator, units: units * scale };
}

/**
 * Euros as whole micro-euros, or -1 when the text is no amount from 0 up with at most six decimals.
 */
export function parseMicroEuros(euros: string): number {
  const price = parseUnitPrice(euros, 1);
  return price === null || price.units !== 1 ? -1 : price.numeratorMicroEuros;
}

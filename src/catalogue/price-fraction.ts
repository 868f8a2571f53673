import { Decimal } from 'decimal.js';

/** A price as `microEuros` for `units` units, both integers. */
export interface PriceFraction {
  microEuros: number;
  units: number;
}

/**
 * A price of the catalogue as an exact fraction. Past six decimals both parts grow tenfold
 * per decimal.
 * @param euros decimal text
 * @param units number of units the price is for, such as 60 s for a price per minute
 */
export function priceFraction(euros: string, units: number): PriceFraction {
  const exact = new Decimal(euros).times(1_000_000);
  const scale = 10 ** exact.decimalPlaces();
  const fraction = { microEuros: exact.times(scale).toNumber(), units: units * scale };
  if (!Number.isSafeInteger(fraction.microEuros) || !Number.isSafeInteger(fraction.units)) {
    throw new RangeError(`price ${euros} for ${units} units is too fine to be held exactly`);
  }
  return fraction;
}

/** An amount charged once per call, in micro-euros; the schema allows it six decimals. */
export function microEuros(euros: string): number {
  return priceFraction(euros, 1).microEuros;
}

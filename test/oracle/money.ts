import { Decimal } from 'decimal.js';

/** Decimals wide enough that only the last step rounds. */
export const Euros = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
export type Euros = Decimal;

/** Price of a call: fee per call, then a price for each `per` units (60 for a price per minute). */
export interface Price {
  connectionFee: string;
  unitPrice: string;
  per: number;
}

/** Connection fee once if anything is paid, then price × units / per (G4); not yet rounded. */
export function paid(price: Price, units: number): Euros {
  if (units === 0) return new Euros(0);
  return new Euros(price.unitPrice).times(units).dividedBy(price.per).plus(price.connectionFee);
}

/** Euros with six places, half up: the one rounding of an event. */
export function amountText(euros: Euros): string {
  return euros.toFixed(6, Decimal.ROUND_HALF_UP);
}

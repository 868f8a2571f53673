import { Decimal } from 'decimal.js';
import { thousands } from '../progress/thousands.ts';

/** Micro-euros as euros with six decimals. */
export function eurosOf(microEuros: number): string {
  return new Decimal(microEuros).dividedBy(1_000_000).toFixed(6);
}

/** Euros as decimal text in micro-euros. */
export function microEurosOf(euros: string): number {
  return new Decimal(euros).times(1_000_000).toNumber();
}

/** A stored quantity without the zeros that only its type has. */
export function plain(quantity: string): string {
  const exact = new Decimal(quantity);
  return thousands(exact.toFixed());
}

import { Decimal } from 'decimal.js';
import type { Cited } from './billing-catalogue.ts';
import { microEuros } from './price-fraction.ts';

/** The first day of a price that has always held. */
export const EVER_SINCE = '0001-01-01';

interface CitedEntry {
  label: string;
  document: string;
  section: string;
  readings?: string[];
  assumed?: boolean;
}

/** What every priced entry says of its origin; without its item. */
export function citedOf(id: string, entry: CitedEntry): Omit<Cited, 'item'> {
  return {
    id,
    label: entry.label,
    document: entry.document,
    section: entry.section,
    readings: entry.readings ?? [],
    assumed: entry.assumed ?? false,
  };
}

/** First and last day of an entry's price. */
export function datesOf(entry: { from_date?: string; to_date?: string }) {
  return { startsOn: entry.from_date ?? EVER_SINCE, endsOn: entry.to_date ?? null };
}

/**
 * A printed price in micro-euros excluding tax. One printed with tax is divided by 1 + rate and rounded
 * half up (X1): 41.86 at 19.6 % is 35.000000.
 * @param vat percent of the tax in the price; absent = printed without tax
 */
export function microEurosWithoutTax(euros: string, { vat }: { vat?: string }): number {
  const printed = microEuros(euros);
  if (vat === undefined) return printed;
  const divisor = new Decimal(vat).div(100).plus(1);
  return new Decimal(printed).div(divisor).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

import type { RecurringFee, RecurringPrice } from './billing-catalogue.ts';
import type { Catalogue, Documented } from './catalogue.ts';
import { citedOf, datesOf, microEurosWithoutTax } from './fee-prices.ts';
import type { RecurringFeeEntry } from './fee-schema.ts';

/** Monthly prices: one fee per entry, or per commitment where an entry has several. */
export function compileRecurringFees(catalogue: Catalogue): RecurringFee[] {
  return [...catalogue.recurringFees].flatMap(([id, entry]) =>
    pricesOf(entry).map(({ commitmentMonths, price }) => ({
      ...citedOf(commitmentMonths === null ? id : `${id}/${commitmentMonths}-months`, entry),
      ...datesOf(entry),
      item: itemOf(entry),
      kind: entry.option === undefined ? ('subscription' as const) : ('option' as const),
      offers: entry.offers,
      option: entry.option ?? null,
      commitmentMonths,
      price,
      isDiscount: entry.discount ?? false,
      per: entry.per ?? (entry.option === undefined ? 'contract' : 'option_quantity'),
      proration: entry.proration ?? catalogue.settings.proration ?? 'day',
    })),
  );
}

/** A monthly price is shown, and looked up in prices.csv, under its option, else under its own name. */
export function itemOf(entry: Documented<RecurringFeeEntry>): string {
  return entry.item ?? entry.option ?? entry.name;
}

type CommittedPrice = Pick<RecurringFee, 'commitmentMonths' | 'price'>;

function pricesOf(entry: RecurringFeeEntry): CommittedPrice[] {
  if (entry.price !== undefined)
    return [{ commitmentMonths: null, price: priceOf(entry, entry.price) }];
  const lines = entry.prices ?? [];
  if (!lines.some(({ from_lines }) => from_lines !== undefined)) {
    return lines.map(({ commitment_months, price }) => ({
      commitmentMonths: commitment_months ?? null,
      price: priceOf(entry, price),
    }));
  }
  const bands = lines.map(({ from_lines, price }) => ({
    fromLines: from_lines as number,
    microEuros: price === 'quote' ? null : microEurosWithoutTax(price, entry),
  }));
  return [{ commitmentMonths: null, price: { kind: 'by_fleet', bands } }];
}

function priceOf(entry: RecurringFeeEntry, price: string): RecurringPrice {
  if (price === 'quote') return { kind: 'quote' };
  if (price !== 'required')
    return { kind: 'printed', microEuros: microEurosWithoutTax(price, entry) };
  if (entry.revision === undefined) return { kind: 'required', revision: null };
  const { decimals, indices } = entry.revision;
  const shares = indices.map(({ index, percent }) => ({ index, share: Number(percent) / 100 }));
  return { kind: 'required', revision: { decimals, indices: shares } };
}

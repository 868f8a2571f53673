import type { OneOffFee, OneOffPrice } from './billing-catalogue.ts';
import type { Catalogue, Documented } from './catalogue.ts';
import { citedOf, datesOf, microEurosWithoutTax } from './fee-prices.ts';
import type { OneOffFeeEntry } from './fee-schema.ts';

/** Prices charged once, by an order or when an option starts. */
export function compileOneOffFees(catalogue: Catalogue): OneOffFee[] {
  return [...catalogue.oneOffFees].map(([id, entry]) => {
    const trigger = triggerOf(entry);
    return {
      ...citedOf(id, entry),
      ...datesOf(entry),
      item: entry.item ?? (trigger.kind === 'order' ? trigger.item : trigger.option),
      trigger,
      offers: entry.offers ?? null,
      price: priceOf(entry),
      per: entry.per ?? 'quantity',
      quantityCounts: entry.quantity_counts ?? null,
      minimumQuantity: entry.minimum_quantity ?? null,
      maximumQuantity: entry.maximum_quantity ?? null,
      freeOutcomes: entry.free_outcomes ?? [],
      cancelledBy: entry.cancelled_by ?? [],
      oncePer: entry.once_per ?? null,
      isOutsideVat: entry.outside_vat ?? false,
    };
  });
}

/** The order that an entry is charged by bears its own name unless it says otherwise. */
export function triggerOf(entry: Documented<OneOffFeeEntry>): OneOffFee['trigger'] {
  if (entry.option_start !== undefined) return { kind: 'option_start', option: entry.option_start };
  return { kind: 'order', item: entry.order ?? entry.name };
}

function priceOf(entry: OneOffFeeEntry): OneOffPrice {
  const { price } = entry;
  if (price === 'required' || price === 'quote') return { kind: price };
  if (typeof price === 'string') {
    return { kind: 'printed', microEuros: microEurosWithoutTax(price, entry) };
  }
  if ('by_rank' in price) {
    const microEuros = price.by_rank.map((euros) => microEurosWithoutTax(euros, entry));
    return { kind: 'by_rank', microEuros };
  }
  if ('remaining_commitment_percent' in price) {
    return { kind: 'remaining_commitment', percent: Number(price.remaining_commitment_percent) };
  }
  return { kind: 'subscription_credit', months: price.subscription_credit_months };
}

import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';

/** What is wrong with a row of prices.csv that prices no usage. */
export interface BillingPriceFault {
  field: 'item' | 'unit';
  message: string;
}

export type CheckBillingPrice = (item: string, unit: string) => BillingPriceFault | null;

/** How prices.csv calls the two units of billing; the first is the one to use. */
const UNITS = { month: ['month', 'mois'], unit: ['unit', 'unité', 'unite'] };

type BillingUnit = keyof typeof UNITS;

/**
 * Check of the items that only the month's close prices: one whose price the documents leave out, per month or
 * per unit. A printed price stays, and what is on quote is agreed with the customer.
 */
export function billingPriceChecker(billing: BillingCatalogue): CheckBillingPrice {
  const wanted = requiredItems(billing);
  const otherwise = otherItems(billing);
  return (item, unit) => {
    const units = wanted.get(item);
    if (units === undefined) {
      const found = otherwise.get(item) ?? `unknown item "${item}"`;
      const items = [...wanted.keys()].join(', ');
      const expected = `expected usage without a printed price or one of: ${items}`;
      return { field: 'item', message: `${found}; ${expected}` };
    }
    if ([...units].some((name) => UNITS[name].includes(unit.toLowerCase()))) return null;
    const message = `found unit "${unit}" of "${item}"; expected ${[...units].join(' or ')}`;
    return { field: 'unit', message };
  };
}

function requiredItems({ recurringFees, oneOffFees }: BillingCatalogue) {
  const wanted = new Map<string, Set<BillingUnit>>();
  const add = (item: string, unit: BillingUnit) => {
    const units = wanted.get(item);
    if (units === undefined) wanted.set(item, new Set([unit]));
    else units.add(unit);
  };
  for (const { item, price } of recurringFees) if (price.kind === 'required') add(item, 'month');
  for (const { item, price } of oneOffFees) if (price.kind === 'required') add(item, 'unit');
  return wanted;
}

/** Items that prices.csv may not price, with the reason. */
function otherItems({ recurringFees, oneOffFees }: BillingCatalogue): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { item, price, document } of [...recurringFees, ...oneOffFees]) {
    if (price.kind === 'quote') reasons.set(item, `"${item}" is on quote`);
    else reasons.set(item, `document ${document} says what "${item}" costs`);
  }
  return reasons;
}

import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';

/** What is wrong with a row of prices.csv that prices no usage. */
export interface BillingPriceFault {
  field: 'customer_id' | 'item' | 'unit';
  message: string;
}

/** @param isForOneCustomer whether the row names a customer */
export type CheckBillingPrice = (
  item: string,
  unit: string,
  isForOneCustomer: boolean,
) => BillingPriceFault | null;

/** How prices.csv calls the two units of billing; the first is the one to use. */
const UNITS = { month: ['month', 'mois'], unit: ['unit', 'unité', 'unite'] };

type BillingUnit = keyof typeof UNITS;

/** Units in which an item has a price of prices.csv, and whether that is one agreed with a customer only. */
type PricedUnits = Map<BillingUnit, { isAgreed: boolean }>;

/**
 * Check of the items that only the month's close prices: one whose price the documents leave out, per month or
 * per unit, and one on quote, whose price is agreed with one customer. A printed price stays.
 */
export function billingPriceChecker(billing: BillingCatalogue): CheckBillingPrice {
  const wanted = pricedItems(billing);
  const printed = documentOfItem(billing);
  return (item, unit, isForOneCustomer) => {
    const units = wanted.get(item);
    if (units === undefined) {
      const document = printed.get(item);
      const found =
        document === undefined
          ? `unknown item "${item}"`
          : `document ${document} says what "${item}" costs`;
      const items = [...wanted.keys()].join(', ');
      const expected = `expected usage without a printed price or one of: ${items}`;
      return { field: 'item', message: `${found}; ${expected}` };
    }
    const names = [...units.keys()];
    const name = names.find((one) => UNITS[one].includes(unit.toLowerCase()));
    if (name === undefined) {
      const message = `found unit "${unit}" of "${item}"; expected ${names.join(' or ')}`;
      return { field: 'unit', message };
    }
    if (!units.get(name)?.isAgreed || isForOneCustomer) return null;
    const message = `"${item}" is on quote, a price agreed with one customer; expected its customer_id`;
    return { field: 'customer_id', message };
  };
}

function pricedItems({ recurringFees, oneOffFees }: BillingCatalogue): Map<string, PricedUnits> {
  const wanted = new Map<string, PricedUnits>();
  const add = (item: string, unit: BillingUnit, isAgreed: boolean) => {
    const units: PricedUnits = wanted.get(item) ?? new Map();
    const others = units.get(unit)?.isAgreed ?? true;
    wanted.set(item, units.set(unit, { isAgreed: isAgreed && others }));
  };
  for (const { item, price } of recurringFees) {
    const hasQuote = price.kind === 'by_fleet' && price.bands.some((b) => b.microEuros === null);
    if (price.kind === 'required') add(item, 'month', false);
    else if (price.kind === 'quote' || hasQuote) add(item, 'month', true);
  }
  for (const { item, price, maximumQuantity } of oneOffFees) {
    if (price.kind === 'required') add(item, 'unit', false);
    else if (price.kind === 'quote' || maximumQuantity !== null) add(item, 'unit', true);
  }
  return wanted;
}

/** The document that says what an item costs. */
function documentOfItem({ recurringFees, oneOffFees }: BillingCatalogue): Map<string, string> {
  return new Map([...recurringFees, ...oneOffFees].map(({ item, document }) => [item, document]));
}

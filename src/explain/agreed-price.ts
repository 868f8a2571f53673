import type { BillingCatalogue, OneOffFee, RecurringFee } from '../catalogue/billing-catalogue.ts';
import { thousands } from '../progress/thousands.ts';
import { agreedPrice, fleetSize } from '../store/find-agreed-price.ts';
import type { Charge } from '../store/find-charges.ts';
import type { Store } from '../store/store.ts';

/** Why a charge's price is one agreed with the customer, and where it stands; null when it is none. */
export async function agreedPriceLines(
  store: Store,
  billing: BillingCatalogue,
  fee: RecurringFee | OneOffFee,
  charge: Charge,
): Promise<string[] | null> {
  const why = await whyOnQuote(store, billing, fee, charge);
  if (why === null) return null;
  const agreed = await agreedPrice(store, charge, fee.item);
  const line = `${why}: the price was agreed with customer ${charge.customer_id}`;
  if (agreed === undefined) {
    return [
      line,
      'prices.csv gave it when the month was billed; the data stored now no longer has it',
    ];
  }
  const { item, price, unit, starts_on, ends_on } = agreed;
  const period = ends_on === null ? `from ${starts_on} on` : `from ${starts_on} to ${ends_on}`;
  const isDiscount = 'isDiscount' in fee && fee.isDiscount;
  const off = isDiscount ? '; as a discount it is taken off' : '';
  return [line, `prices.csv: ${item}, ${price} per ${unit}, ${period}${off}`];
}

async function whyOnQuote(
  store: Store,
  { offers }: BillingCatalogue,
  fee: RecurringFee | OneOffFee,
  charge: Charge,
): Promise<string | null> {
  if (fee.price.kind === 'quote') return 'the document says on quote';
  if ('maximumQuantity' in fee && fee.maximumQuantity !== null) {
    const isBeyond = Number(charge.quantity) > fee.maximumQuantity;
    return isBeyond ? `on quote above a quantity of ${thousands(fee.maximumQuantity)}` : null;
  }
  if (fee.price.kind !== 'by_fleet') return null;
  const sims = offers.filter(({ lines }) => lines === 'sim').map(({ offer }) => offer);
  const size = await fleetSize(store, charge, sims);
  const band = fee.price.bands.filter(({ fromLines }) => fromLines <= Math.max(size, 1)).at(-1);
  if (band === undefined || band.microEuros !== null) return null;
  const from = thousands(band.fromLines);
  return `on quote from ${from} SIMs on the last day of the month, and there are ${thousands(size)}`;
}

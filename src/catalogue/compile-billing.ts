import {
  BILLING_FORM,
  type BilledOffer,
  type BillingCatalogue,
  type FleetDiscount,
  type VatPeriod,
} from './billing-catalogue.ts';
import type { Catalogue } from './catalogue.ts';
import { compileMonthTiers, compileOptima } from './compile-month-tiers.ts';
import { compileOneOffFees } from './compile-one-off-fees.ts';
import { compileOptions } from './compile-options.ts';
import { compileRecurringFees } from './compile-recurring-fees.ts';
import { citedOf } from './fee-prices.ts';

/**
 * What the month's close needs of a catalogue, as plain data that can be stored with the month.
 * Prices printed with tax are converted here, once: HT = TTC / (1 + rate), half up to the micro-euro (X1).
 */
export function compileBilling(catalogue: Catalogue): BillingCatalogue {
  const { line_decimals, vat_decimals } = catalogue.settings.invoice_rounding;
  return {
    form: BILLING_FORM,
    offers: compileOffers(catalogue),
    recurringFees: compileRecurringFees(catalogue),
    oneOffFees: compileOneOffFees(catalogue),
    monthTiers: compileMonthTiers(catalogue),
    optima: compileOptima(catalogue),
    fleetDiscounts: compileFleetDiscounts(catalogue),
    options: compileOptions(catalogue),
    zoneLabels: catalogue.settings.zone_labels ?? {},
    vat: compileVat(catalogue),
    lineDecimals: line_decimals,
    vatDecimals: vat_decimals,
  };
}

function compileOffers(catalogue: Catalogue): BilledOffer[] {
  return [...catalogue.offers].map(([offer, { document, lines, trial }]) => ({
    offer,
    document,
    lines,
    becomes: trial === undefined ? null : { afterMonths: trial.months, offer: trial.becomes },
  }));
}

function compileFleetDiscounts(catalogue: Catalogue): FleetDiscount[] {
  return [...catalogue.fleetDiscounts].map(([id, discount]) => ({
    ...citedOf(id, discount),
    item: discount.item ?? discount.name,
    offers: discount.offers,
    minimumContracts: discount.minimum_contracts,
    percent: Number(discount.percent),
  }));
}

function compileVat({ settings }: Catalogue): VatPeriod[] {
  return Object.entries(settings.vat).flatMap(([territory, rates]) =>
    rates.map(({ from_date, percent }) => ({
      territory,
      startsOn: from_date,
      percent: Number(percent),
    })),
  );
}

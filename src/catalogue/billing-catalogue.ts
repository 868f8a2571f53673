/**
 * What the month's close needs of the catalogue: plain data, so that a run stores it in the database as JSON
 * and `octroi bill` needs no catalogue files. Prices are whole micro-euros excluding tax; prices the documents
 * print with tax are converted once, when the catalogue is compiled. Dates are ISO days, both ends inclusive.
 */
export interface BillingCatalogue {
  /** BILLING_FORM of the version of octroi that stored it. */
  form: number;
  offers: BilledOffer[];
  recurringFees: RecurringFee[];
  oneOffFees: OneOffFee[];
  monthTiers: MonthTiers[];
  optima: OptimaTiers[];
  fleetDiscounts: FleetDiscount[];
  /** Every option there is, and every order item in `oneOffFees`: a name that is not here is an error. */
  options: BilledOption[];
  /** What an invoice calls a zone, by its name. */
  zoneLabels: Record<string, string>;
  vat: VatPeriod[];
  /** Decimals of an invoice line and of the tax of one rate. */
  lineDecimals: number;
  vatDecimals: number;
}

/** Grows when what follows changes: what a database has of another form is of no use until the next run. */
export const BILLING_FORM = 2;

/** Where a price stands. */
export interface Cited {
  /** Stable id, shown as `charges.rule`: `004/m2m-business-2mo/24-months`. */
  id: string;
  /** Shown as `charges.item`; the name under which prices.csv gives the price if the document does not. */
  item: string;
  /** The document's words, shown on the invoice. */
  label: string;
  document: string;
  section: string;
  readings: string[];
  /** The value is ours, not the document's. */
  assumed: boolean;
}

export interface BilledOffer {
  offer: string;
  document: string;
  lines: 'fixed' | 'sim' | 'webex' | 'none';
  /**
   * A trial: from this many calendar months after the month of `starts_on` on, it is billed as the other
   * offer (E23).
   */
  becomes: { afterMonths: number; offer: string } | null;
}

/** A price per month. */
export interface RecurringFee extends Cited {
  kind: 'subscription' | 'option';
  /** Contracts of these offers owe it … */
  offers: string[];
  /** … if they have this option; null = all of them. */
  option: string | null;
  /** … and this commitment; null = any. */
  commitmentMonths: number | null;
  price: RecurringPrice;
  /** The price is taken off; charge kind `discount`. */
  isDiscount: boolean;
  /** What is multiplied: 1, the contract's licences active any day of the month, or the option's quantity. */
  per: 'contract' | 'licence' | 'option_quantity';
  /** By calendar day in the first and last month, or never (G13). */
  proration: 'day' | 'none';
  /**
   * Price version: first day (0001-01-01: ever since), and last day or null. The first day of the contract's
   * or option's part of the month decides.
   */
  startsOn: string;
  endsOn: string | null;
}

export type RecurringPrice =
  | { kind: 'printed'; microEuros: number }
  /** prices.csv gives it (unit `month`); `revision` names the formula it is revised by each year. */
  | { kind: 'required'; revision: PriceRevision | null }
  /** Agreed with the customer: the customer's own price in prices.csv; without one it blocks the invoice. */
  | { kind: 'quote' }
  /** By the number of SIM contracts of the customer active on the last day of the month; microEuros null = on quote. */
  | { kind: 'by_fleet'; bands: { fromLines: number; microEuros: number | null }[] };

/** P = P-1 x sum of share x index / index one year before, on the first day of the anniversary month (D20). */
export interface PriceRevision {
  indices: { index: string; share: number }[];
  /** Decimals the revised price is rounded to, half up. */
  decimals: number;
}

/** A price charged once, by an order or when an option starts. */
export interface OneOffFee extends Cited {
  /** Order item, or option whose start is charged. */
  trigger: { kind: 'order'; item: string } | { kind: 'option_start'; option: string };
  /** The order's contract must be of one of these; null = any contract or none. */
  offers: string[] | null;
  price: OneOffPrice;
  /** Multiplied by the order's quantity (`quantity`), or one price for the order whatever its quantity. */
  per: 'quantity' | 'order';
  /** In the document's words, what the quantity counts: it must then be given; null = empty means 1. */
  quantityCounts: string | null;
  /** Fewer cannot be ordered; null = no minimum. */
  minimumQuantity: number | null;
  /** Above this quantity the price is a quote, as with price kind `quote`; null = no limit. */
  maximumQuantity: number | null;
  /** Outcomes of an order that cost nothing (`failed`); empty = charged whatever the outcome (C3). */
  freeOutcomes: string[];
  /** A completed order of one of these items that names this one as linked cancels it (C4). */
  cancelledBy: string[];
  /** Charged once in the life of the contract or customer. */
  oncePer: 'line' | 'contract' | 'customer' | null;
  /** A deposit: no turnover, so no tax. */
  isOutsideVat: boolean;
  /** Days of the order or the option's start on which this price holds. */
  startsOn: string;
  endsOn: string | null;
}

export type OneOffPrice =
  | { kind: 'printed'; microEuros: number }
  /** Price by the order's `rank`, first = 1; the last one serves all further ranks (A3). */
  | { kind: 'by_rank'; microEuros: number[] }
  | { kind: 'required' }
  | { kind: 'quote' }
  /** Share of the subscription fees still due until the end of the commitment (D21). */
  | { kind: 'remaining_commitment'; percent: number }
  /** Credit of so many months of subscription, options excluded (B23); amount is negative, charge kind `credit`. */
  | { kind: 'subscription_credit'; months: number };

/** Whole-month unit price of messages or hits. */
export interface MonthTiers extends Cited {
  /** `usage.rule` ids whose volume is counted together over the customer. */
  rules: string[];
  mode: 'whole_volume' | 'graduated';
  /** Ascending; `from` counts from 1. */
  tiers: { from: number; microEuros: number }[];
}

/** Cheapest tier per contract and month, fee and data beyond it together (E8). */
export interface OptimaTiers extends Cited {
  /** Offers and the days on which they are sold with it, both ends inclusive. */
  sold: { offer: string; startsOn: string; endsOn: string | null }[];
  /** `usage.rule` ids of the data it prices. */
  rules: string[];
  proration: 'day' | 'none';
  tiers: OptimaTier[];
}

/** The fee of a tier and its price of data beyond: so many micro-euros for so many kilo-octets. */
export interface OptimaTier {
  ko: number;
  feeMicroEuros: number;
  microEuros: number;
  forKo: number;
}

/** Percent off the subscription fees of the offers when the customer has enough contracts of them (E20). */
export interface FleetDiscount extends Cited {
  offers: string[];
  /** Contracts active on the last day of the month. */
  minimumContracts: number;
  percent: number;
}

/** An option of options.csv. */
export interface BilledOption {
  option: string;
  /** Offers whose contracts may have it. */
  offers: string[];
  document: string;
  section: string;
  readings: string[];
  /** In the document's words, what the quantity counts: it must then be given, from 0 up; null = empty means 1. */
  quantityCounts: string | null;
  /** Options the contract must have on every day on which it has this one. */
  requires: string[];
  /** Options the contract must have on none of those days. */
  excludes: string[];
}

export interface VatPeriod {
  territory: string;
  /** Decides by the last day of the invoice's month. */
  startsOn: string;
  percent: number;
}

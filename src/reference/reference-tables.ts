import type { TextIndex } from './text-index.ts';

/** Last day of an open-ended validity. */
export const NO_END_DAY = 0x7fff_ffff;

/**
 * Reference data compiled for workers: typed arrays over shared memory, read-only.
 * Days are Paris days since 1970-01-01; ranges `from`..`to` are inclusive, as in the files.
 */
export interface ReferenceTables {
  /** Line text (without a leading `+`) -> line index. */
  lines: TextIndex;
  /** Validities of line l are lineFirst[l] to lineFirst[l + 1] (exclusive), oldest first, never overlapping. */
  lineFirst: Int32Array;
  lineContract: Int32Array;
  lineFromDay: Int32Array;
  lineToDay: Int32Array;
  /** What every record asks of its line, side by side: see line-rows.ts. */
  lineRows: Int32Array;

  /** Contract id -> contract index. */
  contracts: TextIndex;
  contractOffer: Int16Array;
  contractCustomer: Int32Array;
  /** -1 = no site. */
  contractSite: Int32Array;
  contractFromDay: Int32Array;
  contractToDay: Int32Array;
  /**
   * Contracts whose usage can influence each other's price carry the same number: those of one site pool,
   * and those a line has moved between. One worker rates a component's records, in order of start.
   */
  contractComponent: Int32Array;
  /**
   * Contracts priced as another offer than their own from a day on, by contract and day: `offerAt` looks them
   * up. Offers are numbered as in TariffTables.optionForms.
   */
  stageContract: Int32Array;
  stageFromDay: Int32Array;
  stageOffer: Int32Array;

  customers: TextIndex;
  sites: TextIndex;
  siteCustomer: Int32Array;
  /** Lines with a Webex contract at site s are siteLine[siteFirstLine[s]] to siteFirstLine[s + 1] (exclusive). */
  siteFirstLine: Int32Array;
  siteLine: Int32Array;
  /**
   * Two-digit site codes of each customer, four words each: bit (code % 32) of
   * customerSiteCodes[customer * 4 + (code >> 5)] is set when the customer has such a site.
   */
  customerSiteCodes: Uint32Array;

  /**
   * Prices the documents leave out, by *rule cell*: the index into TariffTables.ruleOf. One rule may serve
   * several offers, and a price for one of them must not reach the others, so the rule is no key.
   * Prices of a cell are priceOfCell[priceFirst[cell]] to priceFirst[cell + 1] (exclusive), each an index into
   * the arrays below: a customer's own (by descending customer) before those for all (-1), newest first.
   * `priceAt` looks one up.
   */
  priceFirst: Int32Array;
  priceOfCell: Int32Array;
  /** One entry per usage price of prices.csv. Customer index, -1 = all. */
  priceCustomer: Int32Array;
  priceFromDay: Int32Array;
  priceToDay: Int32Array;
  /** Micro-euros, once per call. */
  priceConnectionFeeMicroEuros: Float64Array;
  /** Micro-euros for priceUnits units (s, ko, message …): 60 = a price per minute, 1000 = per Mo. */
  priceMicroEuros: Float64Array;
  priceUnits: Float64Array;

  /** Balances brought from another system, sorted by contract then month; `openingAllowance` indexes TariffTables. */
  openingContract: Int32Array;
  /** Months since 1970-01. */
  openingMonth: Int32Array;
  openingAllowance: Int32Array;
  openingRolledIn: Float64Array;
}

/**
 * The number plan compiled for workers: shared, read-only.
 *
 * An *entry* is one row of the plan: a prefix of E.164 digits, or an exact short number.
 * Zone tables of offers are arrays indexed by entry (see catalogue/tariff-tables.ts).
 */
export interface NumberTables {
  entryCount: number;
  /** Trie of E.164 digits (digit-trie.ts): the child of node n for digit d at n * 10 + d; root = node 0. */
  e164Child: Int32Array;
  /** Entry of digits that run out at each node: that of the longest prefix so far, -1 = none. */
  e164Entry: Int32Array;
  /** The same for the digits after the `0` of a French national number, overseas forms included. */
  nationalChild: Int32Array;
  nationalEntry: Int32Array;
  /**
   * By entry: the country code (33, 262, 590 …) that E.164 has before the national digits;
   * 0 where it has none, as 0508 already begins with its code. Only for entries of the national trie.
   */
  nationalCountryCode: Int32Array;
  /** Short numbers: open-addressed table of digits as a number (0 = free slot), and the entry of each slot. */
  shortNumber: Int32Array;
  shortEntry: Int32Array;
  /** Entry for short numbers of no list: known to exist, without a price. */
  unknownShortEntry: number;
}

/** What `resolveCalled` found; reused for every record. */
export interface CalledNumber {
  /** E.164 digits as a number; a short or internal number as its negative; 0 = none. */
  number: number;
  /** Entry of the plan, -1 = in no listed range. */
  entry: number;
  /** Two-digit site code of an internal number (`5` + site + extension), -1 otherwise. */
  siteCode: number;
}

/** What kind of number an entry is. French free and value-added numbers have their own kinds. */
export const NUMBER_TYPES = [
  'fixed',
  'mobile',
  'fixed_or_mobile',
  'voip',
  'unknown',
  'free',
  'value_added',
  'premium',
  'shared_cost',
  'toll_free',
  'uan',
  'personal',
  'pager',
  'other',
  'short_unknown',
] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

/** One row of the plan before compilation. */
export interface NumberEntry {
  /** E.164 digits without `+`, or the whole short number. */
  digits: string;
  short: boolean;
  /** ISO 3166 alpha-2, `001` for shared codes, or a territory below country level such as `US-AK`. */
  region: string;
  type: NumberType;
}

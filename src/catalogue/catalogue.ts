import type { CatalogueFile } from './catalogue-file.ts';
import type {
  Allowance,
  Offer,
  OfferDocument,
  PriceList,
  Settings,
  TerritoryGroup,
  ZoneSet,
} from './catalogue-schema.ts';
import type {
  ContractLimitEntry,
  FleetDiscountEntry,
  OneOffFeeEntry,
  OptionEntry,
  RecurringFeeEntry,
} from './fee-schema.ts';

/** The offer documents as data: names are unique over all files, so every map is keyed by name. */
export interface Catalogue {
  /** SHA-256 of the content of all files, in hex; comments and layout do not count. */
  digest: string;
  settings: Settings;
  /** Title of each document, by number. */
  documents: Map<string, string>;
  territoryGroups: Map<string, TerritoryGroup>;
  zoneSets: Map<string, ZoneSet>;
  /** With the number of the document each stands in. */
  allowances: Map<string, Allowance & { document: string }>;
  priceLists: Map<string, PriceList & { document: string }>;
  /** In the order of the files' names, then of the file. */
  offers: Map<string, Offer & { document: string }>;
  /** What is billed besides usage, by id: `<document>/<name>`. */
  recurringFees: Map<string, Documented<RecurringFeeEntry>>;
  oneOffFees: Map<string, Documented<OneOffFeeEntry>>;
  fleetDiscounts: Map<string, Documented<FleetDiscountEntry>>;
  contractLimits: Map<string, Documented<ContractLimitEntry>>;
  /** What else is to be said of an option, by its name. */
  options: Map<string, OptionEntry & { document: string }>;
}

/** An entry with the document it stands in and its own name there. */
export type Documented<T> = T & { document: string; name: string };

/** An offer document with the file it was read from, for messages. */
export interface LoadedDocument {
  source: CatalogueFile;
  document: OfferDocument;
}

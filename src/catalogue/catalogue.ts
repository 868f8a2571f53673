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
}

/** An offer document with the file it was read from, for messages. */
export interface LoadedDocument {
  source: CatalogueFile;
  document: OfferDocument;
}

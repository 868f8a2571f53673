import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { NumberTables } from '../numbering/number-tables.ts';
import type { ReferenceTables } from '../reference/reference-tables.ts';
import type { TextIndex } from '../reference/text-index.ts';

/** Everything compiled that a worker reads and never writes; its arrays lie in shared memory. */
export interface RatingTables {
  numbers: NumberTables;
  tariffs: TariffTables;
  reference: ReferenceTables;
  /** First Paris day that has not been purged; one element, set before the first record is read. */
  openFromDay?: Int32Array;
}

/** The store's keys for what the tables number, in shared memory. A key given once is kept for ever. */
export interface StoreKeys {
  /** By line index: the line as a number; a line that is no number as the negative of its key in `line_names`. */
  lineKey: Float64Array;
  contractKey: Int32Array;
  siteKey: Int32Array;
  /** What a cell says of a record: its rule, service and zone; 0 where the cell has no rule. */
  ruleKeyOfCell: Int32Array;
  /** The same for calls that cost nothing whatever their number, by freeIndex. */
  ruleKeyOfFree: Int32Array;
}

/** The same with what is known only when all records have been decoded. */
export interface UsageKeys extends StoreKeys {
  /** Heads of ids that the store keeps once; the key of one is its index + 1. */
  idHeads: TextIndex;
}

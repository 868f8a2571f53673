import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { NumberTables } from '../numbering/number-tables.ts';
import type { ReferenceTables } from '../reference/reference-tables.ts';

/** Everything compiled that a worker reads and never writes; its arrays lie in shared memory. */
export interface RatingTables {
  numbers: NumberTables;
  tariffs: TariffTables;
  reference: ReferenceTables;
  /** How each line is written in the store, by line index: see USAGE_COLUMNS.lineKey. */
  lineKey: Float64Array;
  /** Lines that are no numbers, by key. */
  lineNames: Record<number, string>;
  /** Key of each contract in the store, by contract index. */
  contractKey: Int32Array;
  siteKey: Int32Array;
  /** Store's key of what a cell says of a record: its rule, service and zone; 0 where the cell has no rule. */
  ruleKeyOfCell: Int32Array;
  /** The same for calls that cost nothing whatever their number, by freeIndex. */
  ruleKeyOfFree: Int32Array;
}

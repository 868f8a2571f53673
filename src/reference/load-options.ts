import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { Contracts } from './load-contracts.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText } from './reference-row.ts';
import { countField, isUsableId, knownId, readPeriod } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'options',
  columns: ['contract_id', 'option', 'quantity', 'starts_on', 'ends_on'],
  optional: ['quantity', 'ends_on'],
};
const CONTRACT_ID = 0;
const OPTION = 1;
const QUANTITY = 2;
const STARTS_ON = 3;
const ENDS_ON = 4;

/** An option of a contract that changes what its usage costs; both days inclusive. */
export interface UsageOption {
  contract: number;
  option: string;
  fromDay: number;
  toDay: number;
}

/**
 * Reads options.csv and keeps what rating needs: options that an offer's usage depends on. All others are
 * billing's, but their form is checked here too.
 */
export function loadOptions(
  files: ReferenceFiles,
  contracts: Contracts,
  tariffs: TariffTables,
): UsageOption[] {
  const options: UsageOption[] = [];
  const period = { fromDay: 0, toDay: 0 };
  files.read(LAYOUT, (row) => {
    const contract = knownId(row, CONTRACT_ID, contracts.ids);
    const isOption = isUsableId(row, OPTION, 'option');
    const quantity = countField(row, QUANTITY, 1);
    const isPeriod = readPeriod(row, STARTS_ON, ENDS_ON, period);
    const offer = contract < 0 ? -1 : contracts.offer.values[contract];
    if (!isOption || !isPeriod || quantity === 0 || offer < 0) return;
    if (tariffs.offerHasStages[offer] === 0) return;
    options.push({ contract, option: fieldText(row, OPTION), ...period });
  });
  return options;
}

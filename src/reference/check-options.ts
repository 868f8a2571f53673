import type { BilledOption } from '../catalogue/billing-catalogue.ts';
import { fieldText, isEmptyField, type ReferenceRow, reportField } from './reference-row.ts';
import { countField } from './row-checks.ts';

/** False after reporting an option that is not in the catalogue, or that the contract's offer may not have. */
export function checkOption(
  row: ReferenceRow,
  column: number,
  option: BilledOption | undefined,
  offersOfContract: readonly string[],
  options: readonly BilledOption[],
): boolean {
  const mayHave = ({ offers }: BilledOption) =>
    offersOfContract.length === 0 || offersOfContract.some((offer) => offers.includes(offer));
  if (option !== undefined && mayHave(option)) return true;
  const found = fieldText(row, column);
  const possible = options.filter(mayHave).map((other) => other.option);
  const expected = `expected ${possible.join(', ') || 'none: the offer has no options'}`;
  if (option === undefined) reportField(row, column, `unknown option "${found}"; ${expected}`);
  else
    reportField(
      row,
      column,
      `option "${found}" is not for offer ${offersOfContract[0]}; ${expected}`,
    );
  return false;
}

/** The quantity, 1 if it is empty; reports one that is no number, or empty where it must be given. */
export function checkQuantity(
  row: ReferenceRow,
  column: number,
  option: BilledOption | undefined,
): number {
  const counts = option?.quantityCounts ?? null;
  if (counts !== null && isEmptyField(row, column)) {
    reportField(row, column, `empty quantity; expected the number of ${counts}, 0 for none`);
  }
  return countField(row, column, 1);
}

/** Options that require or exclude another, and those others. */
export function relatedOptions(options: readonly BilledOption[]): Set<string> {
  const related = new Set<string>();
  for (const { option, requires, excludes } of options) {
    for (const other of [...requires, ...excludes]) related.add(option).add(other);
  }
  return related;
}

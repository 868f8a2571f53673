import type { ReferenceTables } from './reference-tables.ts';

/**
 * Balance that openings.csv brings into a contract's month.
 * @param month months since 1970-01
 * @param allowance index into TariffTables
 * @returns index into the opening arrays, or -1
 */
export function openingAt(
  reference: ReferenceTables,
  contract: number,
  month: number,
  allowance: number,
): number {
  const { openingContract, openingMonth, openingAllowance } = reference;
  let low = 0;
  let high = openingContract.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isBefore =
      openingContract[middle] < contract ||
      (openingContract[middle] === contract && openingMonth[middle] < month);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < openingContract.length; at++) {
    if (openingContract[at] !== contract || openingMonth[at] !== month) return -1;
    if (openingAllowance[at] === allowance) return at;
  }
  return -1;
}

import type { ReferenceTables } from './reference-tables.ts';

/**
 * Contract of a line on a Paris day (days since 1970-01-01): the one for which both the line's
 * validity and the contract's own contain the day.
 * @returns contract index, or -1
 */
export function contractAt(reference: ReferenceTables, line: number, day: number): number {
  const { lineFirst, lineFromDay, lineToDay, lineContract } = reference;
  const end = lineFirst[line + 1];
  for (let at = lineFirst[line]; at < end; at++) {
    if (day < lineFromDay[at] || day > lineToDay[at]) continue;
    const contract = lineContract[at];
    const isValid =
      day >= reference.contractFromDay[contract] && day <= reference.contractToDay[contract];
    return isValid ? contract : -1;
  }
  return -1;
}

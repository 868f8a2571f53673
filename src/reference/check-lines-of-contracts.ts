import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { firstPlaces, layOut } from './compile-lines.ts';
import { intsOf } from './int-column.ts';
import type { Contracts } from './load-contracts.ts';
import type { LineRows } from './load-lines.ts';
import { addIssue, type IssueList } from './reference-issues.ts';

/**
 * A contract of a SIM has one at a time: its fee is for that one (004), and a second would be served for nothing. On
 * the day of a change both may be valid.
 * @param file lines.csv as the user knows it
 */
export function checkLinesOfContracts(
  rows: LineRows,
  contracts: Contracts,
  tariffs: TariffTables,
  file: string,
  issues: IssueList,
): void {
  const contractOf = intsOf(rows.contract);
  const first = firstPlaces(contractOf, contracts.offer.length);
  const rowAt = layOut(contractOf, first);
  for (let contract = 0; contract < contracts.offer.length; contract++) {
    if (first[contract + 1] - first[contract] < 2) continue;
    const offer = contracts.offer.values[contract];
    if (!tariffs.offerHasOneLine[offer]) continue;
    const ofContract = rowAt.subarray(first[contract], first[contract + 1]);
    reportSecondLines(rows, ofContract, tariffs.offerNames[offer], file, issues);
  }
}

/** @param ofContract rows of one contract */
function reportSecondLines(
  { line, fromDay, toDay, lineNumber }: LineRows,
  ofContract: Int32Array,
  offer: string,
  file: string,
  issues: IssueList,
): void {
  const from = fromDay.values;
  ofContract.sort((a, b) => from[a] - from[b] || a - b);
  let longest = ofContract[0];
  for (const row of ofContract.subarray(1)) {
    const isAnother = line.values[row] !== line.values[longest];
    if (isAnother && toDay.values[longest] > from[row]) {
      const there = lineNumber.values[longest];
      const found = `the contract has the line of row ${there} on some of the same days`;
      const expected = `one line at a time of ${offer}, and another contract for this one`;
      addIssue(issues, file, lineNumber.values[row], 1, `${found}; expected ${expected}`);
    }
    if (toDay.values[row] > toDay.values[longest]) longest = row;
  }
}

import { intsOf } from './int-column.ts';
import type { LineRows } from './load-lines.ts';
import { addIssue, type IssueList } from './reference-issues.ts';
import { type TextIndex, textAt } from './text-index.ts';

/** Validities grouped by line, as in ReferenceTables. */
export interface LineValidities {
  lineFirst: Int32Array;
  lineContract: Int32Array;
  lineFromDay: Int32Array;
  lineToDay: Int32Array;
}

/**
 * Groups the rows of lines.csv by line, oldest first, and reports those that overlap.
 * @param lines the rows' line texts, frozen
 * @param file lines.csv as the user knows it
 */
export function compileLines(
  rows: LineRows,
  lines: TextIndex,
  file: string,
  issues: IssueList,
): LineValidities {
  const line = intsOf(rows.line);
  const fromDay = intsOf(rows.fromDay);
  const lineFirst = firstPlaces(line, lines.count);
  const rowAt = layOut(line, lineFirst);
  for (let l = 0; l < lines.count; l++) {
    if (lineFirst[l + 1] - lineFirst[l] === 1) continue;
    const validities = rowAt.subarray(lineFirst[l], lineFirst[l + 1]);
    validities.sort((a, b) => fromDay[a] - fromDay[b] || a - b);
    reportOverlaps(rows, validities, textAt(lines, l), file, issues);
  }
  return {
    lineFirst,
    lineContract: pick(intsOf(rows.contract), rowAt),
    lineFromDay: pick(fromDay, rowAt),
    lineToDay: pick(intsOf(rows.toDay), rowAt),
  };
}

/**
 * Place of each group's first member when members are laid out by group: `groupCount + 1` places.
 */
export function firstPlaces(groupOfMember: Int32Array, groupCount: number): Int32Array {
  const first = new Int32Array(groupCount + 1);
  for (let member = 0; member < groupOfMember.length; member++) first[groupOfMember[member] + 1]++;
  for (let group = 0; group < groupCount; group++) first[group + 1] += first[group];
  return first;
}

/** The members laid out by group, in their own order within one. @param first as firstPlaces gives it */
export function layOut(groupOfMember: Int32Array, first: Int32Array): Int32Array {
  const memberAt = new Int32Array(groupOfMember.length);
  const next = first.slice();
  for (let member = 0; member < memberAt.length; member++) {
    memberAt[next[groupOfMember[member]]++] = member;
  }
  return memberAt;
}

function pick(values: Int32Array, places: Int32Array): Int32Array {
  const picked = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) picked[i] = values[places[i]];
  return picked;
}

/** @param validities rows of one line, by start */
function reportOverlaps(
  rows: LineRows,
  validities: Int32Array,
  line: string,
  file: string,
  issues: IssueList,
): void {
  const { fromDay, toDay, lineNumber } = rows;
  let longest = validities[0];
  for (const row of validities.subarray(1)) {
    if (toDay.values[longest] >= fromDay.values[row]) {
      const here = Math.max(lineNumber.values[row], lineNumber.values[longest]);
      const there = Math.min(lineNumber.values[row], lineNumber.values[longest]);
      const found = `line "${line}" is valid on some of the same days as on line ${there}`;
      addIssue(issues, file, here, 1, `${found}; expected one contract on any day`);
    }
    if (toDay.values[row] > toDay.values[longest]) longest = row;
  }
}

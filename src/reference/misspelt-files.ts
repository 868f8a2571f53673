import { readdirSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import { addIssue, type IssueList } from './reference-issues.ts';

/** Reports files that nobody would read because of a capital or a missing `s`: `price.csv`, `Lines.csv`. */
export function reportMisspelt(
  directory: string,
  names: readonly string[],
  issues: IssueList,
): void {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const nameOf = new Map(names.map((name) => [spelling(name), name]));
  for (const file of readdirSync(directory)) {
    const { name, ext } = parse(file);
    if (!['.csv', '.parquet'].includes(ext.toLowerCase())) continue;
    const meant = nameOf.get(spelling(name));
    if (meant === undefined || file === `${meant}${ext.toLowerCase()}`) continue;
    const expected = `expected it as ${meant}${ext.toLowerCase()}`;
    addIssue(issues, join(directory, file), 1, 1, `no file of this name is read; ${expected}`);
  }
}

/** What small slips of a name have in common. */
function spelling(name: string): string {
  return name.toLowerCase().replace(/s$/, '');
}

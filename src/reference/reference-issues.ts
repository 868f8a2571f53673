/**
 * One fault of the reference data. Lines and columns count from 1; the column counts characters.
 */
export interface ReferenceIssue {
  file: string;
  line: number;
  column: number;
  /** What was found and what was expected. */
  message: string;
}

/** The first faults found, and how many there are in all. */
export interface IssueList {
  kept: ReferenceIssue[];
  count: number;
}

/**
 * Faults kept word for word: a file in the wrong format has one on every row, and nobody reads them
 * all.
 */
const MAX_KEPT_ISSUES = 1_000;

export function newIssueList(): IssueList {
  return { kept: [], count: 0 };
}

export function addIssue(
  issues: IssueList,
  file: string,
  line: number,
  column: number,
  message: string,
): void {
  issues.count++;
  if (issues.kept.length < MAX_KEPT_ISSUES) issues.kept.push({ file, line, column, message });
}

/** `file:line:column message`, the form of all validation errors. */
export function formatIssue(issue: ReferenceIssue): string {
  return `${issue.file}:${issue.line}:${issue.column} ${issue.message}`;
}

/** The reference data cannot be used (exit code 2). The message lists the faults, one per line. */
export class ReferenceDataError extends Error {
  override name = 'ReferenceDataError';
  readonly exitCode = 2;
  readonly issues: ReferenceIssue[];
  readonly issueCount: number;

  constructor(issues: IssueList) {
    const lines = issues.kept.map(formatIssue);
    const rest = issues.count - issues.kept.length;
    if (rest > 0) lines.push(`… and ${rest} more`);
    super(lines.join('\n'));
    this.issues = issues.kept;
    this.issueCount = issues.count;
  }
}

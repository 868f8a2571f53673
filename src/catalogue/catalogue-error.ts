/** One fault of the catalogue. Line and column count from 1. */
export interface CatalogueIssue {
  file: string;
  line: number;
  column: number;
  /** What was found and what was expected. */
  message: string;
}

/** The catalogue cannot be used (exit code 2). The message lists every fault, one per line. */
export class CatalogueError extends Error {
  override name = 'CatalogueError';
  readonly exitCode = 2;
  readonly issues: CatalogueIssue[];

  constructor(issues: CatalogueIssue[]) {
    const lines = issues.map((at) => `${at.file}:${at.line}:${at.column} ${at.message}`);
    super(lines.join('\n'));
    this.issues = issues;
  }
}

import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { compileReference } from './compile-reference.ts';
import { type ReferenceCounts, readReference } from './read-reference.ts';
import { newIssueList, ReferenceDataError, type ReferenceIssue } from './reference-issues.ts';
import type { ReferenceTables } from './reference-tables.ts';

/**
 * Loads a directory of reference data (CSV or Parquet) into tables that workers share.
 * @throws ReferenceDataError with every fault found, when there is one
 */
export async function loadReference(
  directory: string,
  tariffs: TariffTables,
): Promise<ReferenceTables> {
  const issues = newIssueList();
  const contents = await readReference(directory, tariffs, issues);
  if (issues.count > 0) throw new ReferenceDataError(issues);
  return compileReference(contents, tariffs);
}

export interface ReferenceCheck {
  /** The first thousand faults. */
  errors: ReferenceIssue[];
  /** How many there are in all. */
  errorCount: number;
  counts: ReferenceCounts;
}

/** Checks a directory of reference data without compiling it, for the `check` command. */
export async function checkReference(
  directory: string,
  tariffs: TariffTables,
): Promise<ReferenceCheck> {
  const issues = newIssueList();
  const { counts } = await readReference(directory, tariffs, issues);
  return { errors: issues.kept, errorCount: issues.count, counts };
}

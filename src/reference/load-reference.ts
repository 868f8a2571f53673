import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { compileReference } from './compile-reference.ts';
import type { Alarm } from './load-alarms.ts';
import { type ReferenceCounts, readReference } from './read-reference.ts';
import { newIssueList, ReferenceDataError, type ReferenceIssue } from './reference-issues.ts';
import type { ReferenceTables } from './reference-tables.ts';

export interface LoadedReference {
  /** What workers share. */
  tables: ReferenceTables;
  /** What only the store and its views need. */
  alarms: Alarm[];
}

/**
 * Loads a directory of reference data (CSV or Parquet).
 * @throws ReferenceDataError with every fault found, when there is one
 */
export async function loadReference(
  directory: string,
  tariffs: TariffTables,
  billing: BillingCatalogue,
): Promise<LoadedReference> {
  const issues = newIssueList();
  const contents = await readReference(directory, tariffs, billing, issues);
  if (issues.count > 0) throw new ReferenceDataError(issues);
  return { tables: compileReference(contents, tariffs), alarms: contents.alarms };
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
  billing: BillingCatalogue,
): Promise<ReferenceCheck> {
  const issues = newIssueList();
  const { counts } = await readReference(directory, tariffs, billing, issues);
  return { errors: issues.kept, errorCount: issues.count, counts };
}

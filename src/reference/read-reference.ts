import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { checkBillingFiles } from './check-billing-files.ts';
import { checkContractLimits } from './check-contract-limits.ts';
import { checkLinesOfContracts } from './check-lines-of-contracts.ts';
import { checkSeller } from './check-seller.ts';
import { checkWriteOffs } from './check-write-offs.ts';
import { compileLines, type LineValidities } from './compile-lines.ts';
import { compilePrices, type PriceTables } from './compile-prices.ts';
import { type Alarm, loadAlarms } from './load-alarms.ts';
import { type Contracts, loadContracts } from './load-contracts.ts';
import { loadCustomers } from './load-customers.ts';
import { loadLines } from './load-lines.ts';
import { loadOpenings, type Opening } from './load-openings.ts';
import { loadOptions, type UsageOption } from './load-options.ts';
import { loadPrices } from './load-prices.ts';
import { loadSites, type Sites } from './load-sites.ts';
import { type LocatedFile, locateReferenceFiles } from './locate-reference-files.ts';
import { reportMisspelt } from './misspelt-files.ts';
import { type ReferenceFiles, readReferenceCsv } from './read-reference-csv.ts';
import { addIssue, type IssueList } from './reference-issues.ts';
import type { IdSet } from './row-checks.ts';
import type { TextIndex } from './text-index.ts';

const REFERENCE_FILES = [
  'customers',
  'sites',
  'contracts',
  'lines',
  'options',
  'orders',
  'prices',
  'indices',
  'openings',
  'alarms',
  'seller',
  'write_offs',
] as const;

/** Files that there must be, though they may have no row. */
export const REQUIRED_FILES: readonly string[] = ['customers', 'contracts', 'lines'];

/** Rows of contracts and lines are this long, give or take half: enough to size tables. */
const USUAL_ROW_BYTES = 48;

/** Rows of each file, 0 for one that is absent. */
export type ReferenceCounts = Record<(typeof REFERENCE_FILES)[number], number>;

/** Everything the files say; only sound when no fault was found. */
export interface ReferenceContents {
  customers: IdSet;
  sites: Sites;
  contracts: Contracts;
  lines: TextIndex;
  validities: LineValidities;
  options: UsageOption[];
  prices: PriceTables;
  openings: Opening[];
  alarms: Alarm[];
  counts: ReferenceCounts;
}

/** Reads and checks all files of a directory; every fault goes to `issues`. */
export async function readReference(
  directory: string,
  tariffs: TariffTables,
  billing: BillingCatalogue,
  issues: IssueList,
): Promise<ReferenceContents> {
  const temporaryDirectory = await mkdtemp(join(tmpdir(), 'octroi-reference-'));
  try {
    const located = await locateReferenceFiles(
      directory,
      REFERENCE_FILES,
      temporaryDirectory,
      issues,
    );
    reportMissing(directory, REQUIRED_FILES, issues);
    reportMisspelt(directory, REFERENCE_FILES, issues);
    return readFiles(directory, located, tariffs, billing, issues);
  } finally {
    await rm(temporaryDirectory, { recursive: true, force: true });
  }
}

function readFiles(
  directory: string,
  locatedFiles: Map<string, LocatedFile>,
  tariffs: TariffTables,
  billing: BillingCatalogue,
  issues: IssueList,
): ReferenceContents {
  const counts = Object.fromEntries(REFERENCE_FILES.map((name) => [name, 0])) as ReferenceCounts;
  const nameOf = (name: string) => locatedFiles.get(name)?.file ?? join(directory, `${name}.csv`);
  const files: ReferenceFiles = {
    read(layout, onRow) {
      const located = locatedFiles.get(layout.name);
      if (located === undefined) return false;
      const read = readReferenceCsv(located.path, located.file, layout, issues, onRow);
      counts[layout.name as keyof ReferenceCounts] = read.rowCount;
      return read.isWhole;
    },
    expectedRows(name) {
      const located = locatedFiles.get(name);
      return located === undefined ? 0 : Math.ceil(statSync(located.path).size / USUAL_ROW_BYTES);
    },
  };

  const customers = loadCustomers(files);
  const sites = loadSites(files, customers);
  const contracts = loadContracts(files, customers, sites, tariffs);
  const lineRows = loadLines(files, contracts.ids);
  const usagePrices = loadPrices(files, customers, tariffs, billing);
  const openings = loadOpenings(files, contracts, tariffs);
  const names = { tariffs, billing, customers, contracts };
  const options = loadOptions(files, names);
  checkContractLimits(contracts, tariffs, nameOf('contracts'), issues);
  checkBillingFiles(files, names);
  checkSeller(files);
  checkWriteOffs(files);
  const alarms = loadAlarms(files, customers, contracts, lineRows);

  const lines = lineRows.texts.freeze();
  checkLinesOfContracts(lineRows, contracts, tariffs, nameOf('lines'), issues);
  const validities = compileLines(lineRows, lines, nameOf('lines'), issues);
  const cellCount = tariffs.ruleOf.length;
  const prices = compilePrices(usagePrices, cellCount, nameOf('prices'), issues);
  if (contracts.hasSites) reportMissing(directory, ['sites'], issues);
  const rated = { customers, sites, contracts, lines, validities, options, prices, openings };
  return { ...rated, alarms, counts };
}

function reportMissing(directory: string, required: readonly string[], issues: IssueList): void {
  if (!existsSync(directory)) {
    addIssue(issues, directory, 1, 1, 'no such directory; expected the reference data');
    return;
  }
  for (const name of required) {
    const csv = join(directory, `${name}.csv`);
    if (existsSync(csv) || existsSync(join(directory, `${name}.parquet`))) continue;
    addIssue(issues, csv, 1, 1, `no such file; expected ${name}.csv or ${name}.parquet`);
  }
}

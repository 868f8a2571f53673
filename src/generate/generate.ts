import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type GenerateOptions, planOf } from './generate-options.ts';
import { writeReferenceFiles } from './reference-files.ts';
import { writeUsageFiles } from './usage-files.ts';

export {
  GENERATED_FORMATS,
  type GeneratedFormat,
  type GenerateOptions,
  GenerateOptionsError,
  WORKLOADS,
  type Workload,
} from './generate-options.ts';

/** What was generated. Every row of the usage files is counted in `rows`. */
export interface GenerateResult {
  usageFiles: string[];
  referenceFiles: string[];
  rows: number;
  /**
   * Of the rows, byte-for-byte repeats of earlier ones, rows of a line nobody has, unreadable rows.
   */
  duplicates: number;
  unknownLines: number;
  malformed: number;
  /** Of the usage files, before compression. */
  bytes: number;
  customers: number;
  sites: number;
  contracts: number;
  lines: number;
}

/**
 * Writes a synthetic month: `out/usage/cdr-0001.csv` … and `out/reference/*.csv`.
 *
 * The same options and seed give the same bytes on any machine (with gzip: the same content). `out`
 * is created if missing; usage and reference files of an earlier run are replaced, and its surplus
 * usage files removed; any other file is left alone.
 *
 * @param onProgress called after each mebibyte with rows written and rows in all
 * @throws GenerateOptionsError when options are out of range or contradict each other
 */
export async function generate(
  options: GenerateOptions,
  onProgress: (rowsWritten: number, rowsTotal: number) => void = () => {},
): Promise<GenerateResult> {
  const plan = planOf(options);
  const usageDirectory = join(options.out, 'usage');
  const referenceDirectory = join(options.out, 'reference');
  mkdirSync(usageDirectory, { recursive: true });
  mkdirSync(referenceDirectory, { recursive: true });
  removeEarlierUsage(usageDirectory);
  const reference = writeReferenceFiles(plan, referenceDirectory);
  const { paths, ...totals } = await writeUsageFiles(plan, usageDirectory, (rowsWritten) =>
    onProgress(rowsWritten, options.records),
  );
  const { subscribers } = plan;
  return {
    usageFiles: paths,
    referenceFiles: reference.paths,
    rows: options.records,
    ...totals,
    customers: subscribers.customerCount,
    sites: subscribers.siteCount,
    contracts: reference.contractCount,
    lines:
      subscribers.optimaleContractCount * 2 +
      subscribers.webexLineCount +
      subscribers.simCount +
      subscribers.phoneCount +
      subscribers.shortIdCount +
      subscribers.accountCount,
  };
}

function removeEarlierUsage(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/^cdr-\d{4}\.(csv|json)(\.gz)?$/.test(name)) rmSync(join(directory, name));
  }
}

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOutputFolder } from '../output-folder.ts';
import { type GenerateOptions, GenerateOptionsError, planOf } from './generate-options.ts';
import { writeReferenceFiles } from './reference-files.ts';
import { writeUsageFiles } from './usage-files.ts';

export {
  GENERATED_FORMATS,
  type GeneratedFormat,
  type GenerateOptions,
  GenerateOptionsError,
  ORDERS,
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
 * usage files removed; any other file is left alone. Where files of that name were not generated, nothing is.
 *
 * @param onProgress called after each mebibyte with rows written and rows in all
 * @throws GenerateOptionsError when options are out of range or contradict each other, OutputError
 */
export async function generate(
  options: GenerateOptions,
  onProgress: (rowsWritten: number, rowsTotal: number) => void = () => {},
): Promise<GenerateResult> {
  const plan = planOf(options);
  const usageDirectory = join(options.out, 'usage');
  const referenceDirectory = join(options.out, 'reference');
  claimDirectory(options.out, usageDirectory, referenceDirectory);
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

const USAGE_FILE = /^cdr-\d{4}\.(csv|json)(\.gz)?$/;

function removeEarlierUsage(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (USAGE_FILE.test(name)) rmSync(join(directory, name));
  }
}

/** Says that what stands beside it was made up, and may be made up again. */
const MARK = '.octroi-generated';

/** @throws GenerateOptionsError when the directory has usage or reference files that were not generated */
function claimDirectory(out: string, usage: string, reference: string): void {
  const mark = join(out, MARK);
  const namesIn = (path: string) => (existsSync(path) ? readdirSync(path) : []);
  const isTaken =
    namesIn(usage).some((name) => USAGE_FILE.test(name)) ||
    namesIn(reference).some((name) => name.endsWith('.csv'));
  if (isTaken && !existsSync(mark)) {
    throw new GenerateOptionsError(
      `${out}: has usage or reference files that octroi generate did not write; name another directory`,
    );
  }
  makeOutputFolder(out, 'generated files');
  writeFileSync(mark, 'usage and reference: written by octroi generate\n');
}

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCatalogue } from '../src/compile-tables.ts';
import { type GenerateOptions, generate, type Workload } from '../src/generate/generate.ts';
import { writePriceTables } from './contenders/price-tables.ts';

/** What the same month looks like in its files: nothing may be tuned to the generator's usual form. */
export const VARIANTS = {
  plain: {},
  random: { order: 'random' },
  quoted: { quoted: true },
  'extra-columns': { extraColumns: 20 },
  gzip: { gzip: true },
  'webex-csv': { format: 'webex-csv' },
  'webex-json': { format: 'webex-json' },
} satisfies Record<string, Partial<GenerateOptions>>;
export type Variant = keyof typeof VARIANTS;

/** What to rate. */
export interface Month {
  workload: Workload;
  variant: Variant;
  records: number;
  seed: number;
}

/** A month on disk. */
export interface DataSet extends Month {
  files: string[];
  /** Folder of the reference files, and of the price list as tables for those who know no catalogue. */
  reference: string;
  prices: string;
  usageMegabytes: number;
}

/** Where generated files stay from run to run. */
export const DATA: string = fileURLToPath(new URL('./data/', import.meta.url));
const GENERATOR = fileURLToPath(new URL('../src/generate/', import.meta.url));

/** The month's files, generated unless they are there from an earlier run of the same generator. */
export async function dataSet(month: Month, base: string = DATA): Promise<DataSet> {
  const { workload, variant, records, seed } = month;
  const folder = join(base, `${workload}-${variant}-${records}-${seed}`);
  const mark = join(folder, 'generated-by');
  const generator = digestOf(GENERATOR);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== generator) {
    process.stderr.write(`generating ${records} records (${workload}, ${variant})\n`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await generate({ records, seed, out: folder, workload, ...VARIANTS[variant] });
    writeFileSync(mark, generator);
  }
  const prices = join(base, 'prices');
  writePriceTables(compileCatalogue(), prices);
  const usage = join(folder, 'usage');
  const files = readdirSync(usage)
    .sort()
    .map((name) => join(usage, name));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const reference = join(folder, 'reference');
  return { ...month, files, reference, prices, usageMegabytes: bytes / 1e6 };
}

/** Digest of the sources below a folder. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

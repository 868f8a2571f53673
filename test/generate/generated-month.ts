import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import {
  type GenerateOptions,
  type GenerateResult,
  generate,
} from '../../src/generate/generate.ts';

export interface GeneratedMonth {
  directory: string;
  result: GenerateResult;
}

const directories: string[] = [];

/** A directory that is removed after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'octroi-generate-'));
  directories.push(directory);
  return directory;
}

/** Generates into a new directory; by default 1,000 rows of the mixed month. */
export async function generateMonth(options: Partial<GenerateOptions>): Promise<GeneratedMonth> {
  const directory = temporaryDirectory();
  const result = await generate({
    ...{ records: 1000, seed: 1, workload: 'mixed' as const, out: directory },
    ...options,
  });
  return { directory, result };
}

/** Rows of the usage files in order, without headers. */
export function usageLines({ result }: GeneratedMonth): string[] {
  return result.usageFiles.flatMap((path) => usageText(path).trimEnd().split('\n').slice(1));
}

export function usageText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** A reference file as objects by column. */
export function referenceRows({ directory }: GeneratedMonth, name: string) {
  const text = readFileSync(join(directory, 'reference', `${name}.csv`), 'utf8');
  const [header, ...rows] = text.trimEnd().split('\n');
  const columns = header.split(',');
  return rows.map((row) => {
    const fields = row.split(',');
    return Object.fromEntries(columns.map((column, index) => [column, fields[index]]));
  });
}

/** One digest of the names and contents of all files. */
export function digestOf({ directory }: GeneratedMonth): string {
  const hash = createHash('sha256');
  for (const folder of ['reference', 'usage']) {
    for (const name of readdirSync(join(directory, folder)).sort()) {
      hash.update(name).update(readFileSync(join(directory, folder, name)));
    }
  }
  return hash.digest('hex');
}

afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

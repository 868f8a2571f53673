import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { differences } from '../compare-with-oracle.ts';
import { randomMonth } from '../generators/random-month.ts';
import { referenceFiles, usageText } from '../generators/usage-csv.ts';
import { rateUsage } from '../oracle/rate-month.ts';
import type { ReferenceRows, TextRow } from '../oracle/rows.ts';
import { type Bench, openBench } from '../rate-files.ts';

/** The engine against the slow rater, row for row; OCTROI_ORACLE_RECORDS asks for a larger month. */
const records = Number(process.env.OCTROI_ORACLE_RECORDS ?? 0);
const months =
  records > 0
    ? [{ seed: 1, recordCount: records }]
    : [1, 2, 3, 4, 5, 6].map((seed) => ({ seed, recordCount: seed === 1 ? 30_000 : 2_000 }));

let bench: Bench;
afterEach(() => bench.close());

describe.each(months)('random month, seed $seed, $recordCount records', (options) => {
  it('agrees with the oracle row for row', { timeout: 900_000 }, async () => {
    bench = openBench();
    const { reference, items } = randomMonth(options);
    const text = usageText(items());
    bench.write('reference', referenceFiles(reference));
    const folder = bench.write('usage', { 'cdr.csv': text });
    const path = join(folder, 'cdr.csv');
    const expected = rateUsage({ usageFiles: [{ path, text }], reference });
    await bench.rate({ inputs: [folder] });
    expect((await differences(bench, expected)).slice(0, 10)).toEqual([]);
    expect(expected.usage.length).toBeGreaterThan(options.recordCount / 2);
  });
});

describe('generated month', () => {
  it.each(['all', 'm2m'] as const)('%s', { timeout: 900_000 }, async (workload) => {
    bench = openBench();
    const out = bench.write('month', {});
    const generated = await generate({ records: 8_000, seed: 11, workload, lines: 1_000, out });
    const [path] = generated.usageFiles;
    const reference = generatedReference(join(out, 'reference'));
    const bytes = Uint8Array.from(readFileSync(path));
    const expected = rateUsage({ usageFiles: [{ path, bytes }], reference });
    await bench.rate({ inputs: [path], reference: join(out, 'reference') });
    expect((await differences(bench, expected)).slice(0, 10)).toEqual([]);
    expect(expected.usage.length).toBeGreaterThan(7_000);
  });
});

/** Reference files as the oracle takes them; the generator writes no quotes. */
function generatedReference(folder: string): ReferenceRows {
  const rows = (name: string): TextRow[] => {
    const [header, ...lines] = readFileSync(join(folder, `${name}.csv`), 'utf8')
      .trimEnd()
      .split('\n');
    const columns = header.split(',');
    return lines.map((line) => {
      const fields = line.split(',');
      return Object.fromEntries(columns.map((column, at) => [column, fields[at]]));
    });
  };
  return {
    ...{ customers: rows('customers'), sites: rows('sites'), contracts: rows('contracts') },
    ...{ lines: rows('lines'), options: rows('options'), prices: rows('prices') },
  };
}

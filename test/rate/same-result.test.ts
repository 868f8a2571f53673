import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateOptions } from '../../src/pipeline.ts';
import { randomFrom } from '../generators/prng.ts';
import { randomMonth, type UsageItem } from '../generators/random-month.ts';
import { referenceFiles, shuffled, shuffledColumns, usageText } from '../generators/usage-csv.ts';
import { benchOpener } from '../open-benches.ts';
import { usageDigests } from '../usage-digests.ts';

/**
 * The same records give the same rows, however they arrive. Files and rows of origin differ of course,
 * and so does which of two conflicting records came first: conflicts are left out here.
 */
const RUNS = Number(process.env.OCTROI_PROPERTY_RUNS ?? 8);

/** Spreads items over files, keeping each file's text readable by itself. */
function spread(items: UsageItem[], parts: number, seed: number): string[] {
  const random = randomFrom(seed);
  const files: UsageItem[][] = Array.from({ length: parts }, () => []);
  for (const item of shuffled(random, items)) files[random.between(0, parts - 1)].push(item);
  return files.map((part) => usageText(part, { columns: shuffledColumns(random) }));
}

const newBench = benchOpener();

describe('the same records', () => {
  const { reference, items } = randomMonth({ seed: 77, recordCount: 6_000 });
  const records = [...items()].filter((item) => item.fate !== 'conflict');
  const files = referenceFiles(reference);

  async function inOneRun(texts: string[], options: Partial<RateOptions>): Promise<string[]> {
    const bench = newBench(files);
    const named = Object.fromEntries(texts.map((text, k) => [`cdr-${k}.csv`, text]));
    await bench.rate({ inputs: [bench.write('usage', named)], ...options });
    return await usageDigests(bench);
  }

  it('give the same rows with 1, 2 and 4 workers, any batch and range size, shuffled files, work files', async () => {
    const whole = await inOneRun([usageText(records)], { workers: 1 });
    expect(new Set(whole).size).toBe(5);
    expect(await inOneRun([usageText(records)], { workers: 2 })).toEqual(whole);
    expect(await inOneRun([usageText(records)], { workers: 4, rangeBytes: 9_973 })).toEqual(whole);
    expect(await inOneRun([usageText(records)], { batchRows: 1 })).toEqual(whole);
    expect(await inOneRun([usageText(records)], { batchRows: 61, rangeBytes: 65_536 })).toEqual(
      whole,
    );
    expect(await inOneRun(spread(records, 5, 1), { workers: 2 })).toEqual(whole);
    const spilled = { shuffleKilobytes: 500, rangeBytes: 50_000 };
    expect(await inOneRun([usageText(records)], spilled)).toEqual(whole);
    expect(await inOneRun([usageText(records)], { shuffleKilobytes: 0 })).toEqual(whole);
  });

  it('give the same rows in any number of runs, in any order', { timeout: 300_000 }, async () => {
    const whole = await inOneRun([usageText(records)], {});
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 4 }), fc.nat(), async (nights, seed) => {
        const bench = newBench(files);
        for (const [night, text] of spread(records, nights, seed).entries()) {
          const folder = bench.write(`night-${night}`, { 'cdr.csv': text });
          await bench.rate({ inputs: [folder], batchRows: 1 + (seed % 3000) });
        }
        expect(await usageDigests(bench)).toEqual(whole);
      }),
      { numRuns: RUNS, seed: 42 },
    );
  });
});

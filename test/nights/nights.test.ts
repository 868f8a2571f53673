import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, randomFrom } from '../generators/prng.ts';
import { randomMonth, type UsageItem } from '../generators/random-month.ts';
import { referenceFiles, shuffled, usageText } from '../generators/usage-csv.ts';
import { benchOpener } from '../open-benches.ts';
import { usageDigests } from '../usage-digests.ts';

/**
 * A month in nightly runs gives the rows of one run: state is carried from night to night, a late record has its
 * scope rated again. OCTROI_PROPERTY_RUNS asks for more months, and of 30 nights, than a test run has time for.
 */
const RUNS = Number(process.env.OCTROI_PROPERTY_RUNS ?? 3);
const MOST_NIGHTS = process.env.OCTROI_PROPERTY_RUNS === undefined ? 9 : 30;

const newBench = benchOpener();

function startOf(item: UsageItem): number {
  const parsed = Date.parse((item.fields.started_at ?? '').replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(parsed) ? 0 : parsed;
}

/** Cuts a month into nights of about the same length; a share of the records comes some nights late. */
function nightsOf(
  random: Random,
  items: UsageItem[],
  count: number,
  lateShare: number,
): UsageItem[][] {
  const nights: UsageItem[][] = Array.from({ length: count }, () => []);
  const starts = items.map(startOf).filter((start) => start > 0);
  const first = starts.reduce((least, start) => Math.min(least, start), starts[0]);
  const last = starts.reduce((most, start) => Math.max(most, start), starts[0]) + 1;
  for (const item of items) {
    const night = Math.max(0, Math.floor(((startOf(item) - first) / (last - first)) * count));
    const isLate = random.chance(lateShare);
    const late = isLate ? (random.chance(0.7) ? 1 : random.between(1, count)) : 0;
    nights[Math.min(count - 1, night + late)].push(item);
  }
  return nights.map((night) => shuffled(random, night));
}

const OPTIONS = fc.record({
  seed: fc.nat(),
  nights: fc.integer({ min: 2, max: MOST_NIGHTS }),
  lateShare: fc.constantFrom(0, 0.003, 0.05, 0.3),
  workers: fc.integer({ min: 1, max: 3 }),
  batchRows: fc.integer({ min: 1, max: 3_000 }),
});

describe('a month in nightly runs', () => {
  it('gives the rows of one run', { timeout: 100_000 * RUNS }, async () => {
    await fc.assert(
      fc.asyncProperty(OPTIONS, async ({ seed, nights, lateShare, workers, batchRows }) => {
        const { reference, items } = randomMonth({
          seed,
          recordCount: 2_000,
          callCentreCalls: 300,
        });
        const records = [...items()].filter((item) => item.fate !== 'conflict');
        const files = referenceFiles(reference);
        const whole = newBench(files);
        await whole.rate({ inputs: [whole.write('usage', { 'all.csv': usageText(records) })] });
        const nightly = newBench(files);
        const random = randomFrom(seed);
        for (const [k, night] of nightsOf(random, records, nights, lateShare).entries()) {
          if (night.length === 0) continue;
          const folder = nightly.write(`night-${k}`, { 'cdr.csv': usageText(night) });
          const summary = await nightly.rate({ inputs: [folder], workers, batchRows });
          if (lateShare === 0)
            expect(summary.stored).toEqual({ rerated: 0, retried: 0, changed: 0 });
        }
        expect(await usageDigests(nightly)).toEqual(await usageDigests(whole));
      }),
      { numRuns: RUNS, seed: 7 },
    );
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareNights } from '../../bench/nights/compare-nights.ts';
import { answerOf, rateNights } from '../../bench/nights/rate-nights.ts';
import { rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';

it('a few small nights, each a process, give the answer of one run', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-nights-'));
  try {
    const options = { records: 3_000, nights: 3, seed: 3, folder };
    const month = await rateNights(options);
    const { nights, files, reference, db } = month;
    expect(nights.map(({ night }) => night)).toEqual([1, 2, 3]);
    expect(nights.reduce((sum, { records }) => sum + records, 0)).toBe(3_000);
    expect(nights[0].peakMegabytes).toBeGreaterThan(10);
    expect(compareNights(month, 1)).toMatchObject([{ night: 1, ratioToFirst: 1 }, { night: 2 }]);
    const whole = join(folder, 'whole.duckdb');
    await rate({ inputs: files, db: whole, reference }, silentProgress);
    expect(await answerOf(db)).toEqual(await answerOf(whole));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { timeAllKernels } from '../../bench/kernels/all-kernels.ts';
import { timeKernels } from '../../bench/kernels/kernel.ts';
import { decodeAll, stageMonth } from '../../bench/kernels/staged-month.ts';
import { CdrRows } from '../../src/batch/cdr-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'octroi-kernels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('every kernel runs over a small month', async () => {
  const times = await timeAllKernels({ records: 3000, isSmall: true, base: folder });
  const names = times.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const wanted of [
    'native CSV',
    'Webex CSV',
    'Webex JSON',
    'longest prefix',
    'order by',
    'per line',
  ]) {
    expect(names.some((name) => name.includes(wanted))).toBe(true);
  }
  for (const rule of ['call from site_pool', 'call from mobile_hour', 'data from', 'month tier']) {
    expect(names.filter((name) => name.includes(rule))).not.toEqual([]);
  }
  for (const { name, recordCount, nanosecondsPerRecord, recordsPerSecond } of times) {
    expect(recordCount, name).toBeGreaterThan(0);
    expect(nanosecondsPerRecord, name).toBeGreaterThan(0);
    expect(recordsPerSecond * nanosecondsPerRecord, name).toBeCloseTo(1e9, -3);
  }
});

it('decoding window by window reads every row once', async () => {
  const month = { workload: 'webex', variant: 'webex-json', records: 6000, seed: 1 } as const;
  const staged = await stageMonth(month, folder);
  // Several windows, and blocks smaller than a window has rows.
  expect(staged.bytes.length).toBeGreaterThan(3 << 20);
  expect(decodeAll(staged, staged.bytes.slice(), new CdrRows(256))).toBe(staged.rows.rowCount);
});

it('a kernel that fails or has nothing to do fails the bench', async () => {
  const broken = { name: 'broken', recordCount: 1, run: () => Number.NaN };
  await expect(timeKernels([broken], true)).rejects.toThrow('no result');
  const idle = { name: 'idle', recordCount: 0, run: () => 1 };
  await expect(timeKernels([idle], true)).rejects.toThrow('no records');
  const failing = {
    name: 'failing',
    recordCount: 1,
    run: (): number => {
      throw new Error('rotten');
    },
  };
  await expect(timeKernels([failing], true)).rejects.toThrow('rotten');
});

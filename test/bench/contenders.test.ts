import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkAllAccounted, checkLoaded, checkSameAnswer } from '../../bench/answer.ts';
import { CONTENDERS, measureMonth } from '../../bench/measure.ts';

const folder = mkdtempSync(join(tmpdir(), 'octroi-contenders-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the contenders of the bench', () => {
  it('rate a small month to the same rows, each in a process of its own', async () => {
    const month = { workload: 'mixed', variant: 'plain', records: 3000, seed: 7 } as const;
    const options = { contenders: CONTENDERS, runs: 1, base: folder, say: () => {} };
    const { data, measures } = await measureMonth(month, options);
    expect(data.files).toHaveLength(1);
    expect(Object.keys(measures)).toHaveLength(4);
    for (const [measure] of Object.values(measures)) {
      expect(measure.wallSeconds).toBeGreaterThan(0);
      expect(measure.cpuSeconds).toBeGreaterThan(0);
      expect(measure.peakMegabytes).toBeGreaterThan(20);
      expect(measure.databaseMegabytes).toBeGreaterThan(0.1);
    }
  }, 120_000);
});

describe('a fast wrong answer', () => {
  const octroi = [
    { part: 'data a/b', events: '4', quantity: '9', included: '3', amount: '0.006000', rows: '77' },
    { part: 'duplicate', events: '1' },
    { part: 'rejected', events: '1' },
    {
      part: 'voice c',
      events: '94',
      quantity: '1000',
      included: '0',
      amount: '1.000000',
      rows: '5',
    },
  ];

  it('fails when any sum, count or row differs', () => {
    const same = octroi.filter(({ part }) => part !== 'rejected');
    expect(() => checkSameAnswer('other', same, octroi)).not.toThrow();
    for (const change of [{ amount: '0.006001' }, { included: '2' }, { rows: '78' }]) {
      const wrong = [{ ...same[0], ...change }, ...same.slice(1)];
      expect(() => checkSameAnswer('other', wrong, octroi)).toThrow('data a/b');
    }
    expect(() => checkSameAnswer('other', same.slice(1), octroi)).toThrow('nothing');
    const more = [...same, { part: 'voice d', events: '1' }];
    expect(() => checkSameAnswer('other', more, octroi)).toThrow('voice d');
  });

  it('fails when octroi has lost a record or rates nothing', () => {
    expect(() => checkAllAccounted(octroi, 100)).not.toThrow();
    expect(() => checkAllAccounted(octroi, 101)).toThrow('100 of 101');
    const suspended = octroi.map((row) => ({ ...row, part: `suspense ${row.part}` }));
    expect(() => checkAllAccounted(suspended, 100)).toThrow('rated only 0');
  });

  it('fails when the load has other rows or seconds', () => {
    expect(() => checkLoaded([{ rows: '100', seconds: '1004' }], octroi, 100)).not.toThrow();
    expect(() => checkLoaded([{ rows: '99', seconds: '1000' }], octroi, 100)).toThrow('99 rows');
    expect(() => checkLoaded([{ rows: '100', seconds: '900' }], octroi, 100)).toThrow('900');
  });
});

import { describe, expect, it } from 'vitest';
import { GATE_TOLERANCE, judge } from '../../bench/gate.ts';
import type { Result } from '../../bench/results.ts';

const NAMES = { octroi: 'octroi', load: 'load' };

/** A result in which DuckDB's load took `load` seconds and octroi `octroi`. */
function result(octroi: number, load: number, changes: Partial<Result> = {}): Result {
  const runs = (seconds: number) =>
    [seconds, seconds * 1.5, seconds * 0.9].map((wallSeconds) => ({
      wallSeconds,
      cpuSeconds: 1,
      peakMegabytes: 1,
      databaseMegabytes: 1,
      workMegabytes: 1,
    }));
  return {
    date: '2026-11-01T00:00:00.000Z',
    commit: 'abc1234',
    machine: '2 × Some, 24 GiB',
    node: 'v20.20.2',
    records: 1000,
    workload: 'mixed',
    variant: 'plain',
    contenders: { load: runs(load), octroi: runs(octroi) },
    ...changes,
  };
}

describe('the regression gate', () => {
  const recorded = [result(1, 1), result(20, 10)];

  it('compares speed beside the load with the last recorded result, not seconds', () => {
    // Last recorded: half of the load's speed. The machine is half as fast today: no regression.
    expect(judge(recorded, result(40, 20), NAMES).isPassed).toBe(true);
    expect(judge(recorded, result(12, 5), NAMES).isPassed).toBe(false);
  });

  it('fails beyond ten percent and not before', () => {
    expect(GATE_TOLERANCE).toBe(0.1);
    // 0.5 × 0.9 = 0.45 of the load's speed is the last that passes.
    expect(judge(recorded, result(10 / 0.4501, 10), NAMES).isPassed).toBe(true);
    const beyond = judge(recorded, result(10 / 0.4499, 10), NAMES);
    expect(beyond.isPassed).toBe(false);
    expect(beyond.text).toContain('-10.0 %');
    expect(beyond.text).toContain('more than 10 % slower');
  });

  it('never compares with another machine, month or form of files', () => {
    for (const change of [{ machine: 'other' }, { workload: 'm2m' }, { variant: 'gzip' }]) {
      const verdict = judge(recorded, result(1000, 10, change), NAMES);
      expect(verdict.isPassed).toBe(true);
      expect(verdict.text).toContain('no comparison');
    }
    expect(judge(recorded, result(1000, 10, { records: 999 }), NAMES).text).toContain('nothing');
  });

  it('takes results from before there were variants as plain', () => {
    const old = [result(20, 10, { variant: undefined })];
    expect(judge(old, result(30, 10), NAMES).isPassed).toBe(false);
  });
});

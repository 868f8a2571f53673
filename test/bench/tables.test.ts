import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../bench/contender.ts';
import { appendResult, latestResults, type Result, readResults } from '../../bench/results.ts';
import { fillPlace, resultTable } from '../../bench/tables.ts';

function measure(wallSeconds: number, more: Partial<Measure> = {}): Measure {
  const sizes = { cpuSeconds: 2, peakMegabytes: 500, databaseMegabytes: 68, workMegabytes: 7 };
  return { wallSeconds, ...sizes, ...more };
}

const RESULT: Result = {
  date: '2026-11-21T05:00:00.000Z',
  commit: 'abc1234',
  machine: 'M',
  node: 'v20',
  records: 1_000_000,
  workload: 'skewed',
  variant: 'gzip',
  contenders: {
    load: [measure(2), measure(1), measure(9)],
    octroi: [measure(4), measure(5), measure(4)],
    // 10 seconds after its start for 20,000 records: 500 seconds for all.
    node: [measure(13, { records: 20_000, startSeconds: 3 })],
  },
};

describe('the table of results', () => {
  it('shows minimum and median, and speed beside the load', () => {
    const [, , load, octroi] = resultTable([RESULT], 'load').split('\n');
    expect(load).toContain('| W4 skewed, gzip, 1,000,000 | load | 500,000 | 1.00 / 2.00 |');
    expect(load).toContain('| 1.00 | 2026-11-21 abc1234 |');
    expect(octroi).toContain('| octroi | 250,000 | 4.00 / 4.00 | 2.00 | 500 | 68 | 7 | 0.50 |');
  });

  it('scales a contender of fewer records by its time per record, start not counted', () => {
    const node = resultTable([RESULT], 'load').split('\n')[4];
    expect(node).toContain('| node (on 20,000 records) | 2,000 |');
    expect(node).toContain('| 0.0040 |');
  });

  it('has the newest result of each month of one machine', () => {
    const newer = { ...RESULT, commit: 'newer' };
    const plain = { ...RESULT, variant: undefined };
    const elsewhere = { ...RESULT, machine: 'N', commit: 'other' };
    expect(latestResults([RESULT, plain, newer, elsewhere], 'M')).toEqual([newer, plain]);
  });

  it('goes to its place in the page and nowhere else', () => {
    const page = 'before\n<!-- a -->\nold\n<!-- /a -->\nafter\n';
    expect(fillPlace(page, 'a', 'new')).toBe('before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n');
    expect(() => fillPlace(page, 'b', 'new')).toThrow('no <!-- b -->');
    const readme = readFileSync(new URL('../../bench/README.md', import.meta.url), 'utf8');
    expect(fillPlace(readme, 'end-to-end', 'new')).toContain('<!-- end-to-end -->\nnew\n');
    expect(fillPlace(readme, 'kernels', 'new')).toContain('<!-- kernels -->\nnew\n');
  });
});

it('results are read back as they were appended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-results-'));
  try {
    const file = join(folder, 'results.ndjson');
    expect(readResults(file)).toEqual([]);
    appendResult(RESULT, file);
    appendResult({ ...RESULT, records: 5 }, file);
    expect(readResults(file)).toEqual([RESULT, { ...RESULT, records: 5 }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

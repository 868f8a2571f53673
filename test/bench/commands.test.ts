import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { timeCommands } from '../../bench/commands/time-commands.ts';
import { dataSet } from '../../bench/data.ts';

it('a month goes through every command, each a process', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-commands-'));
  try {
    const month = { workload: 'mixed', variant: 'plain', records: 3_000, seed: 3 } as const;
    const timed = timeCommands(await dataSet(month, folder), folder);
    const names = timed.map(({ command }) => command.split(/\W/)[0]);
    const every = 'rate recycle query explain simulate rerate bill report audit purge'.split(' ');
    expect(names).toEqual(expect.arrayContaining(every));
    for (const { wallSeconds, cpuSeconds, peakMegabytes } of timed) {
      expect(Math.min(wallSeconds, cpuSeconds)).toBeGreaterThan(0);
      expect(peakMegabytes).toBeGreaterThan(10);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

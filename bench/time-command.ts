import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one command took, as a process of its own, start and end included. */
export interface Timing {
  wallSeconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
}

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const PRELOAD = fileURLToPath(new URL('./report-usage.mjs', import.meta.url));

/** Runs `octroi` once. @returns what it took, and what it printed. @throws when it fails */
export function timeCommand(args: string[]): { timing: Timing; printed: string } {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-bench-'));
  const usage = join(folder, 'usage.json');
  try {
    const started = performance.now();
    const run = spawnSync(process.execPath, ['--import', PRELOAD, CLI, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      env: { ...process.env, OCTROI_BENCH_USAGE: usage },
    });
    const wallSeconds = (performance.now() - started) / 1000;
    if (run.status !== 0) {
      throw new Error(`octroi ${args.join(' ')} ended with ${run.status}:\n${run.stderr}`);
    }
    const used = JSON.parse(readFileSync(usage, 'utf8'));
    return { timing: { wallSeconds, ...used }, printed: run.stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program that is timed on the same files as the others. */
export interface Contender {
  name: string;
  /** Arguments of `node`. */
  command(files: string[], reference: string, database: string): string[];
  /** Checks what it printed; throws when the answer is wrong. Returns what must not change between runs. */
  check(printed: string, records: number): string;
}

/** What one run took. */
export interface Measure {
  wallSeconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  databaseMegabytes: number;
  answer: string;
}

const PRELOAD = fileURLToPath(new URL('./report-usage.mjs', import.meta.url));

/** Runs a contender once, as a process of its own, into a database that is thrown away. */
export async function runOnce(
  contender: Contender,
  files: string[],
  reference: string,
  records: number,
): Promise<Measure> {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-bench-'));
  const database = join(folder, 'bench.duckdb');
  const usageFile = join(folder, 'usage.json');
  try {
    const started = performance.now();
    const printed = await spawnNode(
      ['--import', PRELOAD, ...contender.command(files, reference, database)],
      { ...process.env, OCTROI_BENCH_USAGE: usageFile },
    );
    const wallSeconds = (performance.now() - started) / 1000;
    const usage = JSON.parse(readFileSync(usageFile, 'utf8'));
    return {
      wallSeconds,
      ...usage,
      databaseMegabytes: statSync(database).size / 1e6,
      answer: contender.check(printed, records),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function spawnNode(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let complained = '';
    child.stdout.on('data', (piece) => {
      printed += piece;
    });
    child.stderr.on('data', (piece) => {
      complained = (complained + piece).slice(-4000);
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}:\n${complained}`));
    });
  });
}

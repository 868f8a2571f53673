import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Measure } from './contender.ts';

export const RESULTS = fileURLToPath(new URL('./results/end-to-end.ndjson', import.meta.url));

/** One line of results/end-to-end.ndjson: one month, measured by its contenders in turn. */
export interface Result {
  date: string;
  commit: string;
  /** Cores, processor model, memory: results of one kind of machine are comparable. */
  machine: string;
  node: string;
  records: number;
  workload: string;
  /** Missing in old lines: plain. */
  variant?: string;
  usageMegabytes?: number;
  /** Runs of each contender, by its name, oldest first. */
  contenders: Record<string, Measure[]>;
}

/** Where and when, for a new result. */
export function circumstances(): Pick<Result, 'date' | 'commit' | 'machine' | 'node'> {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--untracked-files=no', 'src') !== '';
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--short', 'HEAD') + (isChanged ? '+' : ''),
    machine: `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
  };
}

export function readResults(file: string = RESULTS): Result[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

export function appendResult(result: object, file: string = RESULTS): void {
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}

/** The newest result of each month among those of one kind of machine, in order of first appearance. */
export function latestResults(results: readonly Result[], machine: string): Result[] {
  const latest = new Map<string, Result>();
  for (const result of results) {
    if (result.machine === machine) latest.set(monthKey(result), result);
  }
  return [...latest.values()];
}

/** Results with the same key were measured on the same records. */
export function monthKey({ workload, variant, records }: Result): string {
  return `${workload}/${variant ?? 'plain'}/${records}`;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((x, y) => x - y);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * Median seconds for all records of the result. A contender that ran on fewer is scaled by its time per record
 * after its start, which favours it.
 */
export function secondsOf(result: Result, name: string): number {
  const runs = result.contenders[name];
  const seconds = median(
    runs.map((run) => run.wallSeconds - (scaled(run) ? (run.startSeconds ?? 0) : 0)),
  );
  return scaled(runs[0]) ? (seconds * result.records) / (runs[0].records as number) : seconds;
}

export function scaled(measure: Measure): boolean {
  return measure.records !== undefined;
}

/** How fast a contender is beside DuckDB's plain load of the same files: 1 = as fast. */
export function speedBesideLoad(result: Result, name: string, load: string): number {
  return secondsOf(result, load) / secondsOf(result, name);
}

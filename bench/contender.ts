import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSet } from './data.ts';

/** A program that is timed on the same files as the others. */
export interface Contender {
  /** Short name for `--contenders`. */
  key: 'load' | 'sql' | 'node' | 'octroi';
  name: string;
  /** Arguments of `node`. */
  command(data: DataSet, database: string): string[];
  /** Query over its database for what it found; its rows must be the same in every run. */
  answerSql: string;
}

/** One row of an answer: text and whole numbers as text. */
export type AnswerRow = Record<string, string | null | undefined>;

/** What one run took. */
export interface Measure {
  /** The contender's own records when they are fewer than the others'. */
  records?: number;
  wallSeconds: number;
  /** Of the wall time, what passed before the first record was read; told by `node` only. */
  startSeconds?: number;
  cpuSeconds: number;
  peakMegabytes: number;
  databaseMegabytes: number;
  /** Most that stood on disk beside the database at one time: work files, spilled memory. */
  workMegabytes: number;
}

export interface Run {
  measure: Measure;
  answer: AnswerRow[];
}

const PRELOAD = fileURLToPath(new URL('./report-usage.mjs', import.meta.url));
const READ_ANSWER = fileURLToPath(new URL('./read-answer.mjs', import.meta.url));

/** How often the disk is looked at. */
const DISK_INTERVAL_MS = 200;

/** Runs a contender once, as a process of its own, into a database that is thrown away. */
export async function runOnce(contender: Contender, data: DataSet): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-bench-'));
  const database = join(folder, 'bench.duckdb');
  const usageFile = join(folder, 'usage.json');
  let workBytes = 0;
  const watch = setInterval(() => {
    workBytes = Math.max(workBytes, bytesBeside(folder, database));
  }, DISK_INTERVAL_MS);
  try {
    const started = performance.now();
    const printed = await spawnNode(['--import', PRELOAD, ...contender.command(data, database)], {
      ...process.env,
      OCTROI_BENCH_USAGE: usageFile,
    });
    const wallSeconds = (performance.now() - started) / 1000;
    const used = JSON.parse(readFileSync(usageFile, 'utf8'));
    const answer = await spawnNode([READ_ANSWER, database, contender.answerSql], process.env);
    const measure = {
      wallSeconds,
      ...(contender.key === 'node' ? JSON.parse(printed) : {}),
      ...used,
      databaseMegabytes: statSync(database).size / 1e6,
      workMegabytes: workBytes / 1e6,
    };
    return { measure, answer: JSON.parse(answer) };
  } finally {
    clearInterval(watch);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes of the folder's files, the database apart; files may come and go meanwhile. */
function bytesBeside(folder: string, database: string): number {
  let bytes = 0;
  try {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (path === database) continue;
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile()) bytes += stat.blocks * 512;
    }
  } catch {
    // A folder went away while it was read: the next look counts.
  }
  return bytes;
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
    child.on('close', (code) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}:\n${complained}`));
    });
  });
}

import { spawn } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Random } from '../generators/prng.ts';

/** The command line as it is built. */
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** When a process is killed. */
export type Aim =
  /** Some milliseconds after its start. */
  | { kind: 'time'; afterMs: number }
  /** Some milliseconds after it has said so many lines of progress. */
  | { kind: 'step'; line: number; afterMs: number }
  /** At so many changes of the files beside the database. */
  | { kind: 'write'; change: number };

export interface Outcome {
  /** Null when a signal ended it. */
  code: number | null;
  /** Last step it told of; `start` before the first. */
  lastStep: string;
  /** Lines of progress told. */
  lineCount: number;
  /** Changes seen of files beside the database. */
  changeCount: number;
  milliseconds: number;
  stderr: string;
}

/** Runs octroi, killing it when the aim says so; it may have ended before. */
export async function runOctroi(args: string[], folder: string, aim?: Aim): Promise<Outcome> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const outcome = { lastStep: 'start', lineCount: 0, changeCount: 0, stderr: '' };
  const kill = () => child.kill('SIGKILL');
  let timer: NodeJS.Timeout | undefined;
  if (aim?.kind === 'time') timer = setTimeout(kill, aim.afterMs);
  const watcher = watchChanges(folder, () => {
    outcome.changeCount++;
    if (aim?.kind === 'write' && outcome.changeCount === aim.change) kill();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    outcome.stderr += text;
    const steps = [...outcome.stderr.matchAll(/"step":"([^"]+)"/g)];
    outcome.lineCount = steps.length;
    outcome.lastStep = steps.at(-1)?.[1] ?? 'start';
    const isDue = aim?.kind === 'step' && timer === undefined && steps.length >= aim.line;
    if (isDue) timer = setTimeout(kill, aim.afterMs);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  watcher.close();
  return { ...outcome, code, milliseconds: performance.now() - startedAt };
}

function watchChanges(folder: string, onChange: () => void): FSWatcher {
  const watcher = watch(folder, onChange);
  // A file that is gone before it can be looked at is no fault.
  watcher.on('error', () => {});
  return watcher;
}

/**
 * A moment in the life of a process, going by an undisturbed one: a third of all by the clock from start to
 * end, a third close behind a line of progress (commit and checkpoint lie behind the last two), a third in
 * the middle of writing.
 */
export function randomAim(random: Random, undisturbed: Outcome): Aim {
  const { milliseconds, lineCount, changeCount } = undisturbed;
  switch (random.below(3)) {
    case 0:
      return { kind: 'time', afterMs: random.fraction() * milliseconds * 1.05 };
    case 1: {
      const isLate = random.chance(0.5);
      const line = isLate ? lineCount - random.below(2) : random.between(1, lineCount);
      return { kind: 'step', line: Math.max(1, line), afterMs: random.fraction() * 120 };
    }
    default:
      return { kind: 'write', change: random.between(1, Math.max(1, changeCount)) };
  }
}

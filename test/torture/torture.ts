import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '../../src/generate/generate.ts';
import { type GenerateOptions, WORKLOADS } from '../../src/generate/generate-options.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Random, randomFrom } from '../generators/prng.ts';
import { differingViews, type ViewDigests, viewDigests } from '../view-digests.ts';
import { type Outcome, randomAim, runOctroi } from './killed-process.ts';

export interface TortureOptions {
  seed: number;
  /** Stops after this many kills. */
  kills: number;
  /** Stops when it says so, between two kills. */
  isOver?: () => boolean;
  /** Scratch folder, made and removed. */
  folder: string;
  /** Records of a month. */
  records?: number;
  /** Nights of a month, at most. */
  nights?: number;
  /** How likely a run that was killed is killed once more before it may complete. */
  killAgain?: number;
  say?: (message: string) => void;
}

export interface TortureResult {
  seed: number;
  months: number;
  kills: number;
  /** Kills by the step the process was in. */
  byStep: Record<string, number>;
  /** Processes that ended before the kill came. */
  tooLate: number;
  /** What was wrong, in words; empty when nothing was. */
  differences: string[];
}

/** A step of a month's history: a command that a kill may interrupt. */
interface Step {
  args: string[];
  undisturbed: Outcome;
  /** Views after it. */
  digests: ViewDigests;
}

const EMPTY: ViewDigests = {};
const MONTH = '2026-10';
/** A run killed after it has stored everything is one more run when it is run again. */
const RUNS = { rating_runs: true } as const;

/**
 * Kills runs at random moments. After each kill the database must open and hold exactly the runs that had
 * finished; running again must lead to the same rows as a history that nobody disturbed.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const { seed, folder, kills } = options;
  const isOver = options.isOver ?? (() => false);
  const say = options.say ?? (() => {});
  const random = randomFrom(seed);
  const result: TortureResult = {
    seed,
    months: 0,
    kills: 0,
    byStep: {},
    tooLate: 0,
    differences: [],
  };
  try {
    while (result.kills < kills && !isOver()) {
      rmSync(folder, { recursive: true, force: true });
      const month = await makeMonth(random, options, say);
      result.months++;
      for (let repeat = 0; repeat < 3 && result.kills < kills && !isOver(); repeat++) {
        await disturb(random, month, result, options);
        say(`${result.kills} kills, ${result.differences.length} differences`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return result;
}

/** A small month in some nights, and the history of it that nobody disturbs. */
async function makeMonth(
  random: Random,
  options: TortureOptions,
  say: (message: string) => void,
): Promise<Step[]> {
  const { folder, records = 3000 } = options;
  const splitNights = random.between(1, options.nights ?? 4);
  const made: GenerateOptions = {
    out: folder,
    month: MONTH,
    records,
    seed: random.below(1e9),
    workload: random.pick(WORKLOADS),
    order: random.chance(0.5) ? 'time' : 'random',
    gzip: random.chance(0.3),
    splitNights,
  };
  const { usageFiles } = await generate(made);
  const nights = [...usageFiles];
  // Nights that come in another order bring late records.
  if (random.chance(0.3)) nights.reverse();
  say(`month of seed ${made.seed}: ${made.workload}, ${nights.length} nights`);
  const common = ['--reference', join(folder, 'reference'), '--db', 'DB'];
  const workers = ['--workers', String(random.between(1, 3))];
  const commands = [
    ...nights.map((night) => ['rate', night, ...common, ...workers]),
    ['bill', '--db', 'DB', '--month', MONTH],
  ];
  const undisturbed = makeFolder(join(folder, 'undisturbed'));
  const steps: Step[] = [];
  for (const args of commands) {
    const outcome = await runOctroi(inFolder(args, undisturbed), undisturbed);
    if (outcome.code !== 0) throw new Error(`undisturbed run failed: ${outcome.stderr}`);
    steps.push({ args, undisturbed: outcome, digests: await digestsIn(undisturbed) });
  }
  return steps;
}

/** One history of the month, with kills in each step. */
async function disturb(
  random: Random,
  steps: Step[],
  result: TortureResult,
  options: TortureOptions,
): Promise<void> {
  const { killAgain = 0.75 } = options;
  const folder = makeFolder(join(options.folder, 'disturbed'));
  const note = (fault: string | null, when: string) => {
    if (fault === null) return;
    result.differences.push(`${when}: ${fault}`);
    options.say?.(`${when}: ${fault}`);
  };
  let before = EMPTY;
  for (const [k, step] of steps.entries()) {
    const args = inFolder(step.args, folder);
    do {
      const aim = randomAim(random, step.undisturbed);
      const outcome = await runOctroi(args, folder, aim);
      if (outcome.code !== null) {
        result.tooLate++;
        if (outcome.code !== 0) note(outcome.stderr.slice(-500), `step ${k} failed`);
        continue;
      }
      result.kills++;
      result.byStep[outcome.lastStep] = (result.byStep[outcome.lastStep] ?? 0) + 1;
      // Killed before it stored anything, or after it had stored everything: nothing in between.
      note(
        await faultOf(folder, [before, step.digests]),
        `step ${k} killed ${JSON.stringify(aim)}`,
      );
    } while (result.kills < options.kills && random.chance(killAgain));
    const outcome = await runOctroi(args, folder);
    if (outcome.code !== 0) note(outcome.stderr.slice(-500), `step ${k} did not complete`);
    note(await faultOf(folder, [step.digests]), `step ${k} completed`);
    const left = readdirSync(folder).filter((name) => name !== DB_NAME);
    if (left.length > 0) note(left.join(', '), `step ${k} left files`);
    before = step.digests;
  }
  const audit = await runOctroi(inFolder(['audit', '--db', 'DB'], folder), folder);
  if (audit.code !== 0) note(`exit ${audit.code} ${audit.stderr.slice(-500)}`, 'audit');
}

/** Null when the database opens and holds one of the expected states, else what is wrong. */
export async function faultOf(folder: string, expected: ViewDigests[]): Promise<string | null> {
  try {
    const found = await digestsIn(folder);
    const differing = expected.map((digests) => differingViews(digests, found));
    if (differing.some((views) => views.length === 0)) return null;
    return `${differing.at(-1)?.join(', ')} differ`;
  } catch (error) {
    return (error as Error).message;
  }
}

export const DB_NAME = 'month.duckdb';

function inFolder(args: string[], folder: string): string[] {
  return args.map((arg) => (arg === 'DB' ? join(folder, DB_NAME) : arg));
}

function makeFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Digests of the views; a database that is not there, or has no rows at all, is the empty one. */
export async function digestsIn(folder: string): Promise<ViewDigests> {
  const db = join(folder, DB_NAME);
  // Without its three headers it was killed while it was made: the next writer makes it anew.
  if (!existsSync(db) || statSync(db).size < 3 * 4096) return EMPTY;
  const store = await openStore(db, { readOnly: true });
  try {
    const digests = await viewDigests(store, RUNS);
    const isEmpty = Object.values(digests).every((digest) => digest.startsWith('0 rows'));
    return isEmpty ? EMPTY : digests;
  } finally {
    store.close();
  }
}

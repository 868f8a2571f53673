import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WORKLOADS, type Workload } from '../src/generate/generate.ts';
import type { Contender } from './contender.ts';
import { duckdbLoad } from './contenders/duckdb-load.ts';
import { octroi } from './contenders/octroi.ts';
import { type Month, VARIANTS, type Variant } from './data.ts';
import { GATE_RUNS, judge } from './gate.ts';
import { CONTENDERS, measureMonth } from './measure.ts';
import { appendResult, circumstances, latestResults, type Result, readResults } from './results.ts';
import { refreshFile, resultTable } from './tables.ts';

/** What DuckDB's CSV reader can load. */
const CSV_VARIANTS = (Object.keys(VARIANTS) as Variant[]).filter((name) => name !== 'webex-json');

/**
 * `npm run bench`: octroi beside others over the same files, run in turn A B A B; bench/README.md says more.
 * Ratios are what counts: machines are noisy, and all contenders meet the same noise.
 */
const USAGE = `npm run bench [-- OPTIONS]    without options: the whole suite
  --records N       one month of so many records
  --workload NAME   ${WORKLOADS.join(', ')}
  --variant NAME    ${CSV_VARIANTS.join(', ')}
  --contenders LIST of ${CONTENDERS.map(({ key }) => key).join(',')}
  --runs N          of each contender, at least 3 to be recorded (default 3, with --gate 9)
  --seed N          another month (default 1); only seed 1 is recorded
  --no-record       print only
  --gate            compare with the last recorded result: exit code 1 beyond 10 %; records nothing`;

const SUITE_WORKLOADS: Workload[] = ['mixed', 'webex', 'm2m', 'skewed'];

const README = fileURLToPath(new URL('./README.md', import.meta.url));

/** A month, and who rates it. */
interface Entry extends Month {
  contenders: readonly Contender[];
}

const { values } = parseArgs({
  options: {
    records: { type: 'string' },
    workload: { type: 'string' },
    variant: { type: 'string' },
    contenders: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'no-record': { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await runBench();

async function runBench(): Promise<void> {
  const runs = wholeNumber('runs', values.runs ?? String(values.gate ? GATE_RUNS : 3), 1);
  const recorded = readResults();
  const isRecorded = !values.gate && !values['no-record'] && runs >= 3 && values.seed === '1';
  let isPassed = true;
  for (const { contenders, ...month } of entries()) {
    const say = (text: string) => process.stderr.write(`${text}\n`);
    const { data, measures } = await measureMonth(month, { contenders, runs, say });
    const { workload, variant, records } = month;
    const { usageMegabytes } = data;
    const what = { records, workload, variant, usageMegabytes, contenders: measures };
    const result: Result = { ...circumstances(), ...what };
    console.log(`${resultTable([result], duckdbLoad.name)}\n`);
    if (values.gate) {
      const names = { octroi: octroi.name, load: duckdbLoad.name };
      const verdict = judge(recorded, result, names);
      console.log(`gate: ${verdict.text}`);
      isPassed &&= verdict.isPassed;
    }
    if (isRecorded) {
      appendResult(result);
      const shown = latestResults(readResults(), result.machine);
      refreshFile(README, 'end-to-end', resultTable(shown, duckdbLoad.name));
    }
  }
  if (!isPassed) process.exitCode = 1;
}

/** What was asked for; without any wish the suite, or for the gate its quickest month. */
function entries(): Entry[] {
  const { records, workload, variant, contenders } = values;
  const isOne = [records, workload, variant, contenders].some((value) => value !== undefined);
  if (!isOne && !values.gate) return suite();
  const month: Month = {
    workload: oneOf('workload', workload ?? workloadOf(variant), WORKLOADS),
    variant: oneOf('variant', variant ?? 'plain', CSV_VARIANTS),
    records: wholeNumber('records', records ?? '2000000', 1000),
    seed: wholeNumber('seed', values.seed, 0),
  };
  return [{ ...month, contenders: contendersOf(month) }];
}

/** W1 at full size against everybody; then every workload and every form of the files beside the load. */
function suite(): Entry[] {
  const month: Month = { workload: 'mixed', variant: 'plain', records: 2_000_000, seed: 1 };
  const pair = [duckdbLoad, octroi];
  const variants = CSV_VARIANTS.filter((name) => name !== 'plain');
  return [
    { ...month, records: 10_000_000, contenders: CONTENDERS },
    ...SUITE_WORKLOADS.map((workload) => ({ ...month, workload, contenders: pair })),
    ...variants.map((variant) => {
      return { ...month, workload: workloadOf(variant), variant, contenders: pair };
    }),
  ];
}

/** The workload that comes in such files. */
function workloadOf(variant: string | undefined): Workload {
  return variant?.startsWith('webex') ? 'webex' : 'mixed';
}

/** Those asked for, in their own order; the load is always one, since everything is compared with it. */
function contendersOf({ workload, variant, records }: Month): readonly Contender[] {
  const isForAll = workload === 'mixed' && variant === 'plain' && records <= 10_000_000;
  const others = isForAll && !values.gate ? 'sql,node' : '';
  const asked = values.contenders ?? others;
  const keys = new Set(['load', 'octroi', ...asked.split(',').filter(Boolean)]);
  const known = CONTENDERS.map(({ key }) => key as string);
  for (const key of keys) oneOf('contenders', key, known);
  return CONTENDERS.filter(({ key }) => keys.has(key));
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (found === undefined) refuse(`--${option} is '${value}', expected ${allowed.join(', ')}`);
  return found;
}

function wholeNumber(option: string, value: string, least: number): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  return refuse(`--${option} is '${value}', expected a whole number of at least ${least}`);
}

function refuse(text: string): never {
  process.stderr.write(`${text}\n\n${USAGE}\n`);
  process.exit(2);
}

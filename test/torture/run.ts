import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type TortureResult, torture } from './torture.ts';

/**
 * `npm run torture`: kills runs for some minutes and writes down how many, and what differed from
 * undisturbed runs, in bench/results/torture.ndjson and bench/README.md.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    kills: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    records: { type: 'string', default: '3000' },
    'no-record': { type: 'boolean', default: false },
  },
});

const RESULTS = fileURLToPath(new URL('../../bench/results/torture.ndjson', import.meta.url));
const README = fileURLToPath(new URL('../../bench/README.md', import.meta.url));
const MARKED = /(<!-- torture -->\n)[\s\S]*?(<!-- \/torture -->)/;

const endsAt = Date.now() + Number(values.minutes) * 60_000;
process.stderr.write(`seed ${values.seed}\n`);
const result = await torture({
  seed: Number(values.seed),
  kills: Number(values.kills),
  records: Number(values.records),
  isOver: () => Date.now() > endsAt,
  folder: join(mkdtempSync(join(tmpdir(), 'octroi-torture-')), 'month'),
  say: (message) => process.stderr.write(`${message}\n`),
});
console.log(JSON.stringify(result, null, 2));
if (!values['no-record']) record(result);
process.exitCode = result.differences.length === 0 ? 0 : 1;

function record(outcome: TortureResult): void {
  const line = {
    date: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    machine: `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    ...outcome,
  };
  appendFileSync(RESULTS, `${JSON.stringify(line)}\n`);
  const readme = readFileSync(README, 'utf8');
  writeFileSync(README, readme.replace(MARKED, `$1${sentence(line)}\n$2`));
}

function sentence({ kills, months, differences, seed, commit, date, byStep }: Line): string {
  const steps = Object.entries(byStep).map(([step, count]) => `${step} ${count}`);
  return (
    `**${kills} kills in ${months} months, ${differences.length} differences** (${date.slice(0, 10)}, commit ${commit}, ` +
    `seed ${seed}).\nWhere they hit: ${steps.join(', ')}.`
  );
}

type Line = TortureResult & { commit: string; date: string };

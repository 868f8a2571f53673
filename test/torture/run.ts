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
  const lines = readFileSync(RESULTS, 'utf8').trimEnd().split('\n');
  const said = sentence(lines.map((text) => JSON.parse(text) as Line));
  writeFileSync(README, readFileSync(README, 'utf8').replace(MARKED, `$1${said}\n$2`));
}

/** All recorded runs in a sentence. */
function sentence(runs: Line[]): string {
  const sum = (count: (run: Line) => number) => runs.reduce((total, run) => total + count(run), 0);
  const byStep = new Map<string, number>();
  for (const run of runs) {
    for (const [step, count] of Object.entries(run.byStep)) {
      byStep.set(step, (byStep.get(step) ?? 0) + count);
    }
  }
  const steps = [...byStep].sort((left, right) => right[1] - left[1]);
  const { date, commit } = runs.at(-1) as Line;
  return (
    `**${sum((run) => run.kills)} kills in ${sum((run) => run.months)} months, ` +
    `${sum((run) => run.differences.length)} differences** (last on ${date.slice(0, 10)}, commit ${commit}).\n` +
    `Steps they hit: ${steps.map(([step, count]) => `${step} ${count}`).join(', ')}.`
  );
}

type Line = TortureResult & { commit: string; date: string };

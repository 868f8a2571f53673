import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from '../src/generate/generate.ts';
import { type Contender, type Measure, runOnce } from './contender.ts';
import { duckdbLoad } from './contenders/duckdb-load.ts';
import { octroi } from './contenders/octroi.ts';

/**
 * `npm run bench`: octroi beside DuckDB's plain load of the same file, run in turn A B A B.
 * Ratios are what counts: machines are noisy, and both contenders meet the same noise.
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '2000000' },
    runs: { type: 'string', default: '3' },
    workload: { type: 'string', default: 'mixed' },
    seed: { type: 'string', default: '1' },
    'no-record': { type: 'boolean', default: false },
  },
});
const records = Number(values.records);
const runs = Number(values.runs);
const contenders: Contender[] = [duckdbLoad, octroi];

const folder = fileURLToPath(
  new URL(`./data/${values.workload}-${records}-${values.seed}`, import.meta.url),
);
const files = await makeData();
const measures = new Map<string, Measure[]>(contenders.map(({ name }) => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const contender of contenders) {
    const measure = await runOnce(contender, files, `${folder}/reference`, records);
    const all = measures.get(contender.name) as Measure[];
    if (all.length > 0 && all[0].answer !== measure.answer) {
      throw new Error(`${contender.name} gave two answers: ${all[0].answer}, ${measure.answer}`);
    }
    all.push(measure);
    process.stderr.write(
      `run ${run + 1}: ${contender.name} ${measure.wallSeconds.toFixed(2)} s wall, ` +
        `${measure.cpuSeconds.toFixed(2)} s CPU, ${measure.peakMegabytes.toFixed(0)} MB\n`,
    );
  }
}
printTable();
if (!values['no-record']) recordResults();

async function makeData(): Promise<string[]> {
  const { usageFiles } = { usageFiles: [`${folder}/usage/cdr-0001.csv`] };
  if (!existsSync(`${folder}/done`)) {
    process.stderr.write(`generating ${records} records (${values.workload})\n`);
    mkdirSync(folder, { recursive: true });
    await generate({
      records,
      seed: Number(values.seed),
      out: folder,
      workload: values.workload as 'mixed',
    });
    appendFileSync(`${folder}/done`, '');
  }
  return usageFiles;
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((x, y) => x - y);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function printTable(): void {
  const yardstick = median(
    (measures.get(duckdbLoad.name) as Measure[]).map(({ wallSeconds }) => wallSeconds),
  );
  console.log(`${records.toLocaleString('en')} records, workload ${values.workload}, ${runs} runs`);
  console.log(
    '| contender | records/s | wall s min / median | CPU s | peak MB | file MB | speed, load = 1 |',
  );
  console.log('|---|---:|---:|---:|---:|---:|---:|');
  for (const [name, all] of measures) {
    const walls = all.map(({ wallSeconds }) => wallSeconds);
    const wall = median(walls);
    const cells = [
      name,
      Math.round(records / wall).toLocaleString('en'),
      `${Math.min(...walls).toFixed(2)} / ${wall.toFixed(2)}`,
      median(all.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
      Math.max(...all.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0),
      all[0].databaseMegabytes.toFixed(0),
      (yardstick / wall).toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function recordResults(): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const line = {
    date: new Date().toISOString(),
    commit,
    machine: `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    records,
    workload: values.workload,
    contenders: Object.fromEntries(measures),
  };
  const file = fileURLToPath(new URL('./results/end-to-end.ndjson', import.meta.url));
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

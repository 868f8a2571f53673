import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DATA, dataSet } from '../data.ts';
import { appendResult, circumstances } from '../results.ts';
import { markdownTable, refreshFile } from '../tables.ts';
import { type TimedCommand, timeCommands } from './time-commands.ts';

/** `npm run bench:commands`: every command on one large month, what it takes, and that it ends. */
const USAGE = `npm run bench:commands [-- OPTIONS]
  --records N   of the month W1 (default 10000000)
  --record      write the result down in results/commands.ndjson and bench/README.md`;

const RESULTS = fileURLToPath(new URL('../results/commands.ndjson', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000000' },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await runCommands(Number(values.records));

async function runCommands(records: number): Promise<void> {
  const month = await dataSet({ workload: 'mixed', variant: 'plain', records, seed: 1 });
  const folder = join(DATA, 'commands');
  mkdirSync(folder, { recursive: true });
  const timed = timeCommands(month, folder, (one) => console.log(cellsOf(one).join('  ')));
  if (!values.record) return;
  const where = circumstances();
  appendResult({ ...where, records, commands: timed }, RESULTS);
  refreshFile(README, 'commands', told(records, timed, where));
}

function told(
  records: number,
  timed: readonly TimedCommand[],
  { date, commit, machine, node }: ReturnType<typeof circumstances>,
): string {
  return (
    `${records.toLocaleString('en')} records of W1 (${date.slice(0, 10)}, commit ${commit}, ${machine}, Node ${node}):\n\n` +
    markdownTable(['command', 'wall s', 'CPU s', 'peak MB'], 1, timed.map(cellsOf))
  );
}

function cellsOf({ command, wallSeconds, cpuSeconds, peakMegabytes }: TimedCommand): string[] {
  return [command, wallSeconds.toFixed(2), cpuSeconds.toFixed(2), peakMegabytes.toFixed(0)];
}

import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circumstances } from '../results.ts';
import { markdownTable, refreshFile } from '../tables.ts';
import { timeAllKernels } from './all-kernels.ts';

/** `npm run bench:kernels`: every kernel by itself; bench/README.md says more. */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '200000' },
    small: { type: 'boolean', default: false },
    'no-record': { type: 'boolean', default: false },
  },
});
const records = Number(values.records);
const times = await timeAllKernels({ records, isSmall: values.small });
const table = markdownTable(
  ['kernel', 'records/s', 'ns/record'],
  1,
  times.map(({ name, recordsPerSecond, nanosecondsPerRecord }) => [
    name,
    Math.round(recordsPerSecond).toLocaleString('en'),
    nanosecondsPerRecord.toFixed(nanosecondsPerRecord < 10 ? 1 : 0),
  ]),
);
console.log(table);
if (!values.small && !values['no-record']) {
  const now = circumstances();
  const line = JSON.stringify({ ...now, records, kernels: times });
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  appendFileSync(path('../results/kernels.ndjson'), `${line}\n`);
  const { date, commit, machine, node } = now;
  const where = `${date.slice(0, 10)}, ${commit}, ${machine}, Node ${node}:`;
  refreshFile(path('../README.md'), 'kernels', `${where}\n\n${table}`);
}

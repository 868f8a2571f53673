import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { appendResult, circumstances } from '../../bench/results.ts';
import { refreshFile } from '../../bench/tables.ts';
import { longLineFaults } from './check-long-line.ts';
import { fuzzRound } from './fuzz-round.ts';

/**
 * `npm run fuzz`: mutated rows of every format until there are enough, or time is over. With `--record` it writes
 * down how many, and what went wrong, in bench/results/fuzz.ndjson and bench/README.md.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1000' },
    'rows-per-file': { type: 'string', default: '12000' },
    record: { type: 'boolean', default: false },
  },
});
const RESULTS = fileURLToPath(new URL('../../bench/results/fuzz.ndjson', import.meta.url));
const README = fileURLToPath(new URL('../../bench/README.md', import.meta.url));

const endsAt = Date.now() + Number(values.minutes) * 60_000;
const folder = mkdtempSync(join(tmpdir(), 'octroi-fuzz-'));
let mutatedRows = 0;
let faults = 0;
let seed = Number(values.seed);
try {
  for (const fault of await longLineFaults(100, folder)) {
    console.log(`row of 100 MB: ${fault}`);
    faults++;
  }
  for (; mutatedRows < Number(values.rows) && Date.now() < endsAt; seed++) {
    const round = await fuzzRound(seed, Number(values['rows-per-file']), folder);
    mutatedRows += round.mutatedRows;
    faults += round.faults.length;
    console.log(
      `seed ${seed}: ${round.name}, ${round.mutatedRows} mutated rows (${mutatedRows} in all), ` +
        `${round.faults.length} faults`,
    );
    for (const fault of round.faults.slice(0, 5)) console.log(`  ${fault.slice(0, 1500)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${mutatedRows} mutated rows, seeds ${values.seed} to ${seed - 1}, ${faults} faults`);
if (values.record) record();
process.exitCode = faults === 0 ? 0 : 1;

function record(): void {
  const where = circumstances();
  const seeds = `${values.seed} to ${seed - 1}`;
  appendResult({ ...where, mutatedRows, seeds, faults }, RESULTS);
  const { date, commit } = where;
  refreshFile(
    README,
    'fuzz',
    `**${mutatedRows.toLocaleString('en')} mutated rows (seeds ${seeds}) and a row of 100 MB: ${faults} faults** ` +
      `(${date.slice(0, 10)}, commit ${commit}).`,
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { longLineFaults } from './check-long-line.ts';
import { fuzzRound } from './fuzz-round.ts';

/** `npm run fuzz`: mutated rows of every format until there are enough, or time is over. */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1000' },
    'rows-per-file': { type: 'string', default: '12000' },
  },
});
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
process.exitCode = faults === 0 ? 0 : 1;

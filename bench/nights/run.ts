import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { comparedText, compareNights } from './compare-nights.ts';
import { answerOf, type Night, rateNights } from './rate-nights.ts';
import { recordNights } from './record-nights.ts';

/** `npm run bench:nights`: time and memory of each night, and the month's answer against that of one run. */
const USAGE = `npm run bench:nights [-- OPTIONS]
  --records N   of the month (default 1000000; the long run of bench/README.md has 20000000)
  --nights N    (default 30)
  --seed N      (default 1)
  --no-check    do not rate the month in one run too
  --record      write the result down in results/nights.ndjson and bench/README.md`;

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    nights: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    'no-check': { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await runNights();

async function runNights(): Promise<void> {
  const folder = fileURLToPath(new URL('../data/nights/', import.meta.url));
  console.log('night    records   wall s    CPU s  µs/record  peak MB  rated again  database MB');
  const month = await rateNights({
    records: Number(values.records),
    nights: Number(values.nights),
    seed: Number(values.seed),
    folder,
    say: (night) => console.log(lineOf(night)),
  });
  const { nights, files, reference, db } = month;
  const compared = compareNights(month);
  console.log(comparedText(compared));
  if (values['no-check']) return;
  const whole = join(folder, 'whole.duckdb');
  rmSync(whole, { force: true });
  await rate({ inputs: files, db: whole, reference }, silentProgress);
  const isSame =
    JSON.stringify(toText(await answerOf(whole))) === JSON.stringify(toText(await answerOf(db)));
  console.log(isSame ? 'same answer as in one run' : 'ANOTHER ANSWER than in one run');
  if (values.record) recordNights(nights, compared, isSame);
  if (!isSame) process.exitCode = 1;
}

function toText(answer: unknown): string {
  return JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

function lineOf(night: Night): string {
  const { records, wallSeconds, cpuSeconds, peakMegabytes, rerated, databaseMegabytes } = night;
  return [
    String(night.night).padStart(5),
    records.toLocaleString('en').padStart(10),
    wallSeconds.toFixed(2).padStart(8),
    cpuSeconds.toFixed(2).padStart(8),
    ((wallSeconds / records) * 1e6).toFixed(2).padStart(10),
    peakMegabytes.toFixed(0).padStart(8),
    rerated.toLocaleString('en').padStart(12),
    databaseMegabytes.toFixed(0).padStart(12),
  ].join(' ');
}

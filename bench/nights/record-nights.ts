import { fileURLToPath } from 'node:url';
import { appendResult, circumstances, median } from '../results.ts';
import { markdownTable, refreshFile } from '../tables.ts';
import { type ComparedNight, comparedText } from './compare-nights.ts';
import type { Night } from './rate-nights.ts';

const RESULTS = fileURLToPath(new URL('../results/nights.ndjson', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));

/** Appends a month of nights to results/nights.ndjson and says it in bench/README.md. */
export function recordNights(
  nights: readonly Night[],
  compared: readonly ComparedNight[],
  isSame: boolean,
): void {
  const where = circumstances();
  appendResult({ ...where, isSame, compared, nights }, RESULTS);
  refreshFile(README, 'nights', told(nights, compared, isSame, where));
}

function told(
  nights: readonly Night[],
  compared: readonly ComparedNight[],
  isSame: boolean,
  { date, commit, machine, node }: ReturnType<typeof circumstances>,
): string {
  const records = nights.reduce((sum, night) => sum + night.records, 0);
  const rerated = nights.reduce((sum, night) => sum + night.rerated, 0);
  const peaks = nights.slice(1).map((night) => night.peakMegabytes);
  const answer = isSame ? 'the same answer as one run' : '**ANOTHER ANSWER than one run**';
  return (
    `**${records.toLocaleString('en')} records in ${nights.length} nights: ${answer}.** ` +
    `${comparedText(compared)}. Peak memory from the second night on: ` +
    `${Math.min(...peaks).toFixed(0)} to ${Math.max(...peaks).toFixed(0)} MB, median ${median(peaks).toFixed(0)}. ` +
    `Stored records rated again because of late ones: ${rerated.toLocaleString('en')}. ` +
    `(${date.slice(0, 10)}, commit ${commit}, ${machine}, Node ${node})\n\n` +
    markdownTable(HEADS, 0, nights.map(row))
  );
}

const HEADS = [
  'night',
  'records',
  'wall s',
  'CPU s',
  'µs a record',
  'peak MB',
  'rated again',
  'database MB',
];

function row(night: Night): string[] {
  return [
    String(night.night),
    night.records.toLocaleString('en'),
    night.wallSeconds.toFixed(2),
    night.cpuSeconds.toFixed(2),
    ((night.wallSeconds / night.records) * 1e6).toFixed(2),
    night.peakMegabytes.toFixed(0),
    night.rerated.toLocaleString('en'),
    night.databaseMegabytes.toFixed(0),
  ];
}

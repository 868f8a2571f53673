import { type Command, Option } from 'commander';
import { FORMATS } from '../decode/formats.ts';
import { type RateOptions, type RateSummary, rate } from '../pipeline.ts';
import { ConsoleProgress } from '../progress/progress.ts';
import { counted, thousands } from '../progress/thousands.ts';
import { positiveInteger, rangeBytes, workerCount } from './arguments.ts';
import { interruptible } from './interruptible.ts';

interface RateArguments extends Omit<RateOptions, 'inputs' | 'signal'> {
  json?: boolean;
}

const AFTER_HELP = `
Safe to run again at any time, with the same files or more of them: a file taken in before is
skipped, a record taken in before is a duplicate, and suspended events are tried again.

Example:
  octroi rate usage/ --reference reference --db month.duckdb`;

/** `octroi rate`: reads, rates and stores usage. */
export function addRateCommand(program: Command): void {
  program
    .command('rate')
    .description('read usage files, rate every record and store it in a DuckDB file')
    .argument('<input...>', 'usage files, or directories of them; plain or .gz')
    .requiredOption('--db <file>', 'DuckDB file to write; made when it is not there')
    .requiredOption(
      '--reference <dir>',
      'directory of reference data (customers.csv, lines.csv, …)',
    )
    .option('--catalogue <dir>', 'directory of catalogue files (default: the shipped catalogue)')
    .addOption(
      new Option('--format <name>', 'input format (default: recognised from each file)').choices(
        FORMATS.map(({ name }) => name),
      ),
    )
    .option('--workers <n>', 'worker threads (default: one per core)', workerCount)
    .option('--batch-rows <n>', 'records decoded at a time; changes no result', positiveInteger)
    .option('--range-bytes <n>', 'bytes a worker reads at a time; changes no result', rangeBytes)
    .option('--json', 'print the summary as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action((inputs: string[], { json, ...options }: RateArguments) =>
      interruptible(async (signal) => {
        const summary = await rate({ ...options, inputs, signal }, new ConsoleProgress());
        process.stdout.write(json ? `${JSON.stringify(summary)}\n` : summaryText(summary));
      }),
    );
}

/** The closing summary: what became of every row, per file and in all. */
export function summaryText(summary: RateSummary): string {
  const files = summary.files.length > 1 ? summary.files : [];
  const lines = [...files, { file: 'all files', ...summary.total }].map(
    ({ file, rows, rated, duplicates, rejected, suspended }) =>
      `${file}: ${counted(rows, 'row')} = ${thousands(rated)} rated + ${counted(duplicates, 'duplicate')} + ` +
      `${thousands(rejected)} rejected + ${thousands(suspended)} suspended`,
  );
  for (const { file, sameAs } of summary.skipped) {
    lines.push(`${file}: skipped, an earlier run has taken in the same content (${sameAs})`);
  }
  if (summary.conflicts > 0) {
    lines.push(
      `conflicts among the duplicates: ${thousands(summary.conflicts)}, the same id with other content; ` +
        'look at view duplicates',
    );
  }
  const { stored } = summary;
  if (stored.rerated + stored.retried > 0) lines.push(storedText(stored));
  const rowsPerSecond = Math.round(summary.total.rows / summary.seconds);
  lines.push(
    `${summary.db}: stored in ${summary.seconds.toFixed(1)} s (${thousands(rowsPerSecond)} rows/s)`,
  );
  return `${lines.join('\n')}\n`;
}

/** What became of records stored by earlier runs. */
export function storedText({ rerated, retried, changed }: RateSummary['stored']): string {
  return (
    `stored before: ${thousands(rerated)} rated again, ${thousands(retried)} tried again from suspense, ` +
    `${thousands(changed)} changed${changed > 0 ? ' (view rerated)' : ''}`
  );
}

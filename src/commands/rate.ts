import type { Command } from 'commander';
import { type RateOptions, type RateSummary, rate } from '../pipeline.ts';
import { ConsoleProgress } from '../progress/progress.ts';
import { positiveInteger } from './arguments.ts';

interface RateArguments extends Omit<RateOptions, 'inputs' | 'signal'> {
  json?: boolean;
}

/** `octroi rate`: reads, rates and stores usage. */
export function addRateCommand(program: Command): void {
  program
    .command('rate')
    .description('read usage files, rate every record and store it in a DuckDB file')
    .argument('<input...>', 'usage files, or directories of them; plain or .gz')
    .requiredOption('--db <file>', 'DuckDB file to write; made when it is not there')
    .requiredOption('--reference <dir>', 'directory of reference data (customers.csv, lines.csv, …)')
    .option('--catalogue <dir>', 'directory of catalogue files (default: the shipped catalogue)')
    .option('--format <name>', 'input format (default: recognised from each file)')
    .option('--workers <n>', 'worker threads (default: one per core)', positiveInteger)
    .option('--batch-rows <n>', 'records decoded at a time; changes no result', positiveInteger)
    .option('--range-bytes <n>', 'bytes a worker reads at a time; changes no result', positiveInteger)
    .option('--json', 'print the summary as JSON on stdout')
    .action(async (inputs: string[], options: RateArguments) => {
      const abort = new AbortController();
      const stop = () => abort.abort();
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
      try {
        const summary = await rate({ ...options, inputs, signal: abort.signal }, new ConsoleProgress());
        process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : summaryText(summary));
      } catch (error) {
        abort.signal.throwIfAborted();
        throw error;
      } finally {
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
      }
    });
}

/** The closing summary: what became of every row, per file and in all. */
export function summaryText(summary: RateSummary): string {
  const lines = summary.files.length > 1 ? summary.files : [];
  const shown = [...lines, { file: 'all files', ...summary.total }].map(
    ({ file, rows, rated, duplicates, rejected, suspended }) =>
      `${file}: ${count(rows)} rows = ${count(rated)} rated + ${count(duplicates)} duplicates + ` +
      `${count(rejected)} rejected + ${count(suspended)} suspended`,
  );
  const rowsPerSecond = Math.round(summary.total.rows / summary.seconds);
  const seconds = summary.seconds.toFixed(1);
  const stored = `${summary.db}: stored in ${seconds} s (${count(rowsPerSecond)} rows/s)`;
  return `${shown.join('\n')}\n${stored}\n`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

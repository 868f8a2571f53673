import type { Command } from 'commander';
import { ConsoleProgress } from '../progress/progress.ts';
import { type SimulateOptions, simulate } from '../simulate/simulate.ts';
import { monthArgument, workerCount } from './arguments.ts';
import { interruptible } from './interruptible.ts';
import { writeDifferencesJson, writeDifferencesText } from './simulation-output.ts';

interface SimulateArguments extends Omit<SimulateOptions, 'signal'> {
  json?: boolean;
}

const AFTER_HELP = `
Nothing is written to the database: the month is rated again beside it, in a folder that is removed
(MONTH.duckdb.octroi-simulate-…, its usage and reference data as plain CSV, readable by you only).
Events that the other catalogue cannot price are counted as suspended, never as 0.

Example:
  octroi simulate --db month.duckdb --month 2026-10 --catalogue next-year/`;

/** `octroi simulate`: what a stored month would come to under another catalogue. */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('rate a stored month under another catalogue and show the difference by contract')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate; it is only read')
    .requiredOption('--month <YYYY-MM>', 'the month, as stored', monthArgument)
    .requiredOption('--catalogue <dir>', 'directory of the other catalogue')
    .option('--reference <dir>', 'reference data (default: what the last run was given)')
    .option('--workers <n>', 'worker threads (default: one per core)', workerCount)
    .option('--json', 'print every contract as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(({ json, ...options }: SimulateArguments) =>
      interruptible(async (signal) => {
        const write = json === true ? writeDifferencesJson : writeDifferencesText;
        await simulate({ ...options, signal }, new ConsoleProgress(), (differences) =>
          write(differences, options, process.stdout),
        );
      }),
    );
}

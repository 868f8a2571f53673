import type { Command } from 'commander';
import { parseMonth } from '../normalise/paris-calendar.ts';
import { type RateOptions, rateAgain } from '../pipeline.ts';
import { ConsoleProgress } from '../progress/progress.ts';
import { monthArgument, workerCount } from './arguments.ts';
import { interruptible } from './interruptible.ts';
import { storedText } from './rate.ts';

type StoredOptions = Pick<RateOptions, 'db' | 'reference' | 'catalogue' | 'workers'> & {
  json?: boolean;
};

interface RerateArguments extends StoredOptions {
  month: string;
  customer?: string;
}

const AFTER_RERATE_HELP = `
After a change of reference data or catalogue: the stored usage of the month is rated with what they say
now. Later months of the same scopes follow, because unused hours and data sessions pass into them.
What has changed, from what to what, is in view rerated; nothing is read but the database.

Example:
  octroi rerate --db month.duckdb --reference reference --month 2026-10 --customer C001
  octroi query --db month.duckdb "SELECT * FROM rerated"`;

const AFTER_RECYCLE_HELP = `
Every octroi rate does this too. A record is tried where its contract, its reference data or the
catalogue have changed since it was suspended: elsewhere the answer would be the same.

Example:
  octroi recycle --db month.duckdb --reference reference`;

/** `octroi rerate`: rates a stored month again. */
export function addRerateCommand(program: Command): void {
  storedCommand(program, 'rerate')
    .description('rate a stored month again, after a change of reference data or catalogue')
    .requiredOption('--month <YYYY-MM>', 'month to rate again, with those after it', monthArgument)
    .option('--customer <id>', 'rate the usage of this customer only')
    .addHelpText('after', AFTER_RERATE_HELP)
    .action(({ month, customer, ...options }: RerateArguments) =>
      runAgain({ ...options, correction: { month: parseMonth(month) as number, customer } }),
    );
}

/** `octroi recycle`: tries suspended records again. */
export function addRecycleCommand(program: Command): void {
  storedCommand(program, 'recycle')
    .description('try suspended records again, without new input')
    .addHelpText('after', AFTER_RECYCLE_HELP)
    .action((options: StoredOptions) => runAgain(options));
}

function storedCommand(program: Command, name: string): Command {
  return program
    .command(name)
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .requiredOption('--reference <dir>', 'directory of reference data, as it is now')
    .option('--catalogue <dir>', 'directory of catalogue files (default: the shipped catalogue)')
    .option('--workers <n>', 'worker threads (default: one per core)', workerCount)
    .option('--json', 'print the summary as JSON on stdout');
}

function runAgain({
  json,
  ...options
}: StoredOptions & Pick<RateOptions, 'correction'>): Promise<void> {
  return interruptible(async (signal) => {
    const summary = await rateAgain({ ...options, signal }, new ConsoleProgress());
    const text = `${storedText(summary.stored)}\n${summary.db}: done in ${summary.seconds.toFixed(1)} s\n`;
    process.stdout.write(json ? `${JSON.stringify(summary)}\n` : text);
  });
}

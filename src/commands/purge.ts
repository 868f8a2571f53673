import type { Command } from 'commander';
import { counted, thousands } from '../progress/thousands.ts';
import { type PurgeSummary, purge } from '../store/purge.ts';
import { UsageError } from './failures.ts';
import { interruptible } from './interruptible.ts';

interface PurgeArguments {
  db: string;
  before: string;
  json?: boolean;
}

const AFTER_HELP = `
Masks the last four digits of the numbers called before the date (Paris time), in usage and suspense, and drops
the text of rejects and the IMEIs taken in before it. All totals stay as they are; what is masked cannot be
brought back, and a purged month can no longer be rated again: a record that comes late for one is suspended.

The database is written anew beside the old one, so room for a second one is needed; nothing of what was purged
is in the new file. Backups are not touched.

Example, keeping twelve months:
  octroi purge --db usage.duckdb --before 2025-11-01`;

/** `octroi purge`: personal data beyond the legal year goes (CPCE L34-1), totals stay. */
export function addPurgeCommand(program: Command): void {
  program
    .command('purge')
    .description('mask called numbers and drop reject texts of the months before a date')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .requiredOption('--before <date>', 'first day of the first month to keep, YYYY-MM-DD')
    .option('--json', 'print what was done as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(({ db, before, json }: PurgeArguments) =>
      interruptible(async (signal) => {
        const summary = await purge(db, checkedDate(before), signal);
        process.stdout.write(json ? `${JSON.stringify(summary)}\n` : purgeText(summary));
      }),
    );
}

/** Months are purged whole, and never the one that is running. */
function checkedDate(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])-01$/.test(text)) {
    throw new UsageError(
      `--before ${text}: expected the first day of a month, such as 2025-11-01: months are purged whole, ` +
        'because a purged month can no longer be rated',
    );
  }
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date());
  if (text > today) {
    throw new UsageError(`--before ${text}: that month has not begun; nothing was changed`);
  }
  return text;
}

function purgeText(summary: PurgeSummary): string {
  const { db, openFrom, usage, suspense, rejects, bytesBefore, bytesAfter } = summary;
  return (
    `before ${openFrom}: masked the called numbers of ${thousands(usage)} rated and ` +
    `${counted(suspense, 'suspended event')}, dropped the text of ${counted(rejects, 'reject')}\n` +
    `${db}: written anew, ${counted(bytesBefore, 'byte')} before, ${thousands(bytesAfter)} now\n`
  );
}

import type { Command } from 'commander';
import { type ReportOptions, writeReport } from '../report/write-report.ts';
import { monthArgument } from './arguments.ts';

const AFTER_HELP = `
The page needs no network and holds no script. Called numbers are shown without their last four digits.

Example:
  octroi report --db month.duckdb --out month.html`;

/** `octroi report`: one page about the runs and a month. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write one self-contained HTML page about the runs and a month')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .requiredOption('--out <file>', 'HTML file to write')
    .option('--month <YYYY-MM>', 'the month (default: the latest stored)', monthArgument)
    .option('--json', 'print where the page is as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(async ({ json, ...options }: ReportOptions & { json?: boolean }) => {
      const month = await writeReport(options);
      const { out } = options;
      process.stdout.write(
        json ? `${JSON.stringify({ out, month })}\n` : `${out}: report of ${month}\n`,
      );
    });
}

import { type Command, Option } from 'commander';
import { ConsoleProgress } from '../progress/progress.ts';
import { asQueryError, openForQueries, runReadingStatement } from '../store/reading-statement.ts';
import { UsageError } from './failures.ts';
import { interruptible } from './interruptible.ts';
import { QUERY_FORMATS, type QueryFormat, writeRows } from './query-output.ts';

interface QueryArguments {
  db: string;
  format: QueryFormat;
  json?: boolean;
}

const AFTER_HELP = `
Views: usage, rejects, suspense, duplicates, files, rating_runs, allowances, alarms, rerated; of octroi bill
charges, invoices, invoice_lines, invoice_taxes, blockers, adjustment_events.
DESCRIBE usage lists the columns of a view.
JSON is one array; decimals, and whole numbers beyond 2^53, are text so that they stay exact.
In CSV a text that a spreadsheet would take for a formula gets an apostrophe before it.

Example:
  octroi query --db month.duckdb "SELECT zone, sum(amount) FROM usage GROUP BY zone"`;

/** `octroi query`: read-only SQL. */
export function addQueryCommand(program: Command): void {
  program
    .command('query')
    .description('run one SQL statement that reads; nothing can be changed, no other file opened')
    .argument('<sql>', 'the statement, in quotes')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .addOption(
      new Option('--format <name>', 'how rows are written').choices(QUERY_FORMATS).default('table'),
    )
    .option('--json', 'the same as --format json')
    .addHelpText('after', AFTER_HELP)
    .action((sql: string, options: QueryArguments, command: Command) => {
      const format = formatOf(options, command.getOptionValueSource('format') === 'cli');
      return interruptible((signal) => query(sql, { ...options, format }, signal));
    });
}

function formatOf({ json, format }: QueryArguments, isNamed: boolean): QueryFormat {
  if (!json) return format;
  if (isNamed && format !== 'json') {
    throw new UsageError(`--json and --format ${format} contradict each other: give one of them`);
  }
  return 'json';
}

async function query(sql: string, options: QueryArguments, signal: AbortSignal): Promise<void> {
  const store = await openForQueries(options.db);
  signal.addEventListener('abort', () => store.interrupt());
  try {
    const result = await runReadingStatement(store, sql);
    const progress = new ConsoleProgress();
    await writeRows(result, options.format, process.stdout, (message) => progress.say(message));
  } catch (error) {
    throw asQueryError(error as Error);
  } finally {
    store.close();
  }
}

#!/usr/bin/env node
import { addDatabaseOptions } from './commands/database-options.ts';
import { EXIT_FAILED, exitCodeOf, report } from './commands/failures.ts';
import { OctroiCommand } from './commands/octroi-command.ts';
import { VERSION } from './version.ts';

/** Arguments -> one function per command; exit codes as in README.md. */
const COMMANDS = {
  rate: async () => (await import('./commands/rate.ts')).addRateCommand,
  rerate: async () => (await import('./commands/rerate.ts')).addRerateCommand,
  recycle: async () => (await import('./commands/rerate.ts')).addRecycleCommand,
  bill: async () => (await import('./commands/bill.ts')).addBillCommand,
  explain: async () => (await import('./commands/explain.ts')).addExplainCommand,
  simulate: async () => (await import('./commands/simulate.ts')).addSimulateCommand,
  query: async () => (await import('./commands/query.ts')).addQueryCommand,
  purge: async () => (await import('./commands/purge.ts')).addPurgeCommand,
  audit: async () => (await import('./commands/audit.ts')).addAuditCommand,
  report: async () => (await import('./commands/report.ts')).addReportCommand,
  check: async () => (await import('./commands/check.ts')).addCheckCommand,
  generate: async () => (await import('./commands/generate.ts')).addGenerateCommand,
  demo: async () => (await import('./commands/demo.ts')).addDemoCommand,
};

const program = new OctroiCommand('octroi')
  .description('Rates telecom usage records exactly into a DuckDB file.')
  .version(VERSION)
  .showHelpAfterError('(octroi COMMAND --help shows the options)')
  .exitOverride();

// A command is loaded with what it needs only when it is asked for: start-up counts in a nightly batch too.
const asked = process.argv[2];
const names = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
for (const name of names.some((known) => known === asked) ? [asked as 'rate'] : names) {
  const addCommand = await COMMANDS[name]();
  addCommand(program);
}
addDatabaseOptions(program);

// A reader that has seen enough (| head) is no failure; a disk that is full is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(
    `octroi: the answer could not be written: ${error.message}; what was stored stays\n`,
  );
  process.exit(EXIT_FAILED);
});
// Nobody has to watch the progress.
process.stderr.on('error', () => {});

try {
  await program.parseAsync();
} catch (error) {
  report(error);
  process.exitCode = exitCodeOf(error);
}

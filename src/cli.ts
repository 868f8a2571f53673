#!/usr/bin/env node
import { Command } from 'commander';
import { addCheckCommand } from './commands/check.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addExplainCommand } from './commands/explain.ts';
import { exitCodeOf, report } from './commands/failures.ts';
import { addGenerateCommand } from './commands/generate.ts';
import { addQueryCommand } from './commands/query.ts';
import { addRateCommand } from './commands/rate.ts';
import { VERSION } from './version.ts';

/** Arguments -> one function per command; exit codes as in README.md. */
const program = new Command('octroi')
  .description('Rates telecom usage records exactly into a DuckDB file.')
  .version(VERSION)
  .showHelpAfterError('(octroi COMMAND --help shows the options)')
  .exitOverride();
addRateCommand(program);
addExplainCommand(program);
addQueryCommand(program);
addCheckCommand(program);
addGenerateCommand(program);
addDemoCommand(program);

// A reader that has seen enough (| head) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  report(error);
  process.exitCode = exitCodeOf(error);
}

#!/usr/bin/env node
import { Command } from 'commander';
import { addRateCommand } from './commands/rate.ts';
import { exitCodeOf, report } from './commands/failures.ts';
import { VERSION } from './version.ts';

/** Arguments -> one function per command; exit codes as in README.md. */
const program = new Command('octroi')
  .description('Rates telecom usage records exactly into a DuckDB file.')
  .version(VERSION)
  .showHelpAfterError('(octroi COMMAND --help shows the options)')
  .exitOverride();
addRateCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  report(error);
  process.exitCode = exitCodeOf(error);
}

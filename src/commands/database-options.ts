import { type Command, InvalidArgumentError, Option } from 'commander';
import { KEY_FILE_VARIABLE, KEY_VARIABLE } from '../store/database-key.ts';
import { WAIT_VARIABLE } from '../store/wait-for-database.ts';
import { wholeNumber } from './arguments.ts';

interface DatabaseArguments {
  keyFile?: string;
  wait?: number | true;
}

/** Gives every command that opens a database the options that say how; the store reads them from the environment. */
export function addDatabaseOptions(program: Command): void {
  for (const command of program.commands) {
    if (!command.options.some((option) => option.long === '--db')) continue;
    command.addOption(
      new Option(
        '--key-file <file>',
        `file with the key of an encrypted database (or the key itself in ${KEY_VARIABLE})`,
      ),
    );
    const wait = new Option(
      '--wait [seconds]',
      'wait for a database in use, for as long as it takes or so many seconds: --wait=600',
    ).argParser(waitArgument);
    // As it has to be written: without the sign the word that follows would be taken for the seconds.
    wait.flags = '--wait[=seconds]';
    command.addOption(wait);
  }
  program.hook('preAction', (_, command) => setEnvironment(command.opts()));
}

function waitArgument(text: string): number {
  try {
    return wholeNumber(text);
  } catch {
    throw new InvalidArgumentError(
      'it would be the number of seconds: write --wait=SECONDS, or --wait behind all else',
    );
  }
}

function setEnvironment({ keyFile, wait }: DatabaseArguments): void {
  if (keyFile !== undefined) {
    process.env[KEY_FILE_VARIABLE] = keyFile;
    delete process.env[KEY_VARIABLE];
  }
  if (wait !== undefined) process.env[WAIT_VARIABLE] = wait === true ? 'Infinity' : String(wait);
}

import { CommanderError } from 'commander';

/** Exit codes, as scripts may rely on them. */
export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_WRONG_USE = 2;
export const EXIT_BAD_INPUT = 3;
export const EXIT_INTERRUPTED = 130;

const EXIT_CODES: Record<string, number> = {
  CatalogueError: EXIT_WRONG_USE,
  ReferenceDataError: EXIT_WRONG_USE,
  UsageError: EXIT_WRONG_USE,
  InputError: EXIT_BAD_INPUT,
  ControlTotalsError: EXIT_BAD_INPUT,
  AbortError: EXIT_INTERRUPTED,
};

/** Arguments that parse but make no sense together. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Exit code for what a command threw. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_WRONG_USE;
  return EXIT_CODES[(error as Error).name] ?? EXIT_FAILED;
}

/** Tells the user what went wrong; a stack trace only for what is our fault. */
export function report(error: unknown): void {
  if (error instanceof CommanderError) return;
  const { name, message, stack } = error as Error;
  const isExpected = name in EXIT_CODES || name === 'StoreError';
  process.stderr.write(`octroi: ${isExpected ? message : (stack ?? message)}\n`);
}

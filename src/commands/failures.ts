import { CommanderError } from 'commander';
import { printable } from '../progress/printable.ts';

/** Exit codes, as scripts may rely on them. */
export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_WRONG_USE = 2;
export const EXIT_BAD_INPUT = 3;
export const EXIT_INTERRUPTED = 130;

/** Errors that tell the user what to do, by name: no stack trace is wanted. */
const EXIT_CODES: Record<string, number> = {
  CatalogueError: EXIT_WRONG_USE,
  ReferenceDataError: EXIT_WRONG_USE,
  UsageError: EXIT_WRONG_USE,
  GenerateOptionsError: EXIT_WRONG_USE,
  QueryError: EXIT_WRONG_USE,
  BillingError: EXIT_WRONG_USE,
  OutputError: EXIT_WRONG_USE,
  NotStoredError: EXIT_WRONG_USE,
  InputError: EXIT_BAD_INPUT,
  ControlTotalsError: EXIT_BAD_INPUT,
  AuditError: EXIT_BAD_INPUT,
  DatabaseKeyError: EXIT_WRONG_USE,
  StoreError: EXIT_FAILED,
  WorkerLostError: EXIT_FAILED,
  DatabaseInUseError: EXIT_FAILED,
  UnknownEventError: EXIT_FAILED,
  AbortError: EXIT_INTERRUPTED,
};

/** What the faults of these are faults of; their messages have one fault per line. */
const CHECKED_DATA: Record<string, string> = {
  CatalogueError: 'the catalogue',
  ReferenceDataError: 'the reference data',
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
  process.stderr.write(`${printable(failureText(error as Error))}\n`);
}

/** The failure in words, on as many lines as it has faults. */
export function failureText(error: Error): string {
  const { name, message, stack } = error;
  if (name === 'AbortError') {
    return 'octroi: interrupted; nothing was left half-written, and it is safe to run again';
  }
  const data = CHECKED_DATA[name];
  if (data !== undefined) return `${message}\noctroi: ${data} cannot be used; nothing was done`;
  const isExpected = name in EXIT_CODES || isSystemError(error);
  return `octroi: ${isExpected ? message : (stack ?? message)}`;
}

/** A file that cannot be written, a full disk: the message says which, a stack no more. */
function isSystemError(error: Error): boolean {
  return 'syscall' in error && 'code' in error;
}

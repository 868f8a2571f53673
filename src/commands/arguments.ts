import { InvalidArgumentError } from 'commander';

/** Parses a positive whole number given on the command line. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError(`expected a whole number of at least 1, found ${text}`);
  }
  return value;
}

import { InvalidArgumentError } from 'commander';

/** Parses a positive whole number given on the command line. */
export function positiveInteger(text: string): number {
  return integerFrom(1, text);
}

/** Parses a whole number, 0 included. */
export function wholeNumber(text: string): number {
  return integerFrom(0, text);
}

function integerFrom(least: number, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidArgumentError(`expected a whole number of at least ${least}, found ${text}`);
  }
  return value;
}

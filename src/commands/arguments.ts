import { InvalidArgumentError } from 'commander';
import { MAX_WORKERS, MAX_YEAR, MIN_RANGE_BYTES, MIN_YEAR } from '../bounds.ts';
import { parseMonth } from '../normalise/paris-calendar.ts';

/** Parses a positive whole number given on the command line. */
export function positiveInteger(text: string): number {
  return integerFrom(1, text);
}

/** Parses a number of worker threads. */
export function workerCount(text: string): number {
  const count = integerFrom(1, text);
  if (count <= MAX_WORKERS) return count;
  throw new InvalidArgumentError(`expected at most ${MAX_WORKERS} workers, found ${text}`);
}

/** Parses the size of a range. */
export function rangeBytes(text: string): number {
  return integerFrom(MIN_RANGE_BYTES, text);
}

/** Parses a whole number, 0 included. */
export function wholeNumber(text: string): number {
  return integerFrom(0, text);
}

/** Parses a month as `YYYY-MM`, of the years that usage may be of. */
export function monthArgument(text: string): string {
  if (parseMonth(text) === null) {
    throw new InvalidArgumentError(`expected a month as 2026-10, found ${text}`);
  }
  const year = Number(text.slice(0, 'YYYY'.length));
  if (year >= MIN_YEAR && year <= MAX_YEAR) return text;
  throw new InvalidArgumentError(
    `expected a month from ${MIN_YEAR}-01 to ${MAX_YEAR}-12, found ${text}`,
  );
}

function integerFrom(least: number, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidArgumentError(`expected a whole number of at least ${least}, found ${text}`);
  }
  return value;
}

/** Field values straight from bytes: no string, no allocation. Negative results and NaN say what is wrong. */

import { MAX_YEAR, MIN_YEAR } from '../bounds.ts';

export const COUNT_EMPTY = -1;
export const COUNT_MALFORMED = -2;
export const COUNT_TOO_LARGE = -3;

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;
const POINT = 46;

/** A whole number of digits only, at most `max`; else one of the COUNT_ codes. */
export function parseCount(bytes: Uint8Array, start: number, end: number, max: number): number {
  if (start === end) return COUNT_EMPTY;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return COUNT_MALFORMED;
    value = value * 10 + digit;
  }
  return value <= max ? value : COUNT_TOO_LARGE;
}

/** Above every year, even as the last two digits of one. */
const NOT_DIGITS = 10_000;

/** The number of two digits at `at`, or NOT_DIGITS. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO;
  const units = bytes[at + 1] - ZERO;
  // Unsigned, a negative difference is a huge number: one comparison instead of two.
  return tens >>> 0 > 9 || units >>> 0 > 9 ? NOT_DIGITS : tens * 10 + units;
}

const DAYS_IN_MONTH = new Uint8Array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

/** Days from 1970-01-01 to the first of each month from MIN_YEAR on: index (year - MIN_YEAR) * 13 + month. */
const FIRST_OF_MONTH = firstDaysOfMonths();

function firstDaysOfMonths(): Int32Array {
  const days = new Int32Array((MAX_YEAR - MIN_YEAR + 1) * 13);
  for (let year = MIN_YEAR; year <= MAX_YEAR; year++) {
    for (let month = 1; month <= 12; month++) {
      days[(year - MIN_YEAR) * 13 + month] = Date.UTC(year, month - 1, 1) / 86_400_000;
    }
  }
  return days;
}

function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month];
}

const FIRST_INSTANT_UNIX_US = Date.UTC(MIN_YEAR, 0, 1) * 1000;
const END_INSTANT_UNIX_US = Date.UTC(MAX_YEAR + 1, 0, 1) * 1000;

/**
 * An RFC 3339 instant with `Z` or a numeric offset, seconds or finer, as microseconds since 1970 UTC.
 * Digits beyond the microsecond are dropped. NaN when it is anything else, or outside MIN_YEAR..MAX_YEAR.
 * @param isUtcWithoutOffset a time without `Z` or offset is one in UTC, not a fault
 */
export function parseInstant(
  bytes: Uint8Array,
  start: number,
  end: number,
  isUtcWithoutOffset = false,
): number {
  if (end - start < 19) return Number.NaN;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const hour = twoDigits(bytes, start + 11);
  const minute = twoDigits(bytes, start + 14);
  const second = twoDigits(bytes, start + 17);
  const separator = bytes[start + 10] | 32;
  if (
    year < MIN_YEAR ||
    year > MAX_YEAR ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysInMonth(year, month) ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    bytes[start + 4] !== MINUS ||
    bytes[start + 7] !== MINUS ||
    (separator !== 116 && separator !== 32) ||
    bytes[start + 13] !== COLON ||
    bytes[start + 16] !== COLON
  ) {
    return Number.NaN;
  }
  let at = start + 19;
  let fractionUs = 0;
  if (bytes[at] === POINT) {
    const first = ++at;
    let scale = 100_000;
    for (; at < end; at++) {
      const digit = bytes[at] - ZERO;
      if (digit < 0 || digit > 9) break;
      fractionUs += digit * scale;
      scale = scale >= 10 ? scale / 10 : 0;
    }
    if (at === first) return Number.NaN;
  }
  const offsetMinutes = at === end && isUtcWithoutOffset ? 0 : parseOffset(bytes, at, end);
  const dayNumber = FIRST_OF_MONTH[(year - MIN_YEAR) * 13 + month] + day - 1;
  const seconds = ((dayNumber * 24 + hour) * 60 + minute - offsetMinutes) * 60 + second;
  const unixUs = seconds * 1_000_000 + fractionUs;
  return unixUs >= FIRST_INSTANT_UNIX_US && unixUs < END_INSTANT_UNIX_US ? unixUs : Number.NaN;
}

/** Minutes east of UTC of `Z`, `+hh:mm` or `-hh:mm` filling bytes[at, end); NaN otherwise. */
function parseOffset(bytes: Uint8Array, at: number, end: number): number {
  if (end - at === 1 && (bytes[at] | 32) === 122) return 0;
  if (end - at !== 6 || bytes[at + 3] !== COLON) return Number.NaN;
  const hours = twoDigits(bytes, at + 1);
  const minutes = twoDigits(bytes, at + 4);
  if (hours > 23 || minutes > 59) return Number.NaN;
  if (bytes[at] === PLUS) return hours * 60 + minutes;
  return bytes[at] === MINUS ? -(hours * 60 + minutes) : Number.NaN;
}

export const COUNTRY_MALFORMED = 0xffff;

/** ISO 3166 alpha-2 code as in CdrRows.country, 0 when empty, COUNTRY_MALFORMED when not two letters. */
export function parseCountry(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const first = (bytes[start] | 32) - 97;
  const second = (bytes[start + 1] | 32) - 97;
  const isTwoLetters =
    end - start === 2 &&
    first >= 0 &&
    first < 26 &&
    second >= 0 &&
    second < 26 &&
    bytes[start] > 64;
  return isTwoLetters && bytes[start + 1] > 64 ? first * 26 + second + 1 : COUNTRY_MALFORMED;
}

/** Digits after an optional `+`, 1 to `maxDigits` of them. */
export function isDialled(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxDigits: number,
): boolean {
  let at = start < end && bytes[start] === PLUS ? start + 1 : start;
  if (at === end || end - at > maxDigits) return false;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

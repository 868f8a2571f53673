/** Values straight from a field's bytes: no string per row of a file with millions of them. */

const ZERO = 48;
const HYPHEN = 45;

/** No date, no number. */
export const NOT_A_VALUE = -0x8000_0000;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/** Earliest year taken for a date; there is no latest, because `9999-12-31` is a usual "no end". */
const MIN_REFERENCE_YEAR = 1900;

/** `YYYY-MM-DD` as days since 1970-01-01, or NOT_A_VALUE when it is no date of the calendar. */
export function parseDay(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 7] !== HYPHEN) return NOT_A_VALUE;
  const monthNumber = parseMonth(bytes, start, start + 7);
  const dayOfMonth = parseCount(bytes, start + 8, end);
  if (monthNumber === NOT_A_VALUE || dayOfMonth < 1) return NOT_A_VALUE;
  const year = 1970 + Math.floor(monthNumber / 12);
  const month = monthNumber - (year - 1970) * 12;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const leapDay = isLeap && month >= 1 ? 1 : 0;
  const daysInMonth =
    DAYS_BEFORE_MONTH[month + 1] - DAYS_BEFORE_MONTH[month] + (month === 1 ? leapDay : 0);
  if (dayOfMonth > daysInMonth) return NOT_A_VALUE;
  const before = year - 1;
  const leapYears = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const daysBeforeMonth = DAYS_BEFORE_MONTH[month] + (month > 1 ? leapDay : 0);
  return (year - 1970) * 365 + leapYears - LEAP_YEARS_TO_1969 + daysBeforeMonth + dayOfMonth - 1;
}

const LEAP_YEARS_TO_1969 = 477;

/** `YYYY-MM` as months since 1970-01, or NOT_A_VALUE. */
export function parseMonth(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 7 || bytes[start + 4] !== HYPHEN) return NOT_A_VALUE;
  const year = parseCount(bytes, start, start + 4);
  const month = parseCount(bytes, start + 5, end);
  if (year < MIN_REFERENCE_YEAR || month < 1 || month > 12) return NOT_A_VALUE;
  return (year - 1970) * 12 + month - 1;
}

/** Digits only, up to 2^53, or NOT_A_VALUE. */
export function parseCount(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return NOT_A_VALUE;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return NOT_A_VALUE;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : NOT_A_VALUE;
}

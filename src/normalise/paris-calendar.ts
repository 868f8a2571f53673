import { MAX_YEAR } from '../bounds.ts';

/**
 * The calendar of Paris: what day and month it is there at an instant (G1).
 *
 * Time zone data is not read at run time: asking it for 450 clock changes would cost each worker more than
 * its share of a small run. A test compares the rules below with that data.
 *
 * A day is the number of days since 1970-01-01, a month the number of months since 1970-01, both of the
 * local calendar; instants are microseconds since 1970 UTC.
 */

const HOUR_US = 3_600_000_000;
const DAY_MS = 86_400_000;
const DAY_US = DAY_MS * 1000;
const WINTER_OFFSET_US = HOUR_US;
const SUMMER_OFFSET_US = 2 * HOUR_US;

const DAYS_IN_400_YEARS = 146_097;
/** Days from 1 March of year 0 to 1970-01-01. */
const DAYS_FROM_MARCH_YEAR_0 = 719_468;

/** From here on the last Sundays decide, except as listed: March, and September (October since 1996). */
const FIRST_SUMMER_TIME_YEAR = 1976;
const FIRST_OCTOBER_YEAR = 1996;
const IRREGULAR_STARTS: Readonly<Record<number, number>> = {
  1976: Date.UTC(1976, 2, 28, 0),
  1977: Date.UTC(1977, 3, 3, 1),
  1978: Date.UTC(1978, 3, 2, 1),
  1979: Date.UTC(1979, 3, 1, 1),
  1980: Date.UTC(1980, 3, 6, 1),
};
const IRREGULAR_ENDS: Readonly<Record<number, number>> = {
  1976: Date.UTC(1976, 8, 25, 23),
  1978: Date.UTC(1978, 9, 1, 1),
};

/** Instants of the clock changes, oldest first: even indices start summer time, odd ones end it. */
const CHANGES_US: Float64Array = clockChanges();

/** First day of every month up to the last year accepted, and month of every day: asked for every record. */
const FIRST_DAY_OF_MONTH = Int32Array.from(
  { length: (MAX_YEAR + 2 - 1970) * 12 },
  (_, month) => Date.UTC(1970, month, 1) / DAY_MS,
);
const MONTH_OF_DAY: Int16Array = monthsOfDays();

function monthsOfDays(): Int16Array {
  const months = new Int16Array(FIRST_DAY_OF_MONTH[FIRST_DAY_OF_MONTH.length - 1]);
  for (let month = 0; month + 1 < FIRST_DAY_OF_MONTH.length; month++) {
    months.fill(month, FIRST_DAY_OF_MONTH[month], FIRST_DAY_OF_MONTH[month + 1]);
  }
  return months;
}

/** The interval between changes of the last look-up: records come in order, so it nearly always serves again. */
let cachedFromUs = 0;
let cachedToUs = 0;
let cachedOffsetUs = WINTER_OFFSET_US;

/** Paris day of an instant, up to the last year accepted; before 1976 Paris had winter time only. */
export function parisDay(startedAtUnixUs: number): number {
  return Math.floor((startedAtUnixUs + offsetAt(startedAtUnixUs)) / DAY_US);
}

/** Month in which a day lies. */
export function monthOfDay(day: number): number {
  return day >= 0 && day < MONTH_OF_DAY.length ? MONTH_OF_DAY[day] : computeMonth(day);
}

function computeMonth(day: number): number {
  // Years that begin on 1 March put the leap day last; 400 of them always have the same number of days.
  const fromMarch = day + DAYS_FROM_MARCH_YEAR_0;
  const era = Math.floor(fromMarch / DAYS_IN_400_YEARS);
  const dayOfEra = fromMarch - era * DAYS_IN_400_YEARS;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthsSinceMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return (era * 400 + yearOfEra - 1970) * 12 + monthsSinceMarch + 2;
}

/** First day of a month. */
export function monthStartDay(month: number): number {
  const isListed = month >= 0 && month < FIRST_DAY_OF_MONTH.length;
  return isListed ? FIRST_DAY_OF_MONTH[month] : Date.UTC(1970, month, 1) / DAY_MS;
}

/** Day of a date `YYYY-MM-DD`, or null if it is no date of the calendar. */
export function dayOfDate(date: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  const ms = Date.parse(`${date}T00:00:00Z`);
  // Date.parse moves 30 February to March; a real date comes back as it was.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) return null;
  return ms / DAY_MS;
}

/** Date `YYYY-MM-DD` of a day. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Name `YYYY-MM` of a month. */
export function monthName(month: number): string {
  return dateOfDay(monthStartDay(month)).slice(0, 7);
}

/** Month of a name `YYYY-MM`, or null if it is none. */
export function parseMonth(name: string): number | null {
  const day = dayOfDate(`${name}-01`);
  return day === null ? null : monthOfDay(day);
}

/** Paris time minus UTC, in microseconds. */
function offsetAt(unixUs: number): number {
  if (unixUs < cachedFromUs || unixUs >= cachedToUs) moveCache(unixUs);
  return cachedOffsetUs;
}

function moveCache(unixUs: number): void {
  let low = 0;
  let high = CHANGES_US.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (CHANGES_US[middle] <= unixUs) low = middle + 1;
    else high = middle;
  }
  cachedFromUs = low === 0 ? -Infinity : CHANGES_US[low - 1];
  cachedToUs = low === CHANGES_US.length ? Infinity : CHANGES_US[low];
  cachedOffsetUs = low % 2 === 1 ? SUMMER_OFFSET_US : WINTER_OFFSET_US;
}

function clockChanges(): Float64Array {
  const changesMs: number[] = [];
  for (let year = FIRST_SUMMER_TIME_YEAR; year <= MAX_YEAR + 1; year++) {
    const endMonth = year < FIRST_OCTOBER_YEAR ? 8 : 9;
    changesMs.push(
      IRREGULAR_STARTS[year] ?? lastSundayAtOne(year, 2),
      IRREGULAR_ENDS[year] ?? lastSundayAtOne(year, endMonth),
    );
  }
  return Float64Array.from(changesMs, (ms) => ms * 1000);
}

/** 01:00 UTC on the last Sunday of a month of 31 or 30 days (month 0 = January). */
function lastSundayAtOne(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month + 1, 0, 1));
  return lastDay.getTime() - lastDay.getUTCDay() * DAY_MS;
}

import { Temporal } from 'temporal-polyfill';
import type { Random } from './prng.ts';

const US_PER_SECOND = 1_000_000;
const OFFSETS_MINUTES = [0, 0, 60, 120, -330, 345];

/** Start and end (exclusive) of a Paris month `YYYY-MM`, in microseconds since 1970 UTC. */
export interface MonthSpan {
  month: string;
  startUs: number;
  endUs: number;
  /** Clock change inside the month, or 0. */
  clockChangeUs: number;
}

export function monthSpan(month: string): MonthSpan {
  const first = Temporal.PlainDate.from(`${month}-01`).toZonedDateTime('Europe/Paris');
  const next = first.add({ months: 1 });
  const change = first.getTimeZoneTransition('next');
  return {
    month,
    startUs: first.epochMilliseconds * 1000,
    endUs: next.epochMilliseconds * 1000,
    clockChangeUs:
      change !== null && change.epochMilliseconds < next.epochMilliseconds
        ? change.epochMilliseconds * 1000
        : 0,
  };
}

/** `YYYY-MM` some months later. */
export function monthsLater(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}

/**
 * Day of a month as a date, counted from 1 and held inside the month; day 0 and less are before it.
 */
export function dateIn(month: string, day: number): string {
  return Temporal.PlainDate.from(`${month}-01`)
    .add({ days: day - 1 })
    .toString();
}

export function daysIn(month: string): number {
  return Temporal.PlainYearMonth.from(month).daysInMonth;
}

/** An instant of the month: mostly anywhere, now and then its edges or the clock change. */
export function instantIn(random: Random, span: MonthSpan): number {
  const { startUs, endUs, clockChangeUs } = span;
  if (random.chance(0.01)) return startUs + random.below(3);
  if (random.chance(0.01)) return endUs - 1 - random.below(3);
  if (clockChangeUs > 0 && random.chance(0.01)) {
    return clockChangeUs + random.between(-2, 2) * 1800 * US_PER_SECOND;
  }
  const seconds = random.below((endUs - startUs) / US_PER_SECOND);
  const fraction = random.chance(0.3) ? random.below(US_PER_SECOND) : 0;
  return startUs + seconds * US_PER_SECOND + fraction;
}

/**
 * The instant as RFC 3339 text, in one of several offsets and no more fraction digits than needed.
 */
export function timeText(random: Random, us: number): string {
  const offset = random.pick(OFFSETS_MINUTES);
  const localUs = us + offset * 60 * US_PER_SECOND;
  const seconds = new Date(Math.floor(localUs / 1000)).toISOString().slice(0, 19);
  return `${seconds}${fractionText(random, us % US_PER_SECOND)}${offsetText(random, offset)}`;
}

function fractionText(random: Random, us: number): string {
  if (us === 0) return random.chance(0.9) ? '' : '.000';
  return `.${String(us).padStart(6, '0').replace(/0+$/, '')}`;
}

function offsetText(random: Random, minutes: number): string {
  if (minutes === 0) return random.chance(0.9) ? 'Z' : '+00:00';
  const size = Math.abs(minutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`;
}

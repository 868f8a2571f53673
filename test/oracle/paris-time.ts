import { Temporal } from 'temporal-polyfill';

/** RFC 3339: offset or `Z` required, seconds required, fraction optional. */
const RFC_3339 =
  /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const US_PER_HOUR = 3_600_000_000;

/**
 * Microseconds since 1970 UTC of an RFC 3339 time (finer digits are cut), or null if it is none.
 */
export function readInstant(text: string): number | null {
  if (!RFC_3339.test(text)) return null;
  try {
    const instant = Temporal.Instant.from(text.replace(' ', 'T').toUpperCase());
    const startedAtUs = Number(floorDivide(instant.epochNanoseconds, 1000n));
    const year = Number(instantText(startedAtUs).slice(0, 4));
    return startedAtUs >= 0 && year <= 2199 ? startedAtUs : null;
  } catch {
    return null;
  }
}

/** `2013-10-01T10:00:00.000000Z` */
export function instantText(us: number): string {
  const milliseconds = new Date(Math.floor(us / 1000)).toISOString();
  const rest = String(((us % 1000) + 1000) % 1000).padStart(3, '0');
  return `${milliseconds.slice(0, -1)}${rest}Z`;
}

const dayOfUtcHour = new Map<number, string>();

/**
 * Paris day of an instant, `YYYY-MM-DD`. Remembered per UTC hour: since 1970 the Paris clock
 * differs from UTC by whole hours and changes on whole hours.
 */
export function parisDay(us: number): string {
  const utcHour = Math.floor(us / US_PER_HOUR);
  let day = dayOfUtcHour.get(utcHour);
  if (day === undefined) {
    const instant = Temporal.Instant.fromEpochMilliseconds(utcHour * 3_600_000);
    day = instant.toZonedDateTimeISO('Europe/Paris').toPlainDate().toString();
    dayOfUtcHour.set(utcHour, day);
  }
  return day;
}

/** First day of the month of a day. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** Last day of a month given by its first day. */
export function lastDayOf(month: string): string {
  const first = Temporal.PlainDate.from(month);
  return first.with({ day: first.daysInMonth }).toString();
}

/** First day of the month that lies so many months after a day's own. */
export function monthsAfter(day: string, months: number): string {
  return Temporal.PlainDate.from(day).with({ day: 1 }).add({ months }).toString();
}

/** First day of the month before. */
export function monthBefore(month: string): string {
  return Temporal.PlainDate.from(month).subtract({ months: 1 }).toString();
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

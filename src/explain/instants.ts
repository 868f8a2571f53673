import { Temporal } from 'temporal-polyfill';

/** An instant in UTC: `2026-10-01T08:30:00Z`. */
export function utcText(unixUs: number): string {
  return instantOf(unixUs).toString();
}

/** An instant in Paris, with its offset, which tells the two 02:30 of an autumn night apart. */
export function parisText(unixUs: number): string {
  const there = instantOf(unixUs).toZonedDateTimeISO('Europe/Paris');
  return there.toString({ timeZoneName: 'never' });
}

function instantOf(unixUs: number): Temporal.Instant {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(unixUs) * 1000n);
}

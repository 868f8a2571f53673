import { monthStartDay } from '../normalise/paris-calendar.ts';
import { type Store, StoreError } from './store.ts';

/**
 * Months whose called numbers have been masked (`octroi purge`). They can no longer be rated: zones,
 * correspondents and repeats need the whole number. A purge is recorded in table `purges`, and months from
 * `open_from` on are untouched by it.
 */

/**
 * A masked number is kept as this plus its digits without the last four; no E.164 number (15 digits) comes
 * near, and the sum is still exact in a JavaScript number.
 */
const MASKED = 2_000_000_000_000_000;
const MASKED_END = 2_100_000_000_000_000;

/** Shown for each masked digit. */
const MASK = '****';

/** SQL: `called` with its last four digits masked. Numbers of up to four digits are services, not people. */
export const MASKED_CALLED = `CASE WHEN abs(called) >= ${MASKED} AND abs(called) < ${MASKED_END} THEN called
  WHEN abs(called) >= 10000 THEN sign(called) * (${MASKED} + abs(called) // 10000) ELSE called END`;

/** SQL: `called` as text, NULL for none. */
export const CALLED_TEXT = `CASE WHEN abs(called) >= ${MASKED} AND abs(called) < ${MASKED_END}
    THEN CAST(abs(called) - ${MASKED} AS VARCHAR) || '${MASK}'
  WHEN called <> 0 THEN CAST(abs(called) AS VARCHAR) END`;

/** True for a stored called number that is masked. */
export function isMasked(called: number): boolean {
  return Math.abs(called) >= MASKED && Math.abs(called) < MASKED_END;
}

/** SQL: first month that has not been purged. */
export const OPEN_FROM = "(SELECT coalesce(max(open_from), DATE '0001-01-01') FROM purges)";

/** First Paris day (days since 1970) that has not been purged; 0 when none has. */
export async function openFromDay(store: Store): Promise<number> {
  const [row] = await store.query<{ day: number }>(
    `SELECT CAST(coalesce(max(open_from) - DATE '1970-01-01', 0) AS INTEGER) AS day FROM purges`,
  );
  return row.day;
}

/**
 * @param month months since 1970-01
 * @throws StoreError when the month has been purged
 */
export async function checkNotPurged(store: Store, month: number): Promise<void> {
  if (monthStartDay(month) >= (await openFromDay(store))) return;
  const [row] = await store.query<{ open_from: string }>(
    "SELECT strftime(max(open_from), '%Y-%m') AS open_from FROM purges",
  );
  throw new StoreError(
    `${store.path}: the called numbers of months before ${row.open_from} have been masked by octroi purge; ` +
      'they can no longer be rated',
  );
}

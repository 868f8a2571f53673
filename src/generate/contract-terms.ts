import { mix32 } from './random.ts';

/** First and last day as days from the first of the month (negative before it); null = no end. */
export interface Term {
  firstDay: number;
  lastDay: number | null;
}

/**
 * When a contract or site holds. Nearly all began before the month and go on; one in 400 begins in
 * it, one in 1,000 ends in it and one in 1,500 ended before, so that some usage finds no contract.
 * @param item counted from the quietest, so that the usage without a contract stays small
 */
export function termOf(item: number, dayCount: number): Term {
  if (item % 400 === 17) return { firstDay: 1 + (item % (dayCount - 2)), lastDay: null };
  if (item % 1000 === 23) return { firstDay: -400, lastDay: 3 + (item % (dayCount - 6)) };
  if (item % 1500 === 29) return { firstDay: -500, lastDay: -5 - (item % 20) };
  return { firstDay: -30 - (mix32(item) % 1000), lastDay: null };
}

/** True for a term that covers the whole month. */
export function isWholeMonth(term: Term): boolean {
  return term.firstDay <= 0 && term.lastDay === null;
}

/**
 * Last day under the first contract of a line that changes contract within the month, or -1.
 * One in 250 does; they are never among those whose own term begins or ends.
 */
export function lastDayBeforeMove(item: number, dayCount: number): number {
  return item % 250 === 11 ? 4 + (item % (dayCount - 8)) : -1;
}

/**
 * Term of a Webex line that stays with its site: one in 331 joins in the month, one in 500 leaves.
 */
export function termOfWebexLine(line: number, site: Term, dayCount: number): Term {
  if (!isWholeMonth(site)) return site;
  if (line % 331 === 40) return { firstDay: 1 + (line % (dayCount - 2)), lastDay: null };
  if (line % 500 === 60) return { firstDay: site.firstDay, lastDay: 3 + (line % (dayCount - 6)) };
  return site;
}

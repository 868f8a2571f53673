import type { SUSPENSE_REASONS } from './suspense-reasons.ts';

/** Codes of the reasons that there are. */
export type SuspenseReason = Exclude<(typeof SUSPENSE_REASONS)[number], ''>;

/** What a remedy speaks of: one event's line, offer and so on, or any. */
export interface RemedyWords {
  line: string;
  contract: string;
  offer: string;
  service: string;
  country: string;
}

const IN_GENERAL: RemedyWords = {
  line: 'the line',
  contract: 'the contract',
  offer: 'the offer',
  service: 'the service',
  country: 'the country',
};

/** What comes after what was done about a suspended event. */
export const THEN_RATE = 'Then run octroi rate again: every run tries suspended events anew.';

/** What to do about each reason. */
export const SUSPENSE_REMEDIES: Record<SuspenseReason, (words: RemedyWords) => string> = {
  unknown_line: ({ line }) =>
    `Give ${line} in lines.csv, or correct it at the source. ${THEN_RATE}`,
  no_contract: ({ line }) =>
    `Let ${line} have a valid contract that day (lines.csv, contracts.csv). ${THEN_RATE}`,
  service_not_in_offer: ({ contract, service, offer }) =>
    `Give ${contract} an offer with ${service}, or ${offer} a price list of it. ${THEN_RATE}`,
  unknown_country: ({ country }) =>
    `Correct ${country} at the source, send the record again under another event id, and write this one off ` +
    '(write_offs.csv): then no invoice waits for it.',
  no_zone: ({ offer }) =>
    `Put the number in a zone of ${offer} (catalogue), or its site in sites.csv. ${THEN_RATE}`,
  no_price: ({ offer }) =>
    `Give its price in prices.csv, or add one to the catalogue where ${offer} has none. ${THEN_RATE}`,
  purged_month: () =>
    'None: the called numbers of that month have been masked, so nothing in it can be rated any more.',
};

/**
 * What to do to have suspended events of a reason rated.
 * @param words of one event; in general when not given
 */
export function suspenseRemedy(reason: string, words: Partial<RemedyWords> = {}): string {
  const remedy = SUSPENSE_REMEDIES[reason as SuspenseReason];
  return remedy === undefined ? THEN_RATE : remedy({ ...IN_GENERAL, ...words });
}

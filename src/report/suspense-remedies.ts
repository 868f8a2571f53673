const THEN = 'then rate again: every run tries suspended events anew';

/** What to do about each reason of suspense; `octroi explain` says more of one event. */
export const SUSPENSE_REMEDIES: Record<string, string> = {
  unknown_line: `add the line to lines.csv, or correct the source; ${THEN}`,
  no_contract: `correct the dates of the line (lines.csv) or its contract (contracts.csv); ${THEN}`,
  service_not_in_offer: `change the contract's offer, or correct the source; ${THEN}`,
  unknown_country: 'correct the country at the source and send the record under another event id',
  no_zone: `add the site to sites.csv, or the number to a zone of the catalogue; ${THEN}`,
  purged_month: 'nothing: the called numbers of that month have been masked (octroi purge)',
  no_price: `give the price in prices.csv, for value-added numbers in the catalogue; ${THEN}`,
};

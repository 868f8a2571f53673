import type { Service } from '../batch/services.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { tableFor } from '../catalogue/compile-rules.ts';
import type { SuspendedEvent } from '../store/find-event.ts';
import { versionOf } from './offer-version.ts';

const THEN = 'Then run octroi rate again: every run tries suspended events anew.';

/** What to do to have a suspended event rated. */
export function suspenseRemedy(catalogue: Catalogue, event: SuspendedEvent): string {
  const { line, offer, service, country } = event;
  switch (event.reason) {
    case 'unknown_line':
      return `Give line ${line} in lines.csv, or correct it at the source. ${THEN}`;
    case 'no_contract':
      return `Let line ${line} have a valid contract that day (lines.csv, contracts.csv). ${THEN}`;
    case 'service_not_in_offer':
      return `Give the contract an offer with ${service}, or ${offer} a price list of it. ${THEN}`;
    case 'unknown_country':
      return `Correct ${country} at the source and send the record again under another event id.`;
    case 'no_zone':
      return `Put the number in a zone of ${offer} (catalogue), or its site in sites.csv. ${THEN}`;
    case 'purged_month':
      return 'None: the called numbers of that month have been masked, so nothing in it can be rated any more.';
    case 'no_price':
      return priceRemedy(catalogue, event);
    default:
      return THEN;
  }
}

function priceRemedy(catalogue: Catalogue, event: SuspendedEvent): string {
  const { offer, service } = event;
  const zone = event.zone ?? 'none';
  const lists = versionOf(catalogue, event)?.price_lists ?? [];
  const hasRule = lists.some((list) => tableFor(catalogue, list, service as Service, zone));
  if (!hasRule) {
    return `${offer} prices no ${service} to zone ${zone}: add one to the catalogue. ${THEN}`;
  }
  const where = event.zone === null ? '' : ` and zone ${zone}`;
  return `Give its price in prices.csv, with item ${offer}/${service}${where}. ${THEN}`;
}

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
      return `In lines.csv and contracts.csv, let line ${line} and its contract be valid on that day. ${THEN}`;
    case 'service_not_in_offer':
      return `Let the contract be of an offer that has ${service}, or give ${offer} a price list with it in the catalogue. ${THEN}`;
    case 'unknown_country':
      return `Correct ${country} at the source and send the record again under another event id.`;
    case 'no_zone':
      return `Put what was called in a zone of ${offer} in the catalogue; a site code is given in sites.csv. ${THEN}`;
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
    return `No price list of ${offer} has ${service} to zone ${zone}: give it one in the catalogue. ${THEN}`;
  }
  const where = event.zone === null ? '' : ` and zone ${zone}`;
  return `Give its price in prices.csv, with item ${offer}/${service}${where}. ${THEN}`;
}

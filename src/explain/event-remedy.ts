import type { Service } from '../batch/services.ts';
import { suspenseRemedy, THEN_RATE } from '../batch/suspense-remedies.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { tableFor } from '../catalogue/compile-rules.ts';
import type { SuspendedEvent } from '../store/find-event.ts';
import { versionOf } from './offer-version.ts';

/** What to do to have this suspended event rated, or why nobody does. */
export function eventRemedy(catalogue: Catalogue, event: SuspendedEvent): string {
  if (event.written_off !== null) {
    return `Written off in write_offs.csv (${event.written_off}): no invoice waits for it.`;
  }
  if (event.reason === 'no_price') return priceRemedy(catalogue, event);
  const { line, offer, service, country } = event;
  return suspenseRemedy(event.reason, {
    line: `line ${line}`,
    offer: String(offer),
    service,
    country: String(country),
  });
}

/** The catalogue tells whether the price is one that prices.csv gives, and under which name. */
function priceRemedy(catalogue: Catalogue, event: SuspendedEvent): string {
  const { offer, service } = event;
  const zone = event.zone ?? 'none';
  const lists = versionOf(catalogue, event)?.price_lists ?? [];
  const hasRule = lists.some((list) => tableFor(catalogue, list, service as Service, zone));
  if (!hasRule) {
    return `${offer} prices no ${service} to zone ${zone}: add one to the catalogue. ${THEN_RATE}`;
  }
  const where = event.zone === null ? '' : ` and zone ${zone}`;
  return `Give its price in prices.csv, with item ${offer}/${service}${where}. ${THEN_RATE}`;
}

import type { Catalogue } from '../catalogue/catalogue.ts';
import type { OfferVersion } from '../catalogue/catalogue-schema.ts';
import type { StoredEvent } from '../store/find-event.ts';
import { parisText } from './instants.ts';

type Dated = Pick<StoredEvent, 'offer' | 'started_at_us'>;

/** Version of the event's offer in force at its start; undefined without such an offer. */
export function versionOf(catalogue: Catalogue, event: Dated): OfferVersion | undefined {
  return catalogue.offers.get(event.offer ?? '')?.versions[versionIndexOf(catalogue, event)];
}

/** Place of that version among the offer's; the oldest one also serves earlier days. */
export function versionIndexOf(catalogue: Catalogue, event: Dated): number {
  const parisDate = parisText(event.started_at_us).slice(0, 'YYYY-MM-DD'.length);
  const versions = catalogue.offers.get(event.offer ?? '')?.versions ?? [];
  return Math.max(
    0,
    versions.findLastIndex((version) => version.from_date <= parisDate),
  );
}

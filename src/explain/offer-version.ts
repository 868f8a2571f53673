import { Temporal } from 'temporal-polyfill';
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

/** The offer that the event is priced by: once a contract's trial is over, the one that follows (004, E23). */
export function offerAt(
  catalogue: Catalogue,
  { offer, contract_starts_on, month }: StoredEvent,
): string | null {
  const trial = catalogue.offers.get(offer ?? '')?.trial;
  if (trial === undefined || contract_starts_on === null) return offer;
  const began = Temporal.PlainDate.from(contract_starts_on).toPlainYearMonth();
  const over = began.add({ months: trial.months });
  const isOver = Temporal.PlainYearMonth.compare(over, month.slice(0, 'YYYY-MM'.length)) <= 0;
  return isOver ? trial.becomes : offer;
}

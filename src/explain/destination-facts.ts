import type { CompiledCatalogue } from '../compile-tables.ts';
import { resolveCalled } from '../normalise/called-number.ts';
import { describeEntry } from '../numbering/number-plan.ts';
import type { CalledNumber } from '../numbering/number-tables.ts';
import type { StoredEvent } from '../store/find-event.ts';
import { isMasked } from '../store/purges.ts';
import type { DestinationFacts } from './explanation.ts';
import { versionIndexOf } from './offer-version.ts';

/** Services that go to what was called; data goes to where it was used, the others nowhere. */
const CALLING_SERVICES = ['voice', 'csd', 'sms'];

/**
 * Why an event is in its zone: its called number looked up again, or the country of use.
 * @param notes receives a line where this catalogue and number plan would choose another zone
 */
export function destinationFacts(
  compiled: CompiledCatalogue,
  event: StoredEvent,
  notes: string[],
): DestinationFacts {
  const { zone, country, service } = event;
  if (service === 'data') return { zone, because: `used in ${country}` };
  if (!CALLING_SERVICES.includes(service)) {
    return { zone, because: `${service} has one price, whatever the place` };
  }
  const lines = compiled.catalogue.offers.get(event.offer ?? '')?.lines;
  if (lines === 'sim' && country !== 'FR') {
    return { zone, because: `used in ${country}: abroad the country decides, not the number` };
  }
  if (event.flags.split(',').includes('on_net')) {
    return { zone, because: 'both ends are in one organisation, as the source says' };
  }
  if (isMasked(event.called)) {
    return { zone, because: 'the number called had this zone when it was rated; it is masked now' };
  }
  if (event.called === 0) return { zone, because: 'what was called is no telephone number' };
  return placeOfNumber(compiled, event, lines === 'webex', notes);
}

function placeOfNumber(
  compiled: CompiledCatalogue,
  event: StoredEvent,
  isWebex: boolean,
  notes: string[],
): DestinationFacts {
  const { zone } = event;
  const called = lookUp(compiled, event.called, isWebex);
  if (called.siteCode >= 0) {
    const code = String(called.siteCode).padStart(2, '0');
    return { zone, because: `an internal number, of the site with code ${code}` };
  }
  if (zone === 'internal') {
    return { zone, because: "the number is a line of the customer's own organisation" };
  }
  const matched = describeEntry(compiled.entries, called.entry);
  if (matched === undefined) return { zone, because: 'the number is in no range of the plan' };
  const zoneNow = zoneOfEntry(compiled, event, called.entry);
  if (zoneNow !== undefined && zoneNow !== zone) {
    notes.push(`the number would be in zone ${zoneNow ?? 'none'} by the catalogue read now`);
  }
  if (matched.digits === '') return { zone, because: 'a short number of no list' };
  const what = compiled.entries[called.entry].short ? 'short number' : 'prefix';
  const kind = `${matched.region}, ${matched.type.replaceAll('_', ' ')}`;
  return { zone, because: `${what} ${matched.digits}: ${kind}`, matched };
}

/** @param number as stored: short and internal numbers negative */
function lookUp(compiled: CompiledCatalogue, number: number, isWebex: boolean): CalledNumber {
  const digits = Buffer.from(number > 0 ? `+${number}` : String(-number));
  const called: CalledNumber = { number: 0, entry: -1, siteCode: -1 };
  resolveCalled(compiled.numbers, digits, 0, digits.length, isWebex, called);
  return called;
}

/** Zone of an entry of the plan in the event's offer, null = none; undefined without an offer. */
function zoneOfEntry(
  compiled: CompiledCatalogue,
  event: StoredEvent,
  entry: number,
): string | null | undefined {
  const { tariffs, numbers } = compiled;
  const offer = tariffs.offerNames.indexOf(event.offer ?? '');
  if (offer < 0) return undefined;
  const tariff = tariffs.offerFirstTariff[offer] + versionIndexOf(compiled.catalogue, event);
  const zoneSet = tariffs.tariffZoneSet[tariff];
  const destination = tariffs.destinationOfEntry[zoneSet * numbers.entryCount + entry];
  return destination === 0 ? null : tariffs.destinationZone[destination];
}

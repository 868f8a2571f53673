/**
 * Business Machine To Machine (004): data by 12-hour periods, bundles, roaming, SMS, GSM data, DTMF
 * voice.
 */
import { ISO_COUNTRIES } from './countries.ts';
import { Euros, type Price, paid } from './money.ts';
import type { CalledNumber } from './numbers.ts';
import { type Event, free, type Outcome, suspended } from './outcome.ts';
import { openPrice } from './reference-data.ts';

const OCTETS_PER_KO = 1000;
const PERIOD_US = 12 * 3600 * 1_000_000;

/** "forfait 2 Mo", "forfait 5 Mo", "offre au compteur", in ko. */
const BUNDLE_KO: Record<string, number> = { '2mo': 2000, '5mo': 5000, compteur: 0 };

/** Euros per Mo: metered 3, beyond a forfait 1.5 with or without DTMF (E6), abroad 7 and 10. */
const METERED = perMo('3');
const BEYOND_BUNDLE = perMo('1.5');
const ROAMING_EUROPE = perMo('7');
const ROAMING_ELSEWHERE = perMo('10');

/**
 * The 27 members of the Union in March 2012 with the overseas departments, Switzerland, Andorra
 * (E11, E12).
 */
const EUROPE = new Set(
  `AT BE BG CY CZ DE DK EE ES FI GB GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK CH AD GP MQ GF
   RE YT BL MF`.split(/\s+/),
);

/** "connexions GSM data … 0,0025 € HT/ s". */
const GSM_DATA: Price = { connectionFee: '0', unitPrice: '0.0025', per: 1 };
/**
 * "1ère minute indivisible = 0,15 € HT puis 0,0025 € HT/s": the first minute is a fee, its seconds
 * cost no more.
 */
const DTMF_FIRST_MINUTE = '0.15';
const DTMF_SECONDS = GSM_DATA;

export interface Bundle {
  contractId: string;
  month: string;
  granted: number;
  used: number;
}

export interface M2mState {
  /** Octets so far by `line`, session and period. */
  periodOctets: Map<string, number>;
  /** Bundles by `contract|month`. */
  bundles: Map<string, Bundle>;
}

export function newM2mState(): M2mState {
  return { periodOctets: new Map(), bundles: new Map() };
}

export function rateM2m(event: Event, state: M2mState): Outcome {
  const { service } = event.record;
  const dtmf = event.contract.offer.endsWith('-dtmf');
  // E22: a DTMF subscription has no GSM data channel.
  const known = ['data', 'sms', 'voice'].includes(service) || (service === 'csd' && !dtmf);
  if (!known) {
    return suspended('service_not_in_offer', `${service} in ${event.contract.offer}`);
  }
  const country = countryOf(event);
  if (!ISO_COUNTRIES.has(country)) return suspended('unknown_country', country);
  if (service === 'data') return rateData(event, state, country);
  if (event.called === null) throw new Error(`${service} without a called number`);
  return rateCalled(event, event.called, country, dtmf);
}

export function countryOf(event: Event): string {
  return event.record.country === '' ? 'FR' : event.record.country;
}

/**
 * SMS, voice and GSM data have a price from metropolitan France to metropolitan numbers without
 * surcharge (E17).
 */
function rateCalled(event: Event, called: CalledNumber, country: string, dtmf: boolean): Outcome {
  const { service, durationSeconds } = event.record;
  if (country !== 'FR') return withOpenPrice(event, `${service} from ${country}`);
  if (called.kind === 'nowhere') return suspended('no_zone', called.digits);
  if (service === 'voice' && called.kind === 'free') {
    return free('free', durationSeconds, new Euros(0));
  }
  const isMetropolitan =
    called.region === 'FR' && (called.kind === 'fixed' || called.kind === 'mobile');
  if (!isMetropolitan) return withOpenPrice(event, `${service} to ${called.digits}`);
  if (service === 'sms') {
    if (called.short) return withOpenPrice(event, 'sms to a short number');
    return charge('metropole', 1, null);
  }
  if (service === 'csd')
    return charge('metropole', durationSeconds, paid(GSM_DATA, durationSeconds));
  if (!dtmf) return withOpenPrice(event, 'voice without DTMF');
  const beyondFirstMinute = Math.max(0, durationSeconds - 60);
  const amount = new Euros(DTMF_FIRST_MINUTE).plus(paid(DTMF_SECONDS, beyondFirstMinute));
  return charge('metropole', durationSeconds, amount);
}

/**
 * External tables ("tarifs mobilité entreprises") are not in the documents: prices.csv or suspense.
 */
function withOpenPrice(event: Event, what: string): Outcome {
  const { record, reference, contract, day } = event;
  const price = openPrice(reference, contract, record.service, day);
  if (price === null) return suspended('no_price', what);
  const quantity = record.service === 'sms' ? 1 : record.durationSeconds;
  return charge('external', quantity, paid(price, quantity));
}

function charge(zone: string, quantity: number, amount: Euros | null): Outcome {
  return { ended: 'rated', zone, quantity, included: 0, charged: quantity, amount };
}

/**
 * E2 to E5: octets of both directions are added up per 12 hours of a session and rounded up to the
 * ko; a record is its step in that sum. In France the bundle pays first (E7), abroad it never does
 * (E10).
 */
function rateData(event: Event, state: M2mState, country: string): Outcome {
  const ko = koOfRecord(event, state);
  if (country !== 'FR') {
    const price = EUROPE.has(country) ? ROAMING_EUROPE : ROAMING_ELSEWHERE;
    return charge(EUROPE.has(country) ? 'europe' : 'elsewhere', ko, paid(price, ko));
  }
  const bundle = bundleOf(event, state);
  const included = Math.min(ko, bundle.granted - bundle.used);
  bundle.used += included;
  const charged = ko - included;
  const amount = paid(bundle.granted === 0 ? METERED : BEYOND_BUNDLE, charged);
  return { ended: 'rated', zone: 'metropole', quantity: ko, included, charged, amount };
}

function koOfRecord(event: Event, state: M2mState): number {
  const { record } = event;
  // A record without a session is its own: nothing else can add to its sum.
  if (record.sessionId === '') return koRoundedUp(record.octetsUp + record.octetsDown);
  // Elapsed time, so that a clock change does not move a period; the start belongs to it, the end
  // does not.
  const period = Math.floor((record.startedAtUs - record.sessionStartedAtUs) / PERIOD_US);
  const key = JSON.stringify([record.line, record.sessionId, period]);
  const before = state.periodOctets.get(key) ?? 0;
  const after = before + record.octetsUp + record.octetsDown;
  state.periodOctets.set(key, after);
  return koRoundedUp(after) - koRoundedUp(before);
}

function koRoundedUp(octets: number): number {
  return Math.ceil(octets / OCTETS_PER_KO);
}

function bundleOf(event: Event, state: M2mState): Bundle {
  const { contract, month } = event;
  const key = `${contract.id}|${month}`;
  let bundle = state.bundles.get(key);
  if (bundle === undefined) {
    const formula = contract.offer.replace('m2m-business-', '').replace('-dtmf', '');
    if (!(formula in BUNDLE_KO)) throw new Error(`the reference rater has no ${contract.offer}`);
    bundle = { contractId: contract.id, month, granted: BUNDLE_KO[formula], used: 0 };
    state.bundles.set(key, bundle);
  }
  return bundle;
}

function perMo(unitPrice: string): Price {
  return { connectionFee: '0', unitPrice, per: 1000 };
}

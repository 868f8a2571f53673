/**
 * The SIM offers of 004: data by 12-hour periods, bundles, optima, prototypes, roaming, SMS, GSM
 * data, DTMF voice.
 */
import { ISO_COUNTRIES } from './countries.ts';
import { Euros, type Price, paid } from './money.ts';
import type { CalledNumber } from './numbers.ts';
import { type Event, free, type Outcome, suspended } from './outcome.ts';
import { monthsAfter } from './paris-time.ts';
import { type Contract, openPrice } from './reference-data.ts';

const OCTETS_PER_KO = 1000;
const PERIOD_US = 12 * 3600 * 1_000_000;

/** What a subscription says of data: ko included a month and where, then euros per Mo. */
interface DataTerms {
  granted: number;
  /** M2M Europe: "utilisable en France métropolitaine ou en Europe". */
  grantedInEurope: boolean;
  /** Null where the month's cheapest tier prices it (E8). */
  home: Price | null;
  europe: Price;
  elsewhere: Price;
}

/** Abroad 7 and 10 for Business and Intense; 3 beyond a Business bundle with or without DTMF is 1.5 (E6). */
const BUSINESS = { grantedInEurope: false, europe: perMo('7'), elsewhere: perMo('10') };
/** "prix du Mo supplémentaire en France Métropolitaine ou en Europe" 3, "reste du Monde" 10. */
const EUROPE_OFFER = {
  grantedInEurope: true,
  home: perMo('3'),
  europe: perMo('3'),
  elsewhere: perMo('10'),
};

/** By offer without `m2m-` and `-dtmf`; a prototype has 500 ko free and the small tier's price beyond (E23). */
const DATA_TERMS: Record<string, DataTerms> = {
  'business-2mo': { ...BUSINESS, granted: 2000, home: perMo('1.5') },
  'business-5mo': { ...BUSINESS, granted: 5000, home: perMo('1.5') },
  'business-compteur': { ...BUSINESS, granted: 0, home: perMo('3') },
  intense: { ...BUSINESS, granted: 0, home: null },
  'intense-prototype': { ...BUSINESS, granted: 500, home: perMo('1') },
  'europe-2mo': { ...EUROPE_OFFER, granted: 2000 },
  'europe-5mo': { ...EUROPE_OFFER, granted: 5000 },
  'europe-prototype': { ...EUROPE_OFFER, granted: 500 },
};

/**
 * "sans engagement pendant 3 mois": the month of the contract's start and the two after it, then
 * the normal offer; the smaller of the two Europe offers (E23).
 */
const TRIAL_MONTHS = 3;
const AFTER_TRIAL: Record<string, string> = {
  'm2m-intense-prototype': 'm2m-intense',
  'm2m-intense-prototype-dtmf': 'm2m-intense-dtmf',
  'm2m-europe-prototype': 'm2m-europe-2mo',
  'm2m-europe-prototype-dtmf': 'm2m-europe-2mo-dtmf',
};

/** The contract as it is sold in a month: a prototype for its first three calendar months only. */
export function soldIn(contract: Contract, month: string): Contract {
  const next = AFTER_TRIAL[contract.offer];
  if (next === undefined || month < monthsAfter(contract.startsOn, TRIAL_MONTHS)) return contract;
  return { ...contract, offer: next };
}

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

export function rateM2m(sold: Event, state: M2mState): Outcome {
  const event = { ...sold, contract: soldIn(sold.contract, sold.month) };
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
  // What costs nothing does so wherever the SIM is (G6).
  if (service === 'voice' && called.kind === 'free') {
    return free('free', durationSeconds, new Euros(0));
  }
  if (country !== 'FR') return withOpenPrice(event, `${service} from ${country}`);
  if (called.kind === 'nowhere') return suspended('no_zone', called.digits);
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
 * ko; a record is its step in that sum. Where the bundle holds it pays first (E7); abroad that is
 * in Europe for M2M Europe, else nowhere (E10).
 */
function rateData(event: Event, state: M2mState, country: string): Outcome {
  const ko = koOfRecord(event, state);
  const terms = dataTerms(event.contract);
  const zone = country === 'FR' ? 'metropole' : EUROPE.has(country) ? 'europe' : 'elsewhere';
  const isGranted = zone === 'metropole' || (zone === 'europe' && terms.grantedInEurope);
  const included = isGranted ? drawn(event, state, terms.granted, ko) : 0;
  const price =
    zone === 'metropole' ? terms.home : zone === 'europe' ? terms.europe : terms.elsewhere;
  const amount = price === null ? null : paid(price, ko - included);
  return { ended: 'rated', zone, quantity: ko, included, charged: ko - included, amount };
}

function dataTerms({ offer }: Contract): DataTerms {
  const terms = DATA_TERMS[offer.replace(/^m2m-/, '').replace(/-dtmf$/, '')];
  if (terms === undefined) throw new Error(`the reference rater has no ${offer}`);
  return terms;
}

/** Ko of the record that the contract's bundle of the month still holds, taken from it. */
function drawn(event: Event, state: M2mState, granted: number, ko: number): number {
  const { contract, month } = event;
  const key = `${contract.id}|${month}`;
  const bundle = state.bundles.get(key) ?? { contractId: contract.id, month, granted, used: 0 };
  state.bundles.set(key, bundle);
  const included = Math.min(ko, bundle.granted - bundle.used);
  bundle.used += included;
  return included;
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

function perMo(unitPrice: string): Price {
  return { connectionFee: '0', unitPrice, per: 1000 };
}

/**
 * Workplace Together Essentials (003), Webex Calling: internal calls, the site's pool of 500
 * minutes.
 */
import { Euros, paid } from './money.ts';
import type { CalledNumber } from './numbers.ts';
import { type Event, free, type Outcome, suspended } from './outcome.ts';
import { contractOn, isWebex, licencesOf, openPrice } from './reference-data.ts';

/** 2.6.1: "500 minutes" per user and calendar month. */
const SECONDS_PER_LICENCE = 30_000;

/** 2.6.1, "Vers les fixes et les mobiles", heading by heading. */
const FIXED_AND_MOBILE = new Set(
  [
    // France métropolitaine, DROM; St-Martin and St-Barthélemy share Guadeloupe's code (D15).
    'FR MQ GP GF RE YT BL MF',
    // Royaume-Uni with Jersey, Guernesey, Man (D13); Italie et Vatican; Etats-Unis with Alaska,
    // Hawaii (D14).
    'DE AT BE CA DK ES US US-AK US-HI FI GR IE IT VA LU NO NL PT GB JE GG IM SE CH',
    'BG CY HR EE FO HU IS LV LT MT PL RO SK CZ',
    'CL CO PY PE VE',
    'CR GT PR',
    'AU KR HK JP MY NZ SG TW TH',
    'SA BD BT BN KH GU ID KW MP MN NP UZ VN',
    'NG',
  ].flatMap((regions) => regions.split(' ')),
);

/** 2.6.1, "Vers les fixes" alone (Paraguay and Pérou are listed twice: D10). */
const FIXED_ONLY = new Set(
  ['AD LI', 'AR BR EC UY', 'DZ', 'HN NI PA', 'BH KZ LA LB', 'ZA BW CM MZ SZ'].flatMap((regions) =>
    regions.split(' '),
  ),
);

export interface SitePool {
  siteId: string;
  month: string;
  granted: number;
  used: number;
}

/** Pools by `site|month`. */
export type WebexState = Map<string, SitePool>;

export function rateWebex(event: Event, pools: WebexState): Outcome {
  const { record, called } = event;
  if (record.service !== 'voice' || called === null) {
    return suspended('service_not_in_offer', `${record.service} in ${event.contract.offer}`);
  }
  const seconds = record.durationSeconds;
  if (called.kind === 'internal') {
    const codes = event.reference.siteCodes.get(event.contract.customerId);
    if (codes?.has(called.siteCode)) return free('internal', seconds, new Euros(0));
    return suspended('no_zone', `${called.siteCode} is no site code of the customer`);
  }
  if (isOnNet(event, called)) return free('on-net', seconds, new Euros(0));
  if (called.kind === 'nowhere') return suspended('no_zone', called.digits);
  if (called.kind === 'free') return free('free', seconds, new Euros(0));

  const inside = isListed(called) ? drawFromPool(event, pools) : 0;
  const zone = `${called.region}/${called.kind}`;
  if (inside === seconds) return free(zone, seconds, new Euros(0));
  // G7: a price for every zone is none for value-added numbers.
  const isOrdinary = called.kind === 'fixed' || called.kind === 'mobile';
  const price = isOrdinary ? openPrice(event.reference, event.contract, 'voice', event.day) : null;
  // The seconds inside stay drawn although the call cannot be priced.
  if (price === null) return suspended('no_price', `${zone}: the Fiche Tarifaire is not given`);
  const charged = seconds - inside;
  const amount = paid(price, charged);
  return { ended: 'rated', zone, quantity: seconds, included: inside, charged, amount };
}

/** G12: the called number is on that day a Webex line of the same customer. */
function isOnNet(event: Event, called: CalledNumber): boolean {
  if (called.short) return false;
  const contract = contractOn(event.reference, called.digits, event.day);
  return (
    typeof contract !== 'string' &&
    isWebex(contract) &&
    contract.customerId === event.contract.customerId
  );
}

function isListed(called: CalledNumber): boolean {
  if (called.kind === 'fixed') {
    // Northern Cyprus is not "Chypre" (D14); its numbers are Turkish and Turkey is not listed.
    return FIXED_AND_MOBILE.has(called.region) || FIXED_ONLY.has(called.region);
  }
  return called.kind === 'mobile' && FIXED_AND_MOBILE.has(called.region);
}

/** Seconds of the call the site's pool still holds; they are used up (D3, D6, D7, D8). */
function drawFromPool(event: Event, pools: WebexState): number {
  const { contract, month, record, reference } = event;
  if (contract.siteId === '') return 0;
  const key = `${contract.siteId}|${month}`;
  let pool = pools.get(key);
  if (pool === undefined) {
    const granted = SECONDS_PER_LICENCE * licencesOf(reference, contract.siteId, month);
    pool = { siteId: contract.siteId, month, granted, used: 0 };
    pools.set(key, pool);
  }
  const inside = Math.min(record.durationSeconds, pool.granted - pool.used);
  pool.used += inside;
  return inside;
}

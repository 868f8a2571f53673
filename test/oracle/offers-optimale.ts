/** Optimale pro (001): unlimited calls, the mobile hour, 500 correspondents, the price grid. */
import { Euros, type Price, paid } from './money.ts';
import { type Event, free, type Outcome, suspended } from './outcome.ts';
import { monthBefore } from './paris-time.ts';
import { type Contract, isActiveIn, openPrice, type Reference } from './reference-data.ts';
import { gridPrice, LISTED, MOROCCO_AS_MOBILE } from './zones-optimale.ts';

const MOST_CORRESPONDENTS = 500;
const HOUR_SECONDS = 3600;

/** Note 19: "0,065€ HT … puis 0,023€ par minute" (X4). */
const SUPPORT_3901: Price = { connectionFee: '0.065', unitPrice: '0.023', per: 60 };
/** "Chaque activation du Transfert d'Appel donne lieu à une facturation de 0,09 €HT". */
const TRANSFER_ACTIVATION = '0.09';

export interface MobileHour {
  contractId: string;
  month: string;
  rolledIn: number;
  used: number;
}

/** What earlier calls of the run have used, by `contract|month`. */
export interface OptimaleState {
  hours: Map<string, MobileHour>;
  correspondents: Map<string, Set<string>>;
}

export function newOptimaleState(): OptimaleState {
  return { hours: new Map(), correspondents: new Map() };
}

export function rateOptimale(event: Event, state: OptimaleState): Outcome {
  const { record, called } = event;
  if (record.service === 'transfer_activation') {
    const amount = new Euros(TRANSFER_ACTIVATION);
    return { ended: 'rated', zone: '-', quantity: 1, included: 0, charged: 1, amount };
  }
  if (record.service !== 'voice' || called === null) {
    return suspended('service_not_in_offer', `${record.service} in ${event.contract.offer}`);
  }
  if (called.kind === 'nowhere') return suspended('no_zone', called.digits);
  if (called.kind === 'free') return free('free', record.durationSeconds, new Euros(0));
  if (called.kind === 'support_3901') return payRest(event, 'support-3901', 0, SUPPORT_3901);
  if (called.kind !== 'fixed' && called.kind !== 'mobile')
    // G7: no list of the documents has a price for it, and a price for every zone is none for it.
    return suspended('no_price', 'no-list');
  return rateCall(event, state, called.region, called.digits, called.kind);
}

function rateCall(
  event: Event,
  state: OptimaleState,
  region: string,
  digits: string,
  numberKind: 'fixed' | 'mobile',
): Outcome {
  const kind = MOROCCO_AS_MOBILE.test(digits) ? 'mobile' : numberKind;
  const allowance = LISTED.has(region) ? allowanceOf(event.contract, kind) : 'none';
  const inside = allowance === 'none' ? 0 : secondsInside(event, state, digits, allowance);
  if (inside === event.record.durationSeconds) {
    return free(`${region}/${kind}/included`, inside, new Euros(0));
  }
  const { zone, price } = gridPrice(region, kind);
  return payRest(event, zone, inside, price);
}

/**
 * What each plan includes: fixed always; mobiles by the hour in équilibre, without limit in
 * intense.
 */
function allowanceOf(
  contract: Contract,
  kind: 'fixed' | 'mobile',
): 'unlimited' | 'mobile_hour' | 'none' {
  if (kind === 'fixed') return 'unlimited';
  if (contract.offer === 'optimale-pro-equilibre') return 'mobile_hour';
  return contract.offer === 'optimale-pro-intense' ? 'unlimited' : 'none';
}

/**
 * Seconds of the call inside the allowance, which they use up. A number beyond the first 500
 * different ones is outside and does not touch the hour; a number becomes a correspondent when at
 * least one second is inside (B3, B4).
 */
function secondsInside(
  event: Event,
  state: OptimaleState,
  digits: string,
  allowance: 'unlimited' | 'mobile_hour',
): number {
  const { contract, month, record, reference } = event;
  const key = `${contract.id}|${month}`;
  const correspondents = state.correspondents.get(key) ?? new Set<string>();
  state.correspondents.set(key, correspondents);
  if (!correspondents.has(digits) && correspondents.size >= MOST_CORRESPONDENTS) return 0;

  let inside = record.durationSeconds;
  if (allowance === 'mobile_hour') {
    const hour = mobileHour(state, reference, contract, month);
    inside = Math.min(inside, HOUR_SECONDS + hour.rolledIn - hour.used);
    hour.used += inside;
  }
  if (inside > 0) correspondents.add(digits);
  return inside;
}

function mobileHour(
  state: OptimaleState,
  reference: Reference,
  contract: Contract,
  month: string,
): MobileHour {
  const key = `${contract.id}|${month}`;
  let hour = state.hours.get(key);
  if (hour === undefined) {
    const rolledIn = rolledInto(state, reference, contract, month);
    hour = { contractId: contract.id, month, rolledIn, used: 0 };
    state.hours.set(key, hour);
  }
  return hour;
}

/**
 * B5: seconds of the month before that nobody used, "avec report des minutes". Rolled-in seconds
 * are used first and never roll again. Events come in order of start, so that the month before is
 * complete. A balance from another system overrides.
 */
function rolledInto(
  state: OptimaleState,
  reference: Reference,
  contract: Contract,
  month: string,
): number {
  const opening = reference.openings.get(`${contract.id}|${month}|mobile_hour`);
  if (opening !== undefined) return opening;
  const before = monthBefore(month);
  if (!isActiveIn(contract, before)) return 0;
  const hourBefore = state.hours.get(`${contract.id}|${before}`);
  if (hourBefore === undefined) return HOUR_SECONDS;
  return HOUR_SECONDS - Math.max(0, hourBefore.used - hourBefore.rolledIn);
}

/** Pays the seconds that are not inside: printed price, else one from prices.csv, else suspense. */
function payRest(event: Event, zone: string, inside: number, printed: Price | null): Outcome {
  const { record, contract, reference, day } = event;
  const price = printed ?? openPrice(reference, contract, 'voice', day);
  if (price === null) return suspended('no_price', zone);
  const quantity = record.durationSeconds;
  const charged = quantity - inside;
  const amount = paid(price, charged);
  return { ended: 'rated', zone, quantity, included: inside, charged, amount };
}

/**
 * Internet Haut Débit Pro (000): an access without usage, unless the contract has the option
 * "Téléphone Illimité Pro" on the day.
 */
import { Euros, type Price, paid } from './money.ts';
import { type Event, free, type Outcome, suspended } from './outcome.ts';
import { openPrice } from './reference-data.ts';

/** "40 minutes de communications offertes vers les mobiles en métropole et … internationaux" (A6). */
export const FORTY_MINUTES_SECONDS = 2400;
/** "environ 0,028 €HT/minute" (X4). */
const SUPPORT_3901: Price = { connectionFee: '0', unitPrice: '0.028', per: 60 };

export interface FortyMinutes {
  contractId: string;
  month: string;
  used: number;
}

/** By `contract|month`. */
export type PhoneState = Map<string, FortyMinutes>;

export function rateIhdp(event: Event, state: PhoneState): Outcome {
  const { record, called, contract, reference, day } = event;
  const seconds = record.durationSeconds;
  const options = reference.optionsOn(contract.id, day);
  if (record.service !== 'voice' || called === null || !options.has('telephone-illimite-pro')) {
    return suspended('service_not_in_offer', `${record.service} in ${contract.offer}`);
  }
  if (called.kind === 'nowhere') return suspended('no_zone', called.digits);
  if (called.kind === 'free') return free('free', seconds, new Euros(0));
  if (called.kind === 'support_3901') {
    const amount = paid(SUPPORT_3901, seconds);
    return {
      ended: 'rated',
      zone: '3901',
      quantity: seconds,
      included: 0,
      charged: seconds,
      amount,
    };
  }
  // The document's IP numbers begin with 087 (A7).
  const isIp = called.digits.startsWith('3387');
  if (isIp || (called.kind === 'fixed' && called.region === 'FR')) {
    return free('national', seconds, new Euros(0));
  }
  if (called.kind !== 'fixed' && called.kind !== 'mobile') return suspended('no_price', 'no-list');
  const included = drawn(event, state);
  const charged = seconds - included;
  if (charged === 0) return free('40-minutes', seconds, new Euros(0));
  const price = openPrice(reference, contract, 'voice', day);
  if (price === null) return suspended('no_price', called.digits);
  return {
    ...{ ended: 'rated', zone: '40-minutes', quantity: seconds },
    ...{ included, charged, amount: paid(price, charged) },
  };
}

/** Seconds of the call that the month's forty minutes still hold; a call without a price draws too. */
function drawn({ contract, month, record }: Event, state: PhoneState): number {
  const key = `${contract.id}|${month}`;
  const minutes = state.get(key) ?? { contractId: contract.id, month, used: 0 };
  state.set(key, minutes);
  const included = Math.min(record.durationSeconds, FORTY_MINUTES_SECONDS - minutes.used);
  minutes.used += included;
  return included;
}

/** SMS Internet and localisation (004): the customer's month prices them, so no event has an amount. */
import { Euros } from './money.ts';
import { type Event, free, type Outcome, suspended } from './outcome.ts';

/** "seuls les messages efficaces, effectivement transmis au destinataire, sont facturés" (E18). */
export function rateSmsInternet({ record, contract }: Event): Outcome {
  if (record.service !== 'sms_internet') {
    return suspended('service_not_in_offer', `${record.service} in ${contract.offer}`);
  }
  return record.delivered ? pending() : free('-', 1, new Euros(0));
}

/** Hits are charged "même si la localisation est interdite, le mobile éteint ou hors couverture" (E19). */
export function rateLocalisation({ record, contract }: Event): Outcome {
  if (record.service !== 'location') {
    return suspended('service_not_in_offer', `${record.service} in ${contract.offer}`);
  }
  return pending();
}

function pending(): Outcome {
  return { ended: 'rated', zone: '-', quantity: 1, included: 0, charged: 1, amount: null };
}

import type {
  BillingCatalogue,
  FleetDiscount,
  MonthTiers,
  OneOffFee,
  OptimaTier,
  OptimaTiers,
  RecurringFee,
} from '../catalogue/billing-catalogue.ts';
import { divideHalfUp } from '../money/half-up.ts';
import { counted, thousands } from '../progress/thousands.ts';
import {
  type Charge,
  type ChargedEvents,
  chargesByRule,
  volumeOfRule,
} from '../store/find-charges.ts';
import type { Store } from '../store/store.ts';
import { agreedPriceLines } from './agreed-price.ts';
import { eurosOf, microEurosOf, plain } from './decimal-text.ts';

/** How a charge's amount comes about, line by line. */
export async function chargeArithmetic(
  store: Store,
  billing: BillingCatalogue | undefined,
  charge: Charge,
  events: ChargedEvents | undefined,
): Promise<string[]> {
  const named = <Entry extends { id: string }>(entries: Entry[] | undefined) =>
    entries?.find(({ id }) => id === charge.rule);
  const tiers = named(billing?.monthTiers);
  if (tiers !== undefined) return tierLines(tiers, charge, await volumeOfRule(store, charge));
  const optima = named(billing?.optima);
  if (optima !== undefined) return optimaLines(optima, charge, events);
  const discount = named(billing?.fleetDiscounts);
  if (discount !== undefined && billing !== undefined) {
    return discountLines(store, billing, discount, charge);
  }
  const fee = named(billing?.recurringFees);
  if (fee !== undefined && billing !== undefined) {
    return feeLines(fee, charge, await agreedPriceLines(store, billing, fee, charge));
  }
  const once = named(billing?.oneOffFees);
  if (once !== undefined && billing !== undefined) {
    return onceLines(once, charge, await agreedPriceLines(store, billing, once, charge));
  }
  return usageLines(charge, events);
}

/** Usage priced event by event. */
function usageLines(charge: Charge, events: ChargedEvents | undefined): string[] {
  if (events === undefined) return [];
  const { count, charged, amount } = events;
  const sum = `${counted(count, 'event')}: ${plain(charged)} ${charge.unit} paid for`;
  if (amount === charge.amount) return [`${sum}, their amounts add up to ${amount}`];
  return [
    `${sum}, their amounts add up to ${amount ?? 'nothing yet'} now; ${charge.amount} was billed: ` +
      'the events have changed since',
  ];
}

function tierLines(entry: MonthTiers, charge: Charge, volume: string): string[] {
  const { tiers, mode } = entry;
  const steps = tiers.map(
    ({ from, microEuros }) => `from ${thousands(from)}: ${eurosOf(microEuros)}`,
  );
  const total = `all lines of the customer: ${plain(volume)} in the month (${steps.join('; ')})`;
  if (mode === 'whole_volume') {
    const reached = tiers.filter(({ from }) => from <= Number(volume)).at(-1) ?? tiers[0];
    return [
      total,
      `one price for all of them: from ${thousands(reached.from)}, ${eurosOf(reached.microEuros)}`,
      `${plain(charge.quantity)} × ${charge.unit_price} = ${charge.amount}`,
    ];
  }
  return [
    total,
    "each at the price of its step; the total is shared out by the lines' quantities, cut to the " +
      'micro-euro, and what is left over goes one micro-euro each to the largest remainders',
    `${plain(charge.quantity)} of ${plain(volume)}: ${charge.amount}`,
  ];
}

/** Every tier's total, so that the choice can be checked. */
function optimaLines(
  { tiers }: OptimaTiers,
  charge: Charge,
  events: ChargedEvents | undefined,
): string[] {
  const ko = Number(events?.charged ?? 0);
  const days = charge.days ?? charge.days_of_month;
  const part = charge.days === null ? '' : `, fees for ${days} of ${charge.days_of_month} days`;
  const totals = tiers.map((tier) => {
    const fee = divideHalfUp(tier.feeMicroEuros * days, charge.days_of_month);
    const beyond = Math.max(0, ko - tier.ko);
    const microEuros = fee + divideHalfUp(beyond * tier.microEuros, tier.forKo);
    const more = beyond === 0 ? '' : ` + ${thousands(beyond)} ko × ${pricePerKo(tier)}`;
    return { ko: tier.ko, microEuros, text: `${eurosOf(fee)}${more} = ${eurosOf(microEuros)}` };
  });
  return [
    `${thousands(ko)} ko in the month${part}; the cheapest tier counts, of equal ones the smaller:`,
    ...totals.map((tier) => {
      const mark = eurosOf(tier.microEuros) === charge.amount ? ' ← charged' : '';
      return `  ${thousands(tier.ko)} ko: ${tier.text}${mark}`;
    }),
  ];
}

function pricePerKo({ microEuros, forKo }: OptimaTier): string {
  return microEuros % forKo === 0
    ? eurosOf(microEuros / forKo)
    : `${eurosOf(microEuros)} / ${forKo}`;
}

async function discountLines(
  store: Store,
  billing: BillingCatalogue,
  { percent, minimumContracts }: FleetDiscount,
  charge: Charge,
): Promise<string[]> {
  const subscriptions = billing.recurringFees.filter(({ kind }) => kind === 'subscription');
  const rules = subscriptions.map(({ id }) => id);
  const fees = await chargesByRule(store, charge, rules);
  const terms = fees.map(({ item, amount }) => `${item} ${amount}`).join(', ');
  return [
    `the customer has at least ${counted(minimumContracts, 'such contract')} on the last day of the month`,
    `${percent} % of ${terms || 'its subscription'}, rounded half up to the micro-euro: ${charge.amount}`,
  ];
}

const PRICE_WORDS = {
  printed: 'the price is printed in the document',
  required: 'the document prints no price: prices.csv gave it',
  quote: 'the price was agreed',
  by_fleet: "the price goes by the number of the customer's SIMs on the last day of the month",
} as const;

function feeLines(
  { price, per, proration }: RecurringFee,
  charge: Charge,
  agreed: string[] | null,
): string[] {
  const revised = price.kind === 'required' && price.revision !== null;
  const licences = Number(charge.quantity) === 1 ? ' licence' : ' licences';
  const of = { contract: '', licence: licences, option_quantity: ' of the option' }[per];
  const ofOrder = ' at the order, or for the customer since; revised each year by its indices';
  const lines = agreed ?? [`${PRICE_WORDS[price.kind]}${revised ? ofOrder : ''}`];
  const times = `${charge.unit_price} × ${plain(charge.quantity)}${of}`;
  if (charge.days === null) {
    const whole = proration === 'none' ? ' (never prorated)' : '';
    return [...lines, `${times}${whole} = ${charge.amount}`];
  }
  const exact = microEurosOf(charge.unit_price ?? '0') * Number(charge.quantity) * charge.days;
  const isRounded = exact % charge.days_of_month !== 0;
  const rounded = isRounded ? ', rounded half up to the micro-euro' : '';
  return [
    ...lines,
    `${times} × ${charge.days} of ${charge.days_of_month} days = ${charge.amount}${rounded}`,
  ];
}

function onceLines(
  { price, trigger, per }: OneOffFee,
  charge: Charge,
  agreed: string[] | null,
): string[] {
  const why =
    trigger.kind === 'order' ? `order of ${trigger.item}` : `option ${trigger.option} starts`;
  const kinds: Record<OneOffFee['price']['kind'], string> = {
    printed: 'the price is printed in the document',
    by_rank: 'the price goes by the rank of the order',
    required: 'the document prints no price: prices.csv gave it',
    quote: 'the price was agreed',
    remaining_commitment:
      'a share of the subscription fees still due until the end of the commitment',
    subscription_credit: 'months of subscription given back, options excluded',
  };
  const [first, ...more] = agreed ?? [kinds[price.kind]];
  const lines = [`${why}; ${first}`, ...more];
  if (charge.unit_price === null) return [...lines, `amount: ${charge.amount}`];
  const isFree = Number(charge.amount) === 0 && Number(charge.unit_price) !== 0;
  if (isFree) {
    const reasons = 'it failed, another cancels it, or it is charged once only';
    return [...lines, `this one costs nothing (${reasons}): ${charge.amount}`];
  }
  if (per === 'order') {
    const whatever = `one price for the order, whatever its quantity of ${plain(charge.quantity)}`;
    return [...lines, `${whatever}: ${charge.amount}`];
  }
  return [...lines, `${charge.unit_price} × ${plain(charge.quantity)} = ${charge.amount}`];
}

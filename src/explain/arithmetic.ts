import { Decimal } from 'decimal.js';
import type { Settings } from '../catalogue/catalogue-schema.ts';
import type { RuleDescription } from '../catalogue/describe-rule.ts';
import { microEuros, priceFraction } from '../catalogue/price-fraction.ts';
import { thousands } from '../progress/thousands.ts';
import { callMicroEuros } from '../rate/rules/call.ts';
import { koMicroEuros } from '../rate/rules/data.ts';
import type { RatedEvent } from '../store/find-event.ts';

/** A sum in words, and what it comes to in micro-euros. */
interface Sum {
  terms: string;
  microEuros: number;
  isRounded: boolean;
}

type Priced = Pick<RatedEvent, 'quantity' | 'included' | 'unit' | 'amount' | 'flags'>;

/** How a rule of the catalogue makes the event's amount, line by line. */
export function arithmeticOf(rule: RuleDescription, event: Priced, settings: Settings): string[] {
  const { amount, unit } = event;
  const charged = event.quantity - event.included;
  if (rule.kind === 'free') return ['free of charge: the whole quantity is included'];
  if (event.flags.split(',').includes('undelivered')) return ['not delivered: never charged'];
  if (charged === 0 && amount !== null) return [`nothing lies outside the allowance: ${euros(0)}`];
  if (rule.tiers !== undefined || amount === null) return monthCloseLines(rule, amount);
  if (rule.price === undefined || rule.price === 'required') return referenceLines(event, charged);
  const sum = sumOf(rule, rule.price, charged, settings);
  const rounded = sum.isRounded ? ', rounded half up to the micro-euro' : '';
  if (euros(sum.microEuros) !== amount) {
    return [
      `${sum.terms} = ${euros(sum.microEuros)}${rounded} by the catalogue read now, but the ` +
        `amount is ${amount}: priced from reference data (prices.csv), or by another catalogue`,
    ];
  }
  const single = sum.terms.includes(' ') || rule.kind === 'call' ? '' : ` for one ${unit}`;
  return [`${sum.terms}${single} = ${amount}${rounded}`];
}

function sumOf(rule: RuleDescription, price: string, charged: number, settings: Settings): Sum {
  const perUnits = rule.per === 'min' ? 60 : rule.per === 'Mo' ? settings.ko_per_mo : 1;
  const fraction = priceFraction(price, perUnits);
  const fee = microEuros(rule.connectionFee ?? '0');
  const { seconds, price: blockPrice } = rule.firstBlock ?? { seconds: 0, price: '0' };
  const block = microEuros(blockPrice);
  const running = Math.max(0, charged - seconds);
  const terms: string[] = [];
  if (fee > 0) terms.push(`${euros(fee)} connection fee`);
  if (seconds > 0) terms.push(`${euros(block)} for the first ${seconds} s, indivisible`);
  if (running > 0) {
    const times = perUnits === 1 ? `${running}` : `${running}/${perUnits}`;
    terms.push(`${priceText(price)} × ${times}`);
  }
  const amount =
    rule.kind === 'call'
      ? callMicroEuros(charged, fee, fraction.microEuros, fraction.units, seconds, block)
      : fee + koMicroEuros(charged, fraction.microEuros, fraction.units);
  const isRounded = (fraction.microEuros * running) % fraction.units !== 0;
  return { terms: terms.join(' + '), microEuros: amount, isRounded };
}

/** The document prints no price: reference data gave one, and the store keeps the amount only. */
function referenceLines({ amount, unit }: Priced, charged: number): string[] {
  const perUnits = unit === 's' ? 60 : unit === 'ko' ? 1000 : 1;
  const average = new Decimal(amount ?? 0).times(perUnits).dividedBy(charged);
  const per = unit === 's' ? 'minute, connection fee included' : unit === 'ko' ? 'Mo' : unit;
  const implied = average.toDecimalPlaces(6, Decimal.ROUND_HALF_UP).toFixed(6);
  return [
    `the document prints no price: the reference data (prices.csv) gave it, ${amount} ` +
      `for ${thousands(charged)} ${unit}`,
    `the database keeps the amount, not the price: it implies ${implied} per ${per}`,
  ];
}

function monthCloseLines(rule: RuleDescription, amount: string | null): string[] {
  const priced =
    amount === null
      ? 'priced when the month is billed: until then the amount is empty'
      : `${amount}, set when the month was billed`;
  if (rule.optimaTiers !== undefined) {
    const sizes = rule.optimaTiers.map(
      ({ ko, fee, price }) =>
        `${thousands(ko)} ko for ${priceText(fee)}, then ${priceText(price)} per ${rule.per}`,
    );
    const cheapest = "the contract's data of the month together, whichever is cheapest";
    return [priced, `${cheapest}: ${sizes.join('; ')}`];
  }
  if (rule.tiers === undefined) return [priced];
  const over = rule.countedOver === undefined ? '' : ` over all lines of the ${rule.countedOver}`;
  const effect =
    rule.tierMode === 'graduated' ? 'each at the price of its step' : 'one price for all of them';
  const steps = rule.tiers.map(({ from, price }) => `from ${thousands(from)}: ${priceText(price)}`);
  return [priced, `by the month's total${over}, ${effect}: ${steps.join('; ')}`];
}

/** Micro-euros as euros with six decimals. */
function euros(micro: number): string {
  return new Decimal(micro).dividedBy(1_000_000).toFixed(6);
}

/** A price as printed, with six decimals at least. */
function priceText(price: string): string {
  const exact = new Decimal(price);
  return exact.toFixed(Math.max(6, exact.decimalPlaces()));
}

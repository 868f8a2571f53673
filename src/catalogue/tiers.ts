import { Decimal } from 'decimal.js';
import type { Report, YamlPath } from './catalogue-file.ts';
import type { PriceTable, Settings } from './catalogue-schema.ts';

type MonthTierTable = Extract<PriceTable, { kind: 'month_tier' }>;
type OptimaTable = Extract<PriceTable, { kind: 'optima' }>;

/** Tiers from 1 upwards; a price for the first, for each further one a price or a discount off the first. */
export function checkMonthTiers(
  tiers: MonthTierTable['tiers'],
  path: YamlPath,
  report: Report,
): void {
  for (const [k, { from, price, discount_percent }] of tiers.entries()) {
    if (k === 0 ? from !== 1 : from <= tiers[k - 1].from) {
      const expected = k === 0 ? '1' : `more than ${tiers[k - 1].from}`;
      report([...path, k, 'from'], `${from} found; expected ${expected}`);
    }
    if (k === 0 && price === undefined) {
      report([...path, k], 'the first tier has no price; discounts are off that price');
    } else if ((price === undefined) === (discount_percent === undefined)) {
      report([...path, k], 'expected a price or a discount_percent, one of the two');
    } else if (tiers[0].price !== undefined && !isWholeMicroEuros(tierPrices(tiers)[k].price)) {
      const found = `the unit price is ${tierPrices(tiers)[k].price}`;
      report([...path, k], `${found}; expected one from 0 up with at most 6 decimals`);
    }
  }
}

function isWholeMicroEuros(price: string): boolean {
  const exact = new Decimal(price);
  return !exact.isNegative() && exact.decimalPlaces() <= 6;
}

/** Tiers of rising size and fee: the cheapest is looked for, and a tie goes to the smaller (004, E8). */
export function checkOptimaTiers(
  tiers: OptimaTable['tiers'],
  path: YamlPath,
  report: Report,
): void {
  for (let k = 1; k < tiers.length; k++) {
    const [before, here] = [tiers[k - 1], tiers[k]];
    if (sizeInKo(here, 1000) <= sizeInKo(before, 1000)) {
      const expected = `more than ${before.included} ${before.unit}; smallest first`;
      report([...path, k, 'included'], `${here.included} ${here.unit} found; expected ${expected}`);
    }
    if (new Decimal(here.fee).lte(before.fee)) {
      report([...path, k, 'fee'], `${here.fee} found; expected more than ${before.fee}`);
    }
  }
}

/** Unit price of each tier as decimal text; a discount is off the first tier's price (004, E19). */
export function tierPrices(tiers: MonthTierTable['tiers']): { from: number; price: string }[] {
  const first = new Decimal(tiers[0].price as string);
  return tiers.map(({ from, price, discount_percent }) => ({
    from,
    price:
      price ??
      first
        .times(new Decimal(100).minus(discount_percent ?? 0))
        .div(100)
        .toFixed(),
  }));
}

/** Tiers of an optima with their size in ko, smallest first. */
export function optimaTiers(
  table: OptimaTable,
  { ko_per_mo }: Settings,
): { ko: number; fee: string; price: string }[] {
  return table.tiers.map((tier) => ({
    ko: sizeInKo(tier, ko_per_mo),
    fee: tier.fee,
    price: tier.price,
  }));
}

/** 1 Go = ko_per_mo Mo (G8). */
function sizeInKo({ included, unit }: OptimaTable['tiers'][number], koPerMo: number): number {
  return included * { ko: 1, Mo: koPerMo, Go: koPerMo * koPerMo }[unit];
}

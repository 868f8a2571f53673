import { SERVICES } from '../batch/services.ts';
import { dateOfDay, dayOfDate } from '../normalise/paris-calendar.ts';
import type { MonthTiers, OptimaTiers } from './billing-catalogue.ts';
import type { Catalogue } from './catalogue.ts';
import { ruleId } from './compile-rules.ts';
import { EVER_SINCE } from './fee-prices.ts';
import { microEuros, priceFraction } from './price-fraction.ts';
import { optimaTiers, tierPrices } from './tiers.ts';

/** Whole-month prices of messages and hits, from the price lists that usage is rated by. */
export function compileMonthTiers(catalogue: Catalogue): MonthTiers[] {
  return [...catalogue.priceLists].flatMap(([priceList, list]) =>
    SERVICES.flatMap((service) =>
      (list[service] ?? [])
        .filter((table) => table.kind === 'month_tier')
        .map((table) => ({
          id: ruleId(catalogue, priceList, service, table.zones[0], undefined),
          item: priceList,
          label: table.label ?? table.section,
          document: list.document,
          section: table.section,
          readings: table.readings ?? [],
          assumed: table.assumed ?? false,
          rules: table.zones.map((zone) => ruleId(catalogue, priceList, service, zone, undefined)),
          mode: table.tier_mode,
          tiers: tierPrices(table.tiers).map(({ from, price }) => ({
            from,
            microEuros: microEuros(price),
          })),
        })),
    ),
  );
}

/** Data priced by the month's cheapest tier (004, E8), for the offers that sell by such a price list. */
export function compileOptima(catalogue: Catalogue): OptimaTiers[] {
  return [...catalogue.priceLists].flatMap(([priceList, list]) =>
    (list.data ?? [])
      .filter((table) => table.kind === 'optima')
      .map((table) => ({
        id: ruleId(catalogue, priceList, 'data', table.zones[0], undefined),
        item: priceList,
        label: table.label ?? table.section,
        document: list.document,
        section: table.section,
        readings: table.readings ?? [],
        assumed: table.assumed ?? false,
        sold: soldWith(catalogue, priceList),
        rules: table.zones.map((zone) => ruleId(catalogue, priceList, 'data', zone, undefined)),
        proration: catalogue.settings.proration ?? 'day',
        tiers: optimaTiers(table, catalogue.settings).map(({ ko, fee, price }) => {
          const forKo = table.per === 'Mo' ? catalogue.settings.ko_per_mo : 1;
          const beyond = priceFraction(price, forKo);
          return {
            ko,
            feeMicroEuros: microEuros(fee),
            microEuros: beyond.microEuros,
            forKo: beyond.units,
          };
        }),
      })),
  );
}

/** The offers that a price list belongs to, with the days of each version that names it. */
function soldWith(catalogue: Catalogue, priceList: string): OptimaTiers['sold'] {
  return [...catalogue.offers].flatMap(([offer, { versions }]) =>
    versions.flatMap(({ from_date, price_lists }, k) => {
      if (!price_lists.includes(priceList)) return [];
      const next = versions[k + 1]?.from_date;
      // The oldest version also serves earlier days.
      const startsOn = k === 0 ? EVER_SINCE : from_date;
      return [{ offer, startsOn, endsOn: next === undefined ? null : dayBefore(next) }];
    }),
  );
}

function dayBefore(date: string): string {
  return dateOfDay((dayOfDate(date) as number) - 1);
}

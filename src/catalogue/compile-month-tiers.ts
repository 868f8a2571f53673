import { SERVICES } from '../batch/services.ts';
import type { MonthTiers, OptimaTiers } from './billing-catalogue.ts';
import type { Catalogue } from './catalogue.ts';
import { ruleId } from './compile-rules.ts';
import { microEuros } from './price-fraction.ts';
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
        offers: offersWith(catalogue, priceList),
        rules: table.zones.map((zone) => ruleId(catalogue, priceList, 'data', zone, undefined)),
        tiers: optimaTiers(table, catalogue.settings).map(({ ko, fee, price }) => ({
          ko,
          feeMicroEuros: microEuros(fee),
          microEurosPerKo:
            microEuros(price) / (table.per === 'Mo' ? catalogue.settings.ko_per_mo : 1),
        })),
      })),
  );
}

function offersWith(catalogue: Catalogue, priceList: string): string[] {
  return [...catalogue.offers].flatMap(([offer, { versions }]) =>
    versions.some(({ price_lists }) => price_lists.includes(priceList)) ? [offer] : [],
  );
}

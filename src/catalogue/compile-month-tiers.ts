import { SERVICES } from '../batch/services.ts';
import type { MonthTiers } from './billing-catalogue.ts';
import type { Catalogue } from './catalogue.ts';
import { ruleId } from './compile-rules.ts';
import { microEuros } from './price-fraction.ts';

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
          tiers: table.tiers.map(({ from, price }) => ({ from, microEuros: microEuros(price) })),
        })),
    ),
  );
}

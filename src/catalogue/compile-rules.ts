import { SERVICES, type Service } from '../batch/services.ts';
import type { Catalogue } from './catalogue.ts';
import type { PriceTable } from './catalogue-schema.ts';
import { microEuros, type PriceFraction, priceFraction } from './price-fraction.ts';
import {
  ALLOWANCE_NONE,
  RULE_CALL,
  RULE_DATA,
  RULE_FREE,
  RULE_MONTH_TIER,
  RULE_OPTIMA,
  RULE_UNIT,
} from './tariff-tables.ts';
import type { Place } from './zone-sets.ts';

/** One row of the rule arrays of TariffTables. */
export interface CompiledRule extends PriceFraction {
  id: string;
  service: number;
  kind: number;
  needsPrice: boolean;
  connectionFeeMicroEuros: number;
  firstSeconds: number;
  firstMicroEuros: number;
  allowance: number;
}

const KINDS: Record<PriceTable['kind'], number> = {
  free: RULE_FREE,
  call: RULE_CALL,
  data: RULE_DATA,
  unit: RULE_UNIT,
  month_tier: RULE_MONTH_TIER,
  optima: RULE_OPTIMA,
};

/** Id of a rule: `<document>/<price list>/<service>/<zone>`, then the allowance it draws from. */
export function ruleId(
  catalogue: Catalogue,
  priceList: string,
  service: Service,
  zone: string,
  allowance: string | undefined,
): string {
  const document = catalogue.priceLists.get(priceList)?.document;
  return [document, priceList, service, zone, allowance].filter((part) => part).join('/');
}

/** The table of a price list that prices a zone; undefined = none. */
export function tableFor(
  catalogue: Catalogue,
  priceList: string,
  service: Service,
  zone: string,
): PriceTable | undefined {
  return catalogue.priceLists
    .get(priceList)
    ?.[service]?.find((table) =>
      'zones' in table ? table.zones.includes(zone) : Object.hasOwn(table.prices, zone),
    );
}

/** The first of an offer's allowances that a service to a place may draw from; undefined = none. */
export function allowanceFor(
  catalogue: Catalogue,
  allowances: readonly string[],
  service: Service,
  place: Place,
): string | undefined {
  return allowances.find((name) =>
    catalogue.allowances
      .get(name)
      ?.draws.some(
        (draw) =>
          draw.service === service &&
          (draw.zones?.includes(place.zone) ||
            draw.lists?.some((list) => place.lists.includes(list))),
      ),
  );
}

/** A price table's price for one zone as a rule of the tables. */
export function compileRule(
  catalogue: Catalogue,
  table: PriceTable,
  where: { priceList: string; service: Service; zone: string; allowance: string | undefined },
): CompiledRule {
  const { priceList, service, zone, allowance } = where;
  const rule: CompiledRule = {
    id: ruleId(catalogue, priceList, service, zone, allowance),
    service: SERVICES.indexOf(service),
    kind: KINDS[table.kind],
    needsPrice: false,
    connectionFeeMicroEuros: 0,
    microEuros: 0,
    units: unitsOf(catalogue, table),
    firstSeconds: 0,
    firstMicroEuros: 0,
    allowance:
      allowance === undefined
        ? ALLOWANCE_NONE
        : [...catalogue.allowances.keys()].indexOf(allowance),
  };
  if (!('prices' in table)) return rule;
  const price = table.prices[zone];
  rule.needsPrice = price.price === 'required';
  if (!rule.needsPrice) Object.assign(rule, priceFraction(price.price, rule.units));
  if ('connection_fee' in price && price.connection_fee !== undefined) {
    rule.connectionFeeMicroEuros = microEuros(price.connection_fee);
  }
  if ('first_block' in price && price.first_block !== undefined) {
    rule.firstSeconds = price.first_block.seconds;
    rule.firstMicroEuros = microEuros(price.first_block.price);
  }
  return rule;
}

/** How many of the record's units (s, ko, one message) a price of the table is for. */
function unitsOf({ settings }: Catalogue, table: PriceTable): number {
  if (table.kind === 'call' && table.per === 'min') return 60;
  if (table.kind === 'data' && table.per === 'Mo') return settings.ko_per_mo;
  return 1;
}

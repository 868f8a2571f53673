import { SERVICES } from '../../src/batch/services.ts';
import type { BillingCatalogue, OneOffPrice } from '../../src/catalogue/billing-catalogue.ts';
import { ruleId } from '../../src/catalogue/compile-rules.ts';
import type { Catalogue } from '../../src/catalogue/load-catalogue.ts';

/** A value of the catalogue by the id under which samples/printed-prices.csv names it. */
export interface CatalogueValue {
  id: string;
  document: string;
  section: string;
  /** Decimal text: euros without tax per unit, or percent. */
  value: string;
}

/** A price that the documents leave out: `required` (prices.csv gives it) or `quote`. */
export interface LeftOutPrice extends Omit<CatalogueValue, 'value'> {
  kind: 'required' | 'quote';
}

export interface CatalogueValues {
  printed: CatalogueValue[];
  leftOut: LeftOutPrice[];
}

const euros = (microEuros: number) => String(microEuros / 1_000_000);

/** Every price of the catalogue, those the documents print and those they leave out. */
export function catalogueValues(catalogue: Catalogue, billing: BillingCatalogue): CatalogueValues {
  const values: CatalogueValues = { printed: [], leftOut: [] };
  addFees(billing, values);
  addUsagePrices(catalogue, values);
  return values;
}

function addFees(billing: BillingCatalogue, { printed, leftOut }: CatalogueValues): void {
  for (const { id, document, section, price } of billing.recurringFees) {
    const at = { id, document, section };
    if (price.kind === 'printed') printed.push({ ...at, value: euros(price.microEuros) });
    else if (price.kind === 'by_fleet') {
      for (const { fromLines, microEuros } of price.bands) {
        const band = { ...at, id: `${id}#from-${fromLines}-lines` };
        if (microEuros === null) leftOut.push({ ...band, kind: 'quote' });
        else printed.push({ ...band, value: euros(microEuros) });
      }
    } else leftOut.push({ ...at, kind: price.kind });
  }
  for (const { id, document, section, price, maximumQuantity } of billing.oneOffFees) {
    const at = { id, document, section };
    if (price.kind === 'required' || price.kind === 'quote') {
      leftOut.push({ ...at, kind: price.kind });
    } else
      for (const [suffix, value] of partsOf(price)) printed.push({ ...at, id: id + suffix, value });
    if (maximumQuantity !== null) {
      leftOut.push({ ...at, id: `${id}#above-${maximumQuantity}`, kind: 'quote' });
    }
  }
  for (const { id, document, section, percent } of billing.fleetDiscounts) {
    printed.push({ id: `${id}#percent`, document, section, value: String(percent) });
  }
}

function partsOf(price: Exclude<OneOffPrice, { kind: 'required' | 'quote' }>): [string, string][] {
  switch (price.kind) {
    case 'printed':
      return [['', euros(price.microEuros)]];
    case 'by_rank':
      return price.microEuros.map((rank, k) => [`#rank-${k + 1}`, euros(rank)]);
    case 'remaining_commitment':
      return [['#percent', String(price.percent)]];
    case 'subscription_credit':
      return [['#months', String(price.months)]];
  }
}

/** Usage prices as the YAML has them; zero-rated calls are no printed prices. */
function addUsagePrices(catalogue: Catalogue, { printed, leftOut }: CatalogueValues): void {
  for (const [name, list] of catalogue.priceLists) {
    for (const service of SERVICES) {
      for (const table of list[service] ?? []) {
        const { document } = list;
        const { section } = table;
        const at = (zone: string, suffix = '') => ({
          id: ruleId(catalogue, name, service, zone, undefined) + suffix,
          document,
          section,
        });
        if (table.kind === 'month_tier') {
          for (const { from, price, discount_percent } of table.tiers) {
            const value = (price ?? discount_percent) as string;
            printed.push({ ...at(table.zones[0], `#from-${from}`), value });
          }
        } else if (table.kind === 'optima') {
          for (const { included, unit, fee, price } of table.tiers) {
            const tier = `#${included}${unit}`;
            printed.push({ ...at(table.zones[0], `${tier}-fee`), value: fee });
            printed.push({ ...at(table.zones[0], `${tier}-price`), value: price });
          }
        } else if (table.kind !== 'free') {
          for (const [zone, price] of Object.entries(table.prices)) {
            if (price.price === 'required') leftOut.push({ ...at(zone), kind: 'required' });
            else printed.push({ ...at(zone), value: price.price });
            if ('connection_fee' in price && price.connection_fee !== undefined) {
              printed.push({ ...at(zone, '#connection-fee'), value: price.connection_fee });
            }
            if ('first_block' in price && price.first_block !== undefined) {
              printed.push({ ...at(zone, '#first-block'), value: price.first_block.price });
            }
          }
        }
      }
    }
  }
}

/** Ids of calls that cost nothing: a document may print that, and need not. */
export function freeRules(catalogue: Catalogue): Set<string> {
  const ids = new Set<string>();
  for (const [name, list] of catalogue.priceLists) {
    for (const service of SERVICES) {
      for (const table of list[service] ?? []) {
        if (table.kind !== 'free') continue;
        for (const zone of table.zones) ids.add(ruleId(catalogue, name, service, zone, undefined));
      }
    }
  }
  return ids;
}

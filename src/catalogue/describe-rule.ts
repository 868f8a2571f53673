import { SERVICES, type Service } from '../batch/services.ts';
import type { Catalogue } from './catalogue.ts';
import type { Allowance, PriceTable } from './catalogue-schema.ts';
import { tableFor } from './compile-rules.ts';
import { optimaTiers, tierPrices } from './tiers.ts';

/** A rule as a person reads it, for `explain`: where it stands, and prices as printed. */
export interface RuleDescription {
  ruleId: string;
  document: string;
  title: string;
  section: string;
  /** Row of the section's table, where the catalogue quotes it. */
  label?: string;
  readings: string[];
  /** The price is not the document's but an assumption of the catalogue. */
  assumed: boolean;
  service: Service;
  /** `none` where the service goes to no zone. */
  zone: string;
  kind: PriceTable['kind'];
  /** Euros excluding tax; `required` = the document prints none; absent = free or by tier. */
  price?: string;
  per?: 's' | 'min' | 'ko' | 'Mo' | 'unit';
  connectionFee?: string;
  firstBlock?: { seconds: number; price: string };
  tiers?: { from: number; price: string }[];
  tierMode?: 'whole_volume' | 'graduated';
  countedOver?: 'customer';
  /** Sizes, monthly fees and prices beyond them, `per` unit: the month's cheapest counts. */
  optimaTiers?: { ko: number; fee: string; price: string }[];
  /** Allowance the rule draws from first. */
  allowance?: Allowance;
}

/** What a rule of the tables says. @throws if the catalogue has no such rule */
export function describeRule(catalogue: Catalogue, ruleId: string): RuleDescription {
  const [document, priceList, serviceName, zone, allowanceName] = ruleId.split('/');
  const service = SERVICES.find((known) => known === serviceName);
  const table = service && tableFor(catalogue, priceList, service, zone);
  const allowance = allowanceName ? catalogue.allowances.get(allowanceName) : undefined;
  const isOfDocument = catalogue.priceLists.get(priceList)?.document === document;
  if (!service || !table || !isOfDocument || (allowanceName && !allowance)) {
    throw new Error(`no rule ${ruleId} in this catalogue; was the usage rated with another one?`);
  }
  const price = 'prices' in table ? table.prices[zone] : undefined;
  return {
    ruleId,
    document,
    title: catalogue.documents.get(document) as string,
    section: table.section,
    label: price?.label,
    readings: [
      ...new Set([
        ...(table.readings ?? []),
        ...(price?.readings ?? []),
        ...(allowance?.readings ?? []),
      ]),
    ],
    assumed: (price?.assumed ?? table.assumed) === true,
    service,
    zone,
    kind: table.kind,
    ...pricesOf(catalogue, table, zone),
    allowance,
  };
}

function pricesOf(
  { settings }: Catalogue,
  table: PriceTable,
  zone: string,
): Partial<RuleDescription> {
  switch (table.kind) {
    case 'free':
      return {};
    case 'call': {
      const { price, connection_fee, first_block } = table.prices[zone];
      return { price, per: table.per, connectionFee: connection_fee, firstBlock: first_block };
    }
    case 'data':
      return { price: table.prices[zone].price, per: table.per };
    case 'unit':
      return { price: table.prices[zone].price, per: 'unit' };
    case 'month_tier':
      return {
        tiers: tierPrices(table.tiers),
        tierMode: table.tier_mode,
        countedOver: table.counted_over,
      };
    case 'optima':
      return { per: table.per, optimaTiers: optimaTiers(table, settings) };
  }
}

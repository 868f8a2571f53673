import { z } from 'zod';
import { SERVICES, type Service } from '../batch/services.ts';
import { NUMBER_TYPES } from '../numbering/number-tables.ts';
import { feeFields } from './fee-schema.ts';
import {
  decimal,
  decimalOfMicroEuros,
  decimalOrRequired,
  digits,
  isoDate,
  name,
  nonEmpty,
  percent,
  readings,
  shortNumber,
  textOf,
  wholeNumber,
} from './yaml-forms.ts';

/** The shape of the catalogue's YAML files; README.md explains every field to tariff authors. */

/** A territory (`FR`, `US-AK`), a group of them, or `others`: all not named in the zone set. */
const territoryRef = textOf(
  /^([A-Z]{2}(-[A-Z]{1,3})?|001|[a-z0-9]+(-[a-z0-9]+)*)$/,
  'a territory such as FR or US-AK, the name of a territory group, or others',
);
const territoryGroup = z.strictObject({
  label: nonEmpty,
  assumed: z.boolean().optional(),
  readings,
  territories: z.array(territoryRef).min(1),
});

const zone = z.strictObject({
  fixed: z.array(territoryRef).optional(),
  mobile: z.array(territoryRef).optional(),
  /** Countries in which data used belongs to the zone (SIM offers). */
  used_in: z.array(territoryRef).optional(),
});

const destinationList = z.strictObject({
  kind: z.enum(['fixed', 'mobile']),
  territories: z.array(territoryRef).min(1),
});

export const NUMBER_KINDS = ['fixed', 'mobile', 'free', 'special', 'short-unknown'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

const prefixes = z.strictObject({
  kind: z.enum(NUMBER_KINDS).optional(),
  zone: name.optional(),
  digits: z.array(digits).optional(),
  short: z.array(shortNumber).optional(),
  readings,
});

const zoneSet = z.strictObject({
  zones: z.record(name, zone),
  lists: z.record(name, destinationList).optional(),
  prefixes: z.array(prefixes).optional(),
});

const ALLOWANCE_UNITS = ['s', 'min', 'h', 'ko', 'Mo'] as const;

const allowance = z.strictObject({
  zone_set: name,
  name: textOf(/^[a-z0-9]+(_[a-z0-9]+)*$/, 'a name such as mobile_hour'),
  section: nonEmpty,
  readings,
  scope: z.enum(['contract', 'site']),
  per_licence: z.boolean().optional(),
  granted: z.union([z.literal('unlimited'), z.int().positive()], {
    error: 'expected a whole number of units, or unlimited',
  }),
  unit: z.enum(ALLOWANCE_UNITS),
  rollover_months: z.int().min(0).max(1).optional(),
  correspondents: z.int().positive().optional(),
  draws: z
    .array(
      z.strictObject({
        service: z.enum(['voice', 'csd', 'data']),
        lists: z.array(name).optional(),
        zones: z.array(name).optional(),
      }),
    )
    .min(1),
});

const source = { section: nonEmpty, readings, assumed: z.boolean().optional() };
const priceSource = { label: nonEmpty.optional(), readings, assumed: z.boolean().optional() };

const priceTable = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('free'), ...source, zones: z.array(name).min(1) }),
  z.strictObject({
    kind: z.literal('call'),
    ...source,
    per: z.enum(['s', 'min']),
    prices: z.record(
      name,
      z.strictObject({
        ...priceSource,
        price: decimalOrRequired,
        connection_fee: decimalOfMicroEuros.optional(),
        first_block: z
          .strictObject({ seconds: z.int().positive(), price: decimalOfMicroEuros })
          .optional(),
      }),
    ),
  }),
  z.strictObject({
    kind: z.literal('data'),
    ...source,
    per: z.enum(['ko', 'Mo']),
    prices: z.record(name, z.strictObject({ ...priceSource, price: decimal })),
  }),
  z.strictObject({
    kind: z.literal('unit'),
    ...source,
    prices: z.record(name, z.strictObject({ ...priceSource, price: decimalOrRequired })),
  }),
  z.strictObject({
    kind: z.literal('month_tier'),
    ...source,
    zones: z.array(name).min(1),
    label: nonEmpty.optional(),
    tier_mode: z.enum(['whole_volume', 'graduated']),
    counted_over: z.enum(['customer']),
    tiers: z
      .array(
        z.strictObject({
          from: z.int().positive(),
          price: decimal.optional(),
          discount_percent: percent.optional(),
        }),
      )
      .min(1),
  }),
  z.strictObject({
    kind: z.literal('optima'),
    ...source,
    zones: z.array(name).min(1),
    label: nonEmpty.optional(),
    per: z.enum(['ko', 'Mo']),
    tiers: z
      .array(
        z.strictObject({
          included: z.int().positive(),
          unit: z.enum(['ko', 'Mo', 'Go']),
          fee: decimalOfMicroEuros,
          price: decimal,
        }),
      )
      .min(1),
  }),
]);

const priceTables = z.array(priceTable).min(1).optional();
const priceList = z.strictObject({
  zone_set: name,
  ...(Object.fromEntries(SERVICES.map((service) => [service, priceTables])) as {
    [service in Service]: typeof priceTables;
  }),
});

const trial = z.strictObject({
  section: nonEmpty,
  readings,
  months: z.int().positive(),
  becomes: name,
});

const offer = z.strictObject({
  lines: z.enum(['fixed', 'sim', 'webex', 'none']),
  long_call_s: wholeNumber.optional(),
  trial: trial.optional(),
  versions: z
    .array(
      z.strictObject({
        from_date: isoDate,
        price_lists: z.array(name),
        allowances: z.array(name).optional(),
        with_option: z
          .strictObject({
            option: name,
            section: nonEmpty,
            price_lists: z.array(name).min(1),
            allowances: z.array(name).optional(),
          })
          .optional(),
      }),
    )
    .min(1),
});

export const offerDocumentSchema = z.strictObject({
  document: textOf(/^\d{3}$/, 'the number of the document such as "001"'),
  title: nonEmpty,
  territory_groups: z.record(name, territoryGroup).optional(),
  zone_sets: z.record(name, zoneSet).optional(),
  allowances: z.record(name, allowance).optional(),
  price_lists: z.record(name, priceList).optional(),
  offers: z.record(name, offer).optional(),
  ...feeFields,
});

const VAT_TERRITORIES = [
  'metropole',
  'guadeloupe',
  'martinique',
  'reunion',
  'guyane',
  'mayotte',
  'saint-pierre-et-miquelon',
  'pacifique',
] as const;

const numberTypes = z.array(z.enum(NUMBER_TYPES));

export const settingsSchema = z.strictObject({
  octets_per_ko: z.int().positive().max(1_000_000),
  ko_per_mo: z.int().positive().max(1_000_000),
  session_period_h: z.int().positive().max(8_784),
  number_kinds: z.strictObject({
    fixed: numberTypes,
    mobile: numberTypes,
    free: numberTypes,
    special: numberTypes,
    'short-unknown': numberTypes,
  }),
  vat: z.record(
    z.enum(VAT_TERRITORIES),
    z.array(z.strictObject({ from_date: isoDate, percent })).min(1),
  ),
  invoice_rounding: z.strictObject({
    line_decimals: z.int().min(0).max(6),
    vat_decimals: z.int().min(0).max(6),
  }),
  /** What an invoice calls a zone; a zone that is not here keeps its name. */
  zone_labels: z.record(name, nonEmpty).optional(),
  /** Of monthly prices in a part month, where the price itself does not say. */
  proration: z.enum(['day', 'none']).optional(),
});

export type OfferDocument = z.infer<typeof offerDocumentSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type TerritoryGroup = z.infer<typeof territoryGroup>;
export type ZoneSet = z.infer<typeof zoneSet>;
export type Allowance = z.infer<typeof allowance>;
export type PriceTable = z.infer<typeof priceTable>;
export type PriceList = z.infer<typeof priceList>;
export type Offer = z.infer<typeof offer>;
export type OfferVersion = Offer['versions'][number];

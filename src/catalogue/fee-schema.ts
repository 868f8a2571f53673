import { z } from 'zod';
import {
  decimalOfMicroEuros,
  isoDate,
  name,
  nonEmpty,
  percent,
  readings,
  textOf,
  wholeNumber,
} from './yaml-forms.ts';

/** The keys of an offer document that say what is billed besides usage; README.md explains every field. */

const cited = {
  label: nonEmpty,
  section: nonEmpty,
  readings,
  assumed: z.boolean().optional(),
};

/** Days on which a price holds, both inclusive; without them it holds on every day. */
const dated = { from_date: isoDate.optional(), to_date: isoDate.optional() };

/** How the document prints its prices; they are converted once, when the catalogue is compiled. */
const taxed = { tax: z.literal('included').optional(), vat: percent.optional() };

const feePrice = textOf(
  /^(required|quote|\d{1,6}(\.\d{1,6})?)$/,
  'a price such as "5.98", or the word required (the document prints none) or quote',
);

const recurringFee = z.strictObject({
  ...cited,
  ...dated,
  ...taxed,
  item: name.optional(),
  offers: z.array(name).min(1),
  option: name.optional(),
  per: z.enum(['contract', 'licence', 'option_quantity']).optional(),
  proration: z.enum(['day', 'none']).optional(),
  price: feePrice.optional(),
  prices: z
    .array(
      z.strictObject({
        commitment_months: z.int().positive().optional(),
        from_lines: z.int().positive().optional(),
        price: feePrice,
      }),
    )
    .min(1)
    .optional(),
  discount: z.literal(true).optional(),
  revision: z
    .strictObject({
      decimals: z.int().min(0).max(6),
      indices: z.array(z.strictObject({ index: name, percent })).min(1),
    })
    .optional(),
});

/** How an order may have ended; orders.csv says which. */
export const ORDER_OUTCOMES = ['done', 'failed'] as const;

const oneOffPrice = z.union(
  [
    feePrice,
    z.strictObject({ by_rank: z.array(decimalOfMicroEuros).min(1) }),
    z.strictObject({ remaining_commitment_percent: percent }),
    z.strictObject({ subscription_credit_months: z.int().positive() }),
  ],
  {
    error:
      'expected a price such as "91.14", required, quote, by_rank, ' +
      'remaining_commitment_percent or subscription_credit_months',
  },
);

const oneOffFee = z.strictObject({
  ...cited,
  ...dated,
  ...taxed,
  item: name.optional(),
  offers: z.array(name).min(1).optional(),
  order: name.optional(),
  option_start: name.optional(),
  price: oneOffPrice,
  per: z.enum(['quantity', 'order']).optional(),
  quantity_counts: nonEmpty.optional(),
  minimum_quantity: z.int().positive().optional(),
  maximum_quantity: z.int().positive().optional(),
  free_outcomes: z.array(z.enum(ORDER_OUTCOMES)).min(1).optional(),
  cancelled_by: z.array(name).min(1).optional(),
  once_per: z.enum(['line', 'contract', 'customer']).optional(),
  outside_vat: z.literal(true).optional(),
});

const option = z.strictObject({
  section: nonEmpty,
  readings,
  /** What the quantity counts; it must then be given, and may be 0. */
  quantity_counts: nonEmpty.optional(),
  requires: z.array(name).min(1).optional(),
  excludes: z.array(name).min(1).optional(),
});

const fleetDiscount = z.strictObject({
  ...cited,
  item: name.optional(),
  offers: z.array(name).min(1),
  minimum_contracts: wholeNumber,
  percent,
});

const contractLimit = z.strictObject({
  section: nonEmpty,
  readings,
  offers: z.array(name).min(1),
  maximum_contracts: z.int().positive(),
});

/** Fields of an offer document, spread into its schema. */
export const feeFields = {
  recurring_fees: z.record(name, recurringFee).optional(),
  one_off_fees: z.record(name, oneOffFee).optional(),
  options: z.record(name, option).optional(),
  fleet_discounts: z.record(name, fleetDiscount).optional(),
  contract_limits: z.record(name, contractLimit).optional(),
};

export type RecurringFeeEntry = z.infer<typeof recurringFee>;
export type OneOffFeeEntry = z.infer<typeof oneOffFee>;
export type OptionEntry = z.infer<typeof option>;
export type FleetDiscountEntry = z.infer<typeof fleetDiscount>;
export type ContractLimitEntry = z.infer<typeof contractLimit>;

import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import { addBlockers, addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { findPrices } from './reference-prices.ts';
import { findFeesToRevise, revisePrices } from './revise-prices.ts';
import { makeTable } from './work-tables.ts';

/**
 * Subscriptions and options of the month, as `owed_fees`: one row per contract and fee with its price of a
 * whole month, what it is multiplied by and the days it is for. Fees are prorated by calendar day in the
 * first and last month, or never (G13, E28), as the catalogue says.
 */
export async function chargeRecurringFees(desk: Desk, catalogue: BillingCatalogue): Promise<void> {
  await findFees(desk);
  await findFeesToRevise(desk);
  await findPrices(
    desk,
    `SELECT DISTINCT customer, item, from_day AS day, 'month' AS unit_kind, CAST(NULL AS DATE) AS ordered_on
     FROM fees_of_month JOIN cat_fees USING (fee)
     WHERE NOT is_revised
       AND (price_kind IN ('required', 'quote') OR fee IN (SELECT fee FROM cat_bands WHERE price IS NULL))
     UNION ALL
     SELECT DISTINCT customer, item, from_day, 'month', priced_on FROM fees_to_revise`,
  );
  await revisePrices(desk, catalogue);
  await priceFees(desk);
  await addCharges(
    desk,
    `SELECT o.customer, o.site_key, o.contract_key, t.text, o.quantity, euros(o.price * t.sign) AS unit_price,
       euros(o.amount * t.sign) AS amount, o.days
     FROM owed_fees o
     JOIN (SELECT *, CASE WHEN kind = 'discount' THEN -1 ELSE 1 END AS sign FROM texts) t
       ON t.source = 'fee' AND t.number = o.fee
     WHERE o.price IS NOT NULL`,
  );
  await blockUnpriced(desk);
}

/** Contracts and options of the month with the fees that name them. */
async function findFees(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'month_options',
    `SELECT c.contract_key, c.customer, c.site_key, c.offer, c.commitment_months, o.option, o.quantity,
       greatest(o.starts_on, c.starts_on) AS ordered_on, greatest(o.starts_on, c.from_day) AS from_day,
       least(coalesce(o.ends_on, c.to_day), c.to_day) AS to_day
     FROM contract_options o JOIN month_contracts c USING (contract_key)
     WHERE o.starts_on <= c.to_day AND coalesce(o.ends_on, c.to_day) >= c.from_day`,
  );
  const fits = `(f.commitment_months IS NULL OR f.commitment_months = c.commitment_months)
    AND c.from_day BETWEEN f.starts_on AND f.ends_on`;
  const fees = '(FROM cat_fee_offers JOIN cat_fees USING (fee))';
  const columns = 'c.contract_key, c.customer, c.site_key, f.fee, c.from_day, c.to_day';
  await makeTable(
    desk,
    'fees_of_month',
    `SELECT ${columns}, c.starts_on AS ordered_on, CAST(1 AS BIGINT) AS option_quantity FROM month_contracts c
     JOIN ${fees} f ON f.offer = c.offer AND ${fits} WHERE f.option IS NULL
     UNION ALL
     SELECT ${columns}, c.ordered_on, coalesce(c.quantity, 1) FROM month_options c
     JOIN ${fees} f ON f.offer = c.offer AND f.option = c.option AND ${fits}`,
  );
}

const FEES = `(
  SELECT f.*, k.price_kind, k.per, k.proration, k.printed, k.item, k.is_revised
  FROM fees_of_month f JOIN cat_fees k USING (fee))`;

const TERMS =
  'f.contract_key, f.customer, f.site_key, f.fee, f.option_quantity, f.from_day, f.to_day, f.per, f.proration';

const FOUND = `LEFT JOIN found_prices p ON p.customer = f.customer AND p.item = f.item
    AND p.day = f.from_day AND p.unit_kind = 'month' AND p.ordered_on IS NULL`;

/** What was agreed with the customer about something on quote. */
const AGREED = 'CASE WHEN p.is_own THEN p.price END';

/** The price of each fee for a whole month: printed, or found elsewhere; NULL when there is none. */
const PRICED = `
  SELECT ${TERMS}, printed AS price FROM ${FEES} f WHERE price_kind = 'printed'
  UNION ALL
  SELECT ${TERMS}, CASE WHEN is_revised THEN r.revised_price WHEN price_kind = 'quote' THEN ${AGREED}
    ELSE p.price END
  FROM ${FEES} f ${FOUND}
  LEFT JOIN revised_prices r ON r.contract_key = f.contract_key AND r.fee = f.fee
    AND r.from_day = f.from_day AND r.ordered_on = f.ordered_on
  WHERE price_kind IN ('required', 'quote')
  UNION ALL
  SELECT ${TERMS}, CASE WHEN n.price IS NULL THEN ${AGREED} ELSE n.price END
  FROM ${FEES} f ${FOUND}
  LEFT JOIN fleet_prices n ON n.customer = f.customer AND n.fee = f.fee
  WHERE price_kind = 'by_fleet'`;

async function priceFees(desk: Desk): Promise<void> {
  // A price by size of the fleet: SIM contracts active on the last day of the month (004, E24).
  await makeTable(
    desk,
    'fleet_prices',
    `SELECT f.customer, b.fee, arg_max(struct_pack(price := b.price), b.from_lines).price AS price
     FROM (SELECT DISTINCT customer, fee FROM fees_of_month SEMI JOIN cat_bands USING (fee)) f
     JOIN cat_bands b USING (fee) LEFT JOIN fleets USING (customer)
     WHERE b.from_lines <= greatest(coalesce(sims, 0), 1) GROUP BY f.customer, b.fee`,
  );
  await makeTable(
    desk,
    'owed_fees',
    `SELECT *, CASE WHEN days IS NULL THEN price * quantity
         ELSE half_up(price * quantity * days, days_of_month()) END AS amount
     FROM (
       SELECT f.contract_key, f.customer, f.site_key, f.fee, f.price,
         CASE f.per WHEN 'licence' THEN coalesce(l.licences, 0)
           WHEN 'option_quantity' THEN f.option_quantity ELSE 1 END AS quantity,
         CASE WHEN f.proration = 'day' THEN nullif(CAST(CASE WHEN f.per = 'licence' THEN l.days
           ELSE f.to_day - f.from_day + 1 END AS INTEGER), days_of_month()) END AS days
       FROM (${PRICED}) f
       LEFT JOIN month_licences l ON l.contract_key = f.contract_key
         AND l.proration = CASE WHEN f.per = 'licence' THEN f.proration END)
     WHERE quantity > 0`,
  );
}

/** Nothing is guessed: a fee without a price, and a contract or option without a fee, wait. */
async function blockUnpriced(desk: Desk): Promise<void> {
  await addBlockers(
    desk,
    `SELECT customer, contract_key, item,
       CASE WHEN price_kind = 'required' THEN 'no_price' ELSE 'quote' END AS reason,
       CASE WHEN price_kind = 'required'
         THEN 'the documents print no price: give one per month in prices.csv, item ' || item
         ELSE 'the document says on quote: give the price per month agreed with the customer in prices.csv, item '
           || item
         END AS detail
     FROM owed_fees o JOIN cat_fees USING (fee) WHERE price IS NULL AND NOT EXISTS (
       SELECT 1 FROM missing_indices m WHERE m.contract_key = o.contract_key AND m.fee = o.fee)
     UNION ALL
     SELECT customer, contract_key, item, 'no_index',
       format('the price of {} is revised and indices.csv has no value of {} for {}', item,
         missing_index, strftime(missing_month, '%Y-%m'))
     FROM missing_indices
     UNION ALL
     SELECT customer, contract_key, offer, 'no_price',
       format('the catalogue has no subscription of {} for a commitment of {} months', offer,
         commitment_months)
     FROM month_contracts c
     ANTI JOIN cat_optima o ON o.offer = c.offer AND c.from_day >= o.starts_on AND c.from_day <= o.ends_on
     WHERE contract_key NOT IN (
         SELECT contract_key FROM fees_of_month JOIN cat_fees USING (fee) WHERE kind = 'subscription')
     UNION ALL
     SELECT customer, contract_key, option, 'no_price',
       format('the catalogue has no price of option {} for {}', option, offer)
     FROM month_options c
     WHERE NOT EXISTS (SELECT 1 FROM cat_fees f JOIN cat_fee_offers o USING (fee)
         WHERE f.option = c.option AND o.offer = c.offer)
       AND NOT EXISTS (SELECT 1 FROM cat_one_off f
         WHERE f.trigger_kind = 'option_start' AND f.trigger = c.option)`,
  );
}

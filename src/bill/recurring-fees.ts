import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { Store } from '../store/store.ts';
import { addBlockers, addCharges } from './charge-tables.ts';
import { findPrices } from './reference-prices.ts';
import { revisePrices } from './revise-prices.ts';
import { makeTable } from './temporary-table.ts';

/**
 * Subscriptions and options of the month, as `owed_fees`: one row per contract and fee with its price of a
 * whole month, what it is multiplied by and the days it is for. Fees are prorated by calendar day in the
 * first and last month, or never (G13, E28), as the catalogue says.
 */
export async function chargeRecurringFees(
  store: Store,
  catalogue: BillingCatalogue,
): Promise<void> {
  await findFees(store);
  await findPrices(
    store,
    `SELECT DISTINCT customer_id, item, from_day AS day, 'month' AS unit_kind FROM fees_of_month
     WHERE price_kind = 'required'`,
  );
  await revisePrices(store, catalogue);
  await priceFees(store);
  await addCharges(
    store,
    `SELECT o.customer_id, o.site_id, o.contract_id, 'recurring' AS kind, f.item, f.rule, f.label,
       'month' AS unit, o.quantity, o.price AS unit_price, o.amount, o.days, false AS is_outside_vat
     FROM owed_fees o JOIN cat_fees f USING (fee) WHERE o.price IS NOT NULL`,
  );
  await blockUnpriced(store);
}

/** Contracts and options of the month with the fees that name them. */
async function findFees(store: Store): Promise<void> {
  await makeTable(
    store,
    'month_options',
    `SELECT c.* EXCLUDE (from_day, to_day), o.option, o.quantity,
       greatest(o.starts_on, c.from_day) AS from_day,
       least(coalesce(o.ends_on, c.to_day), c.to_day) AS to_day
     FROM reference_options o JOIN month_contracts c USING (contract_id)
     WHERE o.starts_on <= c.to_day AND coalesce(o.ends_on, c.to_day) >= c.from_day`,
  );
  const fits = `f.fee = fo.fee AND (f.commitment_months IS NULL OR f.commitment_months = c.commitment_months)
    AND c.from_day BETWEEN f.starts_on AND f.ends_on`;
  const columns = `c.contract_id, c.customer_id, c.site_id, c.offer, c.starts_on AS contract_starts_on,
    c.from_day, c.to_day, f.fee, f.kind, f.item, f.price_kind, f.printed, f.is_revised, f.per, f.proration`;
  await makeTable(
    store,
    'fees_of_month',
    `SELECT ${columns}, CAST(1 AS BIGINT) AS option_quantity FROM month_contracts c
     JOIN cat_fee_offers fo ON fo.offer = c.offer
     JOIN cat_fees f ON f.option IS NULL AND ${fits}
     UNION ALL
     SELECT ${columns}, coalesce(c.quantity, 1) FROM month_options c
     JOIN cat_fee_offers fo ON fo.offer = c.offer
     JOIN cat_fees f ON f.option = c.option AND ${fits}`,
  );
}

async function priceFees(store: Store): Promise<void> {
  // A price by size of the fleet: SIM contracts active on the last day of the month (004, E24).
  await makeTable(
    store,
    'fleet_bands',
    `SELECT f.customer_id, b.fee, max(b.from_lines) AS from_lines
     FROM (SELECT DISTINCT customer_id, fee FROM fees_of_month WHERE price_kind = 'by_fleet') f
     JOIN cat_bands b USING (fee) LEFT JOIN fleets USING (customer_id)
     WHERE b.from_lines <= greatest(coalesce(sims, 0), 1) GROUP BY f.customer_id, b.fee`,
  );
  await makeTable(
    store,
    'owed_fees',
    `SELECT *, CASE WHEN days IS NULL THEN price * quantity
         ELSE half_up(price * quantity * days, days_of_month()) END AS amount
     FROM (
       SELECT f.*,
         CASE f.price_kind WHEN 'printed' THEN f.printed
           WHEN 'required' THEN CASE WHEN f.is_revised THEN r.revised_price ELSE p.price END
           WHEN 'by_fleet' THEN b.price END AS price,
         CASE f.per WHEN 'licence' THEN coalesce(l.licences, 0)
           WHEN 'option_quantity' THEN f.option_quantity ELSE 1 END AS quantity,
         CASE WHEN f.proration = 'day' THEN nullif(CAST(CASE WHEN f.per = 'licence' THEN l.days
           ELSE f.to_day - f.from_day + 1 END AS INTEGER), days_of_month()) END AS days
       FROM fees_of_month f
       LEFT JOIN found_prices p ON p.customer_id = f.customer_id
         AND p.item = f.item AND p.day = f.from_day AND p.unit_kind = 'month'
       LEFT JOIN revised_prices r ON r.contract_id = f.contract_id AND r.fee = f.fee
       LEFT JOIN month_licences l ON l.contract_id = f.contract_id AND l.per = f.per
         AND l.proration = f.proration
       LEFT JOIN fleet_bands n ON n.customer_id = f.customer_id
         AND n.fee = f.fee
       LEFT JOIN cat_bands b ON b.fee = n.fee AND b.from_lines = n.from_lines)
     WHERE quantity > 0`,
  );
}

/** Nothing is guessed: a fee without a price, and a contract or option without a fee, wait. */
async function blockUnpriced(store: Store): Promise<void> {
  await addBlockers(
    store,
    `SELECT customer_id, contract_id, item,
       CASE WHEN price_kind = 'required' THEN 'no_price' ELSE 'quote' END AS reason,
       CASE WHEN price_kind = 'required'
         THEN 'the documents print no price: give one per month in prices.csv, item ' || item
         ELSE 'the document says on quote: agree a price and take the item out, or bill it by an order'
         END AS detail
     FROM owed_fees o WHERE price IS NULL AND NOT EXISTS (
       SELECT 1 FROM missing_indices m WHERE m.contract_id = o.contract_id AND m.fee = o.fee)
     UNION ALL
     SELECT customer_id, contract_id, item, 'no_index',
       format('the price of {} is revised and indices.csv has no value of {} for {}', item,
         missing_index, strftime(missing_month, '%Y-%m'))
     FROM missing_indices
     UNION ALL
     SELECT customer_id, contract_id, offer, 'no_price',
       format('the catalogue has no subscription of {} for a commitment of {} months', offer,
         commitment_months)
     FROM month_contracts c
     WHERE NOT EXISTS (SELECT 1 FROM fees_of_month f
         WHERE f.contract_id = c.contract_id AND f.kind = 'subscription')
       AND c.offer NOT IN (SELECT offer FROM cat_optima)
     UNION ALL
     SELECT customer_id, contract_id, option, 'no_price',
       format('the catalogue has no price of option {} for {}', option, offer)
     FROM month_options c
     WHERE NOT EXISTS (SELECT 1 FROM cat_fees f JOIN cat_fee_offers o USING (fee)
         WHERE f.option = c.option AND o.offer = c.offer)
       AND NOT EXISTS (SELECT 1 FROM cat_one_off f
         WHERE f.trigger_kind = 'option_start' AND f.trigger = c.option)`,
  );
}

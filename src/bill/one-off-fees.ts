import { NO_END } from './catalogue-tables.ts';
import { addBlockers, addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { findPrices } from './reference-prices.ts';
import { makeTable } from './work-tables.ts';

/**
 * What is charged once, as `one_off`: orders completed in the month, whatever day they were placed (C7), and options
 * that start in it.
 */
export async function findOneOffFees(desk: Desk): Promise<void> {
  await findOrders(desk);
  await findOptionStarts(desk);
  await makeTable(
    desk,
    'one_off',
    'SELECT * FROM month_orders UNION ALL BY NAME SELECT * FROM option_starts',
  );
}

/** Prices and charges `one_off`. Needs `owed_fees` for what is due of a subscription. */
export async function chargeOneOffFees(desk: Desk): Promise<void> {
  await findPrices(
    desk,
    `SELECT DISTINCT customer, item, day, 'unit' AS unit_kind, CAST(NULL AS DATE) AS ordered_on FROM one_off
     WHERE price_kind = 'required' OR ${IS_ON_QUOTE}`,
  );
  await findSubscriptionsDue(desk);
  await priceOneOff(desk);
  await addCharges(
    desk,
    `SELECT o.customer, o.site_key, o.contract_key, t.text, o.quantity,
       CASE WHEN price_kind <> 'remaining_commitment' THEN euros(price) END AS unit_price, euros(amount) AS amount
     FROM priced_one_off o
     JOIN texts t ON t.source = CASE WHEN o.amount < 0 THEN 'credit' ELSE 'one_off' END AND t.number = o.fee
     WHERE reason IS NULL`,
  );
  await addBlockers(
    desk,
    'SELECT customer, contract_key, item, reason, detail FROM priced_one_off WHERE reason IS NOT NULL',
  );
}

/** No printed price: the document says so, or the price it prints is for fewer (000, A8). */
const IS_ON_QUOTE = "(price_kind = 'quote' OR coalesce(quantity > maximum_quantity, false))";

const FEE =
  'f.fee, f.price_kind, f.printed, f.ranks, f.percent, f.months, f.per, f.maximum_quantity';

const FEES_BY_OFFER =
  '(SELECT f.*, s.only_offer FROM cat_one_off f JOIN cat_one_off_offers s USING (fee))';

/**
 * Orders of the month with their price. What a failed order costs is the fee's own rule (C3); an order that
 * a completed one names as linked may be cancelled by it (C4); what is charged once in a lifetime is
 * charged by the first order.
 */
async function findOrders(desk: Desk): Promise<void> {
  // An order's fee may depend on the offer of its contract.
  await makeTable(
    desk,
    'order_fees',
    `SELECT o.*, b.customer, c.contract_key, c.site_key, f.fee
     FROM reference_orders o
     JOIN customers_to_bill b USING (customer_id)
     LEFT JOIN (FROM billed_contracts WHERE contract_id IN (SELECT contract_id FROM reference_orders)) c
       ON c.contract_id = o.contract_id
     LEFT JOIN ${FEES_BY_OFFER} f ON f.trigger_kind = 'order' AND f.trigger = o.item
       AND o.done_on BETWEEN f.starts_on AND f.ends_on
       AND (f.only_offer IS NULL OR f.only_offer = c.offer)
     WHERE o.done_on <= last_day_of_month() OR o.linked_order_id IS NOT NULL`,
  );
  await makeTable(
    desk,
    'month_orders',
    `SELECT o.customer, o.contract_key, o.site_key, coalesce(f.item, o.item) AS item, o.done_on AS day,
       coalesce(o.quantity, 1) AS quantity, o.rank,
       coalesce(list_contains(f.free_outcomes, o.outcome), false)
         OR cancelled.order_id IS NOT NULL OR coalesce(earlier.once, false) AS is_free, ${FEE}
     FROM order_fees o
     LEFT JOIN cat_one_off f ON f.fee = o.fee
     LEFT JOIN (${CANCELLED}) cancelled ON cancelled.order_id = o.order_id
     LEFT JOIN (
       SELECT order_id, row_number() OVER (PARTITION BY f.same_fee,
           CASE WHEN f.once_per <> 'customer' THEN contract_id END, customer_id
           ORDER BY done_on, order_id) > 1 AS once
       FROM order_fees o JOIN cat_one_off f ON f.fee = o.fee
       WHERE f.once_per IS NOT NULL
         AND NOT coalesce(list_contains(f.free_outcomes, o.outcome), false)) earlier
       ON earlier.order_id = o.order_id
     WHERE o.done_on BETWEEN first_day() AND last_day_of_month()`,
  );
}

/** Orders that one linked to them cancels, unless that one failed itself. */
const CANCELLED = `
  SELECT DISTINCT o.order_id
  FROM order_fees o
  JOIN cat_one_off f USING (fee)
  JOIN order_fees by_order ON by_order.linked_order_id = o.order_id
  LEFT JOIN cat_one_off by_fee ON by_fee.fee = by_order.fee
  WHERE list_contains(f.cancelled_by, by_order.item)
    AND NOT coalesce(list_contains(by_fee.free_outcomes, by_order.outcome), false)`;

/**
 * Options that start in the month, in a contract that runs then, and have a price for that; a second start may be free
 * of it (E25, E27), whatever the quantity. What is charged once per line starts with each line of the contract.
 */
async function findOptionStarts(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'option_starts',
    `SELECT * EXCLUDE (once_per, start_number) FROM (
       SELECT s.customer, s.contract_key, s.site_key, f.item, s.day,
         CASE WHEN f.once_per IS NULL THEN s.quantity ELSE 1 END AS quantity, CAST(NULL AS BIGINT) AS rank,
         false AS is_free, ${FEE}, f.once_per,
         row_number() OVER (PARTITION BY f.same_fee, s.customer,
           CASE f.once_per WHEN 'contract' THEN s.contract_id WHEN 'line' THEN coalesce(s.line, s.contract_id) END
           ORDER BY s.day, s.contract_id) AS start_number
       FROM (${OPTION_STARTS}) s
       JOIN ${FEES_BY_OFFER} f ON f.trigger_kind = 'option_start' AND f.trigger = s.option
         AND s.day BETWEEN f.starts_on AND f.ends_on
         AND (f.only_offer IS NULL OR f.only_offer = s.offer))
     WHERE (once_per IS NULL OR start_number = 1)
       AND day BETWEEN first_day() AND last_day_of_month()`,
  );
}

const OPTIONS_CHARGED = `
  SELECT c.contract_key, c.contract_id, c.customer, c.site_key, c.offer, o.option, coalesce(o.quantity, 1) AS quantity,
    greatest(o.starts_on, c.starts_on) AS day,
    coalesce(least(o.ends_on, c.ends_on), DATE '${NO_END}') AS last_day
  FROM (FROM contract_options WHERE option IN (
    SELECT trigger FROM cat_one_off WHERE trigger_kind = 'option_start')) o
  JOIN billed_contracts c USING (contract_key)`;

/** With the line that an option starts on, where its price is charged once per line. */
const OPTION_STARTS = `
  SELECT o.* EXCLUDE (day), greatest(o.day, coalesce(l.starts_on, o.day)) AS day, l.line
  FROM (${OPTIONS_CHARGED}) o
  LEFT JOIN (
    SELECT contract_id, line, starts_on, coalesce(ends_on, DATE '${NO_END}') AS ends_on, trigger
    FROM reference_lines
    JOIN (SELECT DISTINCT trigger FROM cat_one_off WHERE once_per = 'line') ON true
    WHERE contract_id IN (
      SELECT contract_id FROM contract_options JOIN billed_contracts USING (contract_key)
      WHERE option IN (SELECT trigger FROM cat_one_off WHERE once_per = 'line'))) l
    ON l.contract_id = o.contract_id AND l.trigger = o.option AND l.starts_on <= o.last_day AND l.ends_on >= o.day
  WHERE o.day <= o.last_day`;

/**
 * What a contract still owes after its last day, up to which it is billed as usual: each fee as it would have been
 * billed up to the end of the commitment (D21), nothing once that is over. Fees by day count the days left; fees for
 * whole months, the months after the one of the last day, which is billed in full.
 */
async function findSubscriptionsDue(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'ended_contracts',
    `SELECT DISTINCT o.contract_key, o.day, c.customer, c.ends_on, CAST(c.starts_on
       + to_months(c.commitment_months) - INTERVAL 1 DAY AS DATE) AS committed_until
     FROM one_off o JOIN billed_contracts c USING (contract_key)
     WHERE o.price_kind = 'remaining_commitment' AND c.ends_on IS NOT NULL AND c.commitment_months > 0`,
  );
  await makeTable(
    desk,
    'subscriptions_due',
    `WITH months AS (
       SELECT contract_key, day, CAST(unnest(generate_series(CAST(date_trunc('month', ends_on) AS TIMESTAMP),
         CAST(committed_until AS TIMESTAMP), INTERVAL 1 MONTH)) AS DATE) AS month
       FROM ended_contracts),
     fees AS (
       SELECT contract_key, f.fee, price, k.proration,
         CASE WHEN k.per = 'licence' THEN coalesce(l.licences, 0) ELSE quantity END AS quantity
       FROM owed_fees f
       JOIN cat_fees k ON k.fee = f.fee AND k.kind = 'subscription'
       LEFT JOIN (${LICENCES_LEFT}) l USING (contract_key))
     SELECT e.contract_key, e.day, CASE WHEN bool_or(m.month IS NOT NULL AND f.price IS NULL) THEN NULL
       ELSE coalesce(sum(CASE
         WHEN f.proration = 'day'
           THEN half_up(f.price * f.quantity * greatest(0, 1 + least(last_day(m.month), e.committed_until)
             - greatest(m.month, e.ends_on + 1)), day(last_day(m.month)))
         WHEN m.month > e.ends_on THEN f.price * f.quantity ELSE 0 END), 0) END AS due
     FROM ended_contracts e
     JOIN fees f USING (contract_key)
     LEFT JOIN months m ON m.contract_key = e.contract_key AND m.day = e.day
     GROUP BY e.contract_key, e.day`,
  );
}

/** A licence that lives on in another contract of the customer is billed there. */
const LICENCES_LEFT = `
  SELECT d.contract_key, count(DISTINCT d.line) AS licences
  FROM licence_days d JOIN ended_contracts e USING (contract_key)
  WHERE NOT EXISTS (
    FROM reference_lines l JOIN billed_contracts c USING (contract_id)
    WHERE l.line = d.line AND c.customer = e.customer AND c.contract_key <> e.contract_key
      AND e.ends_on + 1 BETWEEN l.starts_on AND coalesce(l.ends_on, e.ends_on + 1))
  GROUP BY d.contract_key`;

async function priceOneOff(desk: Desk): Promise<void> {
  // A rank beyond the list has the last price of it (A3).
  await makeTable(
    desk,
    'priced_one_off',
    `SELECT *, CASE WHEN is_free THEN 0 WHEN per = 'order' THEN price ELSE price * quantity END AS amount,
       CASE WHEN is_free THEN NULL
         WHEN fee IS NULL THEN 'unknown_item'
         WHEN price IS NULL THEN CASE WHEN ${IS_ON_QUOTE} THEN 'quote' ELSE 'no_price' END END AS reason,
       CASE WHEN fee IS NULL
           THEN 'the catalogue has no price for this order: correct its item, or its contract'
         WHEN price_kind = 'quote'
           THEN 'the document says on quote: give the price agreed with the customer in prices.csv, item ' || item
         WHEN quantity > maximum_quantity
           THEN format('a quantity of {} is on quote, the price is for {} at most: give the price agreed '
             || 'with the customer in prices.csv, item {}', quantity, maximum_quantity, item)
         WHEN price_kind = 'by_rank' THEN 'the order says no rank: give 1 for the first, 2 for the second'
         WHEN price_kind = 'remaining_commitment' AND NOT coalesce(has_end, false)
           THEN 'it runs from the end of the contract to that of its commitment: give ends_on and '
             || 'commitment_months in contracts.csv'
         WHEN price_kind IN ('remaining_commitment', 'subscription_credit')
           THEN 'the contract has no subscription with a price in this month to work it out from: price it, or '
             || 'give the order a day on which the contract runs'
         ELSE 'the documents print no price: give one per unit in prices.csv, item ' || item
         END AS detail
     FROM (
       SELECT o.*, o.contract_key IN (SELECT contract_key FROM ended_contracts) AS has_end, CASE
           WHEN ${IS_ON_QUOTE} THEN CASE WHEN p.is_own THEN p.price END
           WHEN price_kind = 'printed' THEN o.printed
           WHEN price_kind = 'by_rank' THEN o.ranks[least(greatest(o.rank, 1), len(o.ranks))]
           WHEN price_kind = 'required' THEN p.price
           WHEN price_kind = 'remaining_commitment'
             THEN half_up_wide(d.due * CAST(o.percent * 10000 AS BIGINT), 1000000)
           WHEN price_kind = 'subscription_credit' THEN -s.monthly * o.months END AS price
       FROM one_off o
       LEFT JOIN found_prices p ON p.customer = o.customer
         AND p.item = o.item AND p.day = o.day AND p.unit_kind = 'unit'
       LEFT JOIN subscriptions_due d ON d.contract_key = o.contract_key AND d.day = o.day
       LEFT JOIN (SELECT contract_key, sum(price * quantity) AS monthly
           FROM owed_fees JOIN cat_fees USING (fee)
           WHERE kind = 'subscription' AND contract_key IN (
             SELECT contract_key FROM one_off WHERE price_kind = 'subscription_credit')
           GROUP BY contract_key) s ON s.contract_key = o.contract_key)`,
  );
}

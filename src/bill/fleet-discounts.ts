import { addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';

/**
 * Percent off every subscription fee of certain offers, as prorated, for customers with enough contracts of
 * them active on the last day of the month (E20). Not on options nor usage.
 */
export async function chargeFleetDiscounts(desk: Desk): Promise<void> {
  await addCharges(
    desk,
    `WITH discounted AS (
       SELECT c.contract_key, c.customer, c.to_day, d.discount, d.minimum_contracts,
         CAST(d.percent * 10000 AS BIGINT) AS percent
       FROM month_contracts c JOIN cat_fleet_discounts d USING (offer)),
     entitled AS (
       SELECT discount, customer FROM discounted WHERE to_day = last_day_of_month()
       GROUP BY discount, customer HAVING count(*) >= min(minimum_contracts))
     SELECT f.customer, f.site_key, f.contract_key, t.text, f.quantity, f.days,
       euros(-half_up(f.amount * d.percent, 1000000)) AS amount
     FROM discounted d
     JOIN entitled e ON e.discount = d.discount AND e.customer = d.customer
     JOIN owed_fees f ON f.contract_key = d.contract_key
     JOIN cat_fees k ON k.fee = f.fee
     JOIN texts t ON t.source = 'discount' AND t.number = d.discount
     WHERE k.kind = 'subscription' AND f.amount > 0`,
  );
}

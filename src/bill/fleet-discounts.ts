import type { Store } from '../store/store.ts';
import { addCharges } from './charge-tables.ts';

/**
 * Percent off every subscription fee of certain offers, as prorated, for customers with enough contracts of
 * them active on the last day of the month (E20). Not on options nor usage.
 */
export async function chargeFleetDiscounts(store: Store): Promise<void> {
  await addCharges(
    store,
    `WITH entitled AS (
       SELECT d.discount, c.customer_id FROM month_contracts c
       JOIN cat_fleet_discounts d USING (offer)
       WHERE c.to_day = last_day_of_month()
       GROUP BY d.discount, c.customer_id HAVING count(*) >= min(d.minimum_contracts))
     SELECT f.customer_id, f.site_id, f.contract_id, 'discount' AS kind, d.item, d.rule, d.label,
       'month' AS unit, f.quantity, f.days, false AS is_outside_vat,
       -half_up(f.amount * CAST(d.percent * 10000 AS BIGINT), 1000000) AS amount
     FROM owed_fees f
     JOIN cat_fleet_discounts d USING (offer)
     JOIN entitled e ON e.discount = d.discount AND e.customer_id = f.customer_id
     WHERE f.kind = 'subscription' AND f.amount > 0`,
  );
}

import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/**
 * Looks up prices the documents leave out, as `found_prices` (customer, item, day, unit kind, price,
 * whether it is the customer's own, and since when it is in force). The customer's own price goes before one
 * for everybody, then the newest; what is on quote has the customer's own or none.
 * A price per month serves recurring fees, one per unit what is charged once.
 * @param needs query of the distinct customer, item, day and unit_kind wanted
 */
export async function findPrices(desk: Desk, needs: string): Promise<void> {
  const price = 'half_up(CAST(p.unit_price AS DECIMAL(30,9)) * 1000000000, 1000)';
  const fits = `p.zone IS NULL AND n.day >= p.starts_on AND (p.ends_on IS NULL OR n.day <= p.ends_on)
    AND (lower(p.unit) IN ('month', 'mois')) = (n.unit_kind = 'month')`;
  // Two joins by equality: each customer may have prices of its own.
  await makeTable(
    desk,
    'found_prices',
    `WITH needs AS MATERIALIZED (${needs})
     SELECT customer, item, day, unit_kind, arg_max(price, (is_own, starts_on)) AS price,
       arg_max(starts_on, (is_own, starts_on)) AS in_force_since, bool_or(is_own) AS is_own
     FROM (
       SELECT n.*, ${price} AS price, p.starts_on, true AS is_own FROM needs n
       JOIN (FROM reference_prices JOIN customers_to_bill USING (customer_id)) p
         ON p.item = n.item AND p.customer = n.customer AND ${fits}
       UNION ALL
       SELECT n.*, ${price}, p.starts_on, false FROM needs n
       JOIN reference_prices p ON p.item = n.item AND p.customer_id IS NULL AND ${fits})
     GROUP BY customer, item, day, unit_kind`,
  );
}

import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/**
 * Looks up prices the documents leave out, as `found_prices` (customer, item, day, unit kind, day of the order, price,
 * whether it is the customer's own, and since when it is in force). The customer's own price goes before one
 * for everybody, then the newest; what is on quote has the customer's own or none. Where an order keeps its price, the
 * price for everybody is the one of that day, or the first that came after it (003, 4.4).
 * A price per month serves recurring fees, one per unit what is charged once.
 * @param needs query of the distinct customer, item, day, unit_kind and ordered_on wanted; the last is NULL where
 *   an order keeps no price
 */
export async function findPrices(desk: Desk, needs: string): Promise<void> {
  const price = 'half_up(CAST(p.unit_price AS DECIMAL(30,9)) * 1000000000, 1000)';
  const isForUnit = `p.zone IS NULL AND (lower(p.unit) IN ('month', 'mois')) = (n.unit_kind = 'month')`;
  const newest = "p.starts_on - DATE '1900-01-01'";
  // Two joins by equality: each customer may have prices of its own.
  await makeTable(
    desk,
    'found_prices',
    `WITH needs AS MATERIALIZED (${needs})
     SELECT customer, item, day, unit_kind, ordered_on, arg_max(price, (is_own, preference)) AS price,
       arg_max(starts_on, (is_own, preference)) AS in_force_since, bool_or(is_own) AS is_own
     FROM (
       SELECT n.*, ${price} AS price, p.starts_on, true AS is_own, ${newest} AS preference FROM needs n
       JOIN (FROM reference_prices JOIN customers_to_bill USING (customer_id)) p
         ON p.item = n.item AND p.customer = n.customer AND ${isForUnit}
           AND n.day >= p.starts_on AND (p.ends_on IS NULL OR n.day <= p.ends_on)
       UNION ALL
       SELECT n.*, ${price}, p.starts_on, false,
         CASE WHEN p.starts_on > n.ordered_on THEN -(${newest}) ELSE ${newest} END FROM needs n
       JOIN reference_prices p ON p.item = n.item AND p.customer_id IS NULL AND ${isForUnit}
         AND n.day >= p.starts_on AND (p.ends_on IS NULL OR coalesce(n.ordered_on, n.day) <= p.ends_on))
     GROUP BY customer, item, day, unit_kind, ordered_on`,
  );
}

import type { Store } from '../store/store.ts';
import { addCharges } from './charge-tables.ts';
import { makeTable } from './temporary-table.ts';

/**
 * Per contract and month the cheapest of the tiers, fee and data beyond it together; of equal ones the
 * smaller (E8). In a part month the fees are prorated by day, then the tier is chosen; its kilo-octets stay
 * whole.
 */
export async function chargeOptima(store: Store): Promise<void> {
  await makeTable(
    store,
    'optima_usage',
    `SELECT s.contract_key, r.optima, CAST(sum(s.charged) AS BIGINT) AS ko
     FROM usage_sums s
     JOIN (SELECT rule_key, optima FROM cat_optima_rules o JOIN rules k ON k.rule = o.usage_rule) r
       USING (rule_key)
     WHERE s.is_open GROUP BY s.contract_key, r.optima`,
  );
  await addCharges(
    store,
    `SELECT customer, site_key, contract_key, t.text, 1 AS quantity, cheapest.total AS unit_price,
       cheapest.total AS amount, CAST(nullif(days, days_of_month()) AS INTEGER) AS days
     FROM (
       SELECT c.contract_key, c.customer, c.site_key, c.to_day - c.from_day + 1 AS days,
         min(struct_pack(total := half_up(o.fee * (c.to_day - c.from_day + 1), days_of_month())
             + greatest(0, coalesce(u.ko, 0) - o.tier_ko) * o.price_per_ko,
           tier_ko := o.tier_ko, tier := o.tier)) AS cheapest
       FROM month_contracts c
       JOIN cat_optima o USING (offer)
       LEFT JOIN optima_usage u ON u.contract_key = c.contract_key AND u.optima = o.optima
       GROUP BY c.contract_key, c.customer, c.site_key, days, o.rule)
     JOIN texts t ON t.source = 'optima' AND t.number = cheapest.tier`,
  );
}

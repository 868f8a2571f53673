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
    'optima_totals',
    `SELECT c.contract_id, c.customer_id, c.site_id, o.rule, o.item, o.label, o.tier_ko,
       c.to_day - c.from_day + 1 AS days, coalesce(u.ko, 0) AS ko,
       half_up(o.fee * (c.to_day - c.from_day + 1), days_of_month())
         + greatest(0, coalesce(u.ko, 0) - o.tier_ko) * o.price_per_ko AS total
     FROM month_contracts c
     JOIN cat_optima o USING (offer)
     LEFT JOIN (SELECT s.contract_id, r.optima, CAST(sum(s.charged) AS BIGINT) AS ko
         FROM usage_sums s JOIN cat_optima_rules r USING (usage_rule)
         WHERE s.is_open GROUP BY s.contract_id, r.optima) u
       ON u.contract_id = c.contract_id AND u.optima = o.optima`,
  );
  await addCharges(
    store,
    `SELECT customer_id, site_id, contract_id, 'recurring' AS kind, item, rule,
       format('{} (palier {:d} ko)', label, tier_ko) AS label, 'month' AS unit, 1 AS quantity,
       total AS unit_price, total AS amount,
       CAST(nullif(days, days_of_month()) AS INTEGER) AS days, false AS is_outside_vat
     FROM optima_totals
     QUALIFY row_number() OVER (PARTITION BY contract_id, rule ORDER BY total, tier_ko) = 1`,
  );
}

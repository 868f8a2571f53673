import { addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/**
 * Per contract and month the cheapest of the tiers, fee and data beyond it together; of equal ones the
 * smaller (E8). In a part month the fees are prorated by day, then the tier is chosen; its kilo-octets stay
 * whole.
 */
export async function chargeOptima(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'optima_usage',
    `SELECT s.contract_key, s.rule_key, s.charged, o.optima
     FROM usage_sums s
     JOIN rules k USING (rule_key)
     JOIN cat_optima_rules r ON r.usage_rule = k.rule
     JOIN month_contracts c ON c.contract_key = s.contract_key
     JOIN (SELECT DISTINCT optima, offer FROM cat_optima) o ON o.optima = r.optima AND o.offer = c.offer
     WHERE s.is_open`,
  );
  await addCharges(
    desk,
    `SELECT customer, site_key, contract_key, t.text, 1 AS quantity, euros(cheapest.total) AS unit_price,
       euros(cheapest.total) AS amount, CAST(nullif(days, days_of_month()) AS INTEGER) AS days
     FROM (
       SELECT c.contract_key, c.customer, c.site_key, c.to_day - c.from_day + 1 AS days,
         min(struct_pack(total := half_up(o.fee * (c.to_day - c.from_day + 1), days_of_month())
             + greatest(0, coalesce(u.ko, 0) - o.tier_ko) * o.price_per_ko,
           tier_ko := o.tier_ko, tier := o.tier)) AS cheapest
       FROM month_contracts c
       JOIN cat_optima o USING (offer)
       LEFT JOIN (SELECT contract_key, optima, CAST(sum(charged) AS BIGINT) AS ko FROM optima_usage GROUP BY ALL) u
         ON u.contract_key = c.contract_key AND u.optima = o.optima
       GROUP BY c.contract_key, c.customer, c.site_key, days, o.rule)
     JOIN texts t ON t.source = 'optima' AND t.number = cheapest.tier`,
  );
}

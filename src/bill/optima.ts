import { addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/**
 * Per contract and month the cheapest of the tiers, fee and data beyond it together; of equal ones the
 * smaller (E8). The tiers are those that the offer is sold with on the contract's first day of the month; data that
 * other tiers of the offer have priced in the same month is counted with them. In a part month the fees are prorated by
 * day, if fees are, then the tier is chosen; its kilo-octets stay whole.
 */
export async function chargeOptima(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'month_optima',
    `SELECT DISTINCT c.contract_key, c.offer, o.optima
     FROM month_contracts c JOIN cat_optima o ON o.offer = c.offer AND ${IS_SOLD}`,
  );
  await makeTable(
    desk,
    'optima_usage',
    `SELECT s.contract_key, s.rule_key, s.charged,
       CASE WHEN bool_or(m.optima = r.optima) THEN r.optima ELSE min(m.optima) END AS optima
     FROM usage_sums s
     JOIN rules k USING (rule_key)
     JOIN cat_optima_rules r ON r.usage_rule = k.rule
     JOIN month_optima m ON m.contract_key = s.contract_key
     JOIN (SELECT DISTINCT optima, offer FROM cat_optima) o ON o.optima = r.optima AND o.offer = m.offer
     WHERE s.is_open
     GROUP BY s.contract_key, s.rule_key, s.charged, r.optima`,
  );
  await addCharges(
    desk,
    `SELECT customer, site_key, contract_key, t.text, 1 AS quantity, euros(cheapest.total) AS unit_price,
       euros(cheapest.total) AS amount, CAST(nullif(days, days_of_month()) AS INTEGER) AS days
     FROM (
       SELECT c.contract_key, c.customer, c.site_key, c.days,
         min(struct_pack(total := half_up(c.fee * c.days, days_of_month())
             + half_up_wide(CAST(greatest(0, coalesce(u.ko, 0) - c.tier_ko) AS HUGEINT) * c.price, c.for_ko),
           tier_ko := c.tier_ko, tier := c.tier)) AS cheapest
       FROM (${TIERS_OF_CONTRACTS}) c
       LEFT JOIN (SELECT contract_key, optima, CAST(sum(charged) AS BIGINT) AS ko FROM optima_usage GROUP BY ALL) u
         ON u.contract_key = c.contract_key AND u.optima = c.optima
       GROUP BY c.contract_key, c.customer, c.site_key, c.days, c.optima)
     JOIN texts t ON t.source = 'optima' AND t.number = cheapest.tier`,
  );
}

/** Whether tiers `o` are sold when contract `c` begins its month. */
const IS_SOLD = 'c.from_day >= o.starts_on AND c.from_day <= o.ends_on';

const TIERS_OF_CONTRACTS = `
  SELECT c.contract_key, c.customer, c.site_key, o.optima, o.tier, o.tier_ko, o.fee, o.price, o.for_ko,
    CASE WHEN o.proration = 'day' THEN c.to_day - c.from_day + 1 ELSE days_of_month() END AS days
  FROM month_contracts c JOIN cat_optima o ON o.offer = c.offer AND ${IS_SOLD}`;

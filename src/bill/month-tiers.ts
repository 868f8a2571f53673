import { addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/**
 * Whole-month prices of messages and hits, over all contracts of a customer (E14 to E19).
 *
 * Whole volume: the tier of the customer's total prices every unit, so each contract's part is exact by
 * itself. Graduated: each unit at the price of its tier; the fleet's total is allocated to the contracts by
 * their units with the largest remainder, so that the parts add up to it to the micro-euro: every part is
 * cut to the micro-euro below, and what is then missing goes, one micro-euro each, to the parts that were
 * cut most (of equal ones, to the contract whose id comes first).
 */
export async function chargeMonthTiers(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'tier_usage',
    `SELECT u.customer, u.site_key, u.contract_key, u.rule_key, u.charged, r.tiers, r.usage_rule
     FROM usage_sums u
     JOIN (SELECT rule_key, tiers, usage_rule FROM cat_tier_rules t JOIN rules k ON k.rule = t.usage_rule) r
       USING (rule_key)
     WHERE u.is_open AND u.charged <> 0`,
  );
  await makeTable(
    desk,
    'tier_totals',
    `SELECT v.tiers, v.customer, v.volume, t.mode,
       CAST(sum(p.price * (least(v.volume, p.to_unit) - p.from_unit + 1)) AS BIGINT) AS graduated_total,
       arg_max(p.price, p.from_unit) AS whole_price
     FROM (SELECT tiers, customer, CAST(sum(charged) AS BIGINT) AS volume FROM tier_usage GROUP BY ALL) v
     JOIN cat_tiers t USING (tiers)
     JOIN cat_tier_prices p ON p.tiers = v.tiers AND p.from_unit <= v.volume
     GROUP BY v.tiers, v.customer, v.volume, t.mode`,
  );
  await addCharges(
    desk,
    `SELECT customer, site_key, contract_key, t.text, charged AS quantity, euros(unit_price) AS unit_price,
       euros(amount) AS amount
     FROM (${ALLOCATED}) a JOIN texts t ON t.source = 'tiers' AND t.number = a.rule_key`,
  );
}

const ALLOCATED = `
  SELECT u.customer, u.site_key, u.contract_key, u.rule_key, u.charged, t.whole_price AS unit_price,
    u.charged * t.whole_price AS amount
  FROM tier_usage u JOIN tier_totals t USING (tiers, customer) WHERE t.mode = 'whole_volume'
  UNION ALL
  SELECT customer, site_key, contract_key, rule_key, charged, NULL,
    part + CASE WHEN row_number() OVER (PARTITION BY tiers, customer
        ORDER BY cut DESC, contract_id, usage_rule)
      <= graduated_total - sum(part) OVER (PARTITION BY tiers, customer) THEN 1 ELSE 0 END
  FROM (
    SELECT u.*, b.contract_id, t.graduated_total,
      CAST(CAST(t.graduated_total AS HUGEINT) * u.charged // t.volume AS BIGINT) AS part,
      CAST(t.graduated_total AS HUGEINT) * u.charged % t.volume AS cut
    FROM tier_usage u
    JOIN tier_totals t USING (tiers, customer)
    JOIN billed_contracts b USING (contract_key)
    WHERE t.mode = 'graduated')`;

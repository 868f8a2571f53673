import { FLAG_PENDING } from '../batch/usage-flags.ts';
import { addBlockers, addCharges } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';
import { NOT_WRITTEN_OFF } from './write-offs.ts';

/** A charge holds less than 10^12 of anything; more is a fault of the source, and must not end the others' close. */
const IS_HELD = 'u.charged < 1000000000000 AND u.amount IS NOT NULL';

/**
 * Adds up the month's usage by contract and rule, as `usage_sums`: the one pass over the events, by integer
 * keys. `is_open` rows are those that only the month's total can price.
 */
export async function sumUsage(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'usage_sums',
    `SELECT s.contract_key, s.rule_key, s.is_open, s.charged, s.amount, b.customer, b.site_key
     FROM (
       SELECT contract_key, rule_key, flags & ${FLAG_PENDING} <> 0 AS is_open,
         CAST(sum(quantity - included) AS BIGINT) AS charged, TRY_CAST(sum(amount) AS DECIMAL(18,6)) AS amount
       FROM usage_events WHERE month = first_day()
       GROUP BY contract_key, rule_key, is_open
       HAVING charged <> 0 OR sum(amount) <> 0) s
     JOIN billed_contracts b USING (contract_key)`,
  );
}

/** Usage priced event by event: its sum by contract, service and zone. */
export async function chargeUsage(desk: Desk): Promise<void> {
  await addCharges(
    desk,
    `SELECT customer, site_key, contract_key, t.text, charged AS quantity, amount
     FROM usage_sums u JOIN texts t ON t.source = 'usage' AND t.number = u.rule_key
     WHERE NOT is_open AND ${IS_HELD}`,
  );
}

/**
 * Usage that no whole-month price took up, or no charge can hold, would be lost: it blocks, as do events in
 * suspense. Events without a contract have no customer and block nobody.
 */
export async function blockOpenUsage(desk: Desk): Promise<void> {
  await addBlockers(
    desk,
    `SELECT customer, contract_key, r.rule AS item, 'no_price' AS reason,
       format('{} units of usage have no whole-month price: the contract has no offer in this month that '
         || 'gives one', charged) AS detail
     FROM usage_sums u JOIN rules r USING (rule_key)
     ANTI JOIN optima_usage o ON o.contract_key = u.contract_key AND o.rule_key = u.rule_key
     WHERE is_open AND charged <> 0 AND r.rule NOT IN (SELECT usage_rule FROM cat_tier_rules)
     UNION ALL
     SELECT customer, contract_key, r.rule, 'impossible_quantity',
       format('{} units of usage are more than a charge can hold: correct the events at the source', charged)
     FROM usage_sums u JOIN rules r USING (rule_key) WHERE NOT is_open AND NOT (${IS_HELD})
     UNION ALL
     SELECT b.customer, NULL, s.reason, 'suspended',
       format('{} events of the month are in suspense as {}: see view suspense', count(*), s.reason)
     FROM suspended_events s JOIN billed_contracts b USING (contract_key)
     WHERE s.month = first_day() AND ${NOT_WRITTEN_OFF} GROUP BY b.customer, s.reason`,
  );
}

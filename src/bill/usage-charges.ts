import { UNIT_OF_SERVICE } from '../batch/services.ts';
import { FLAG_PENDING } from '../batch/usage-flags.ts';
import { serviceName, sqlList } from '../store/sql-names.ts';
import type { Store } from '../store/store.ts';
import { addBlockers, addCharges } from './charge-tables.ts';
import { makeTable } from './temporary-table.ts';

/** What an invoice calls each service, in the language of the documents; the zone follows. */
const LABELS = [
  'Communications',
  'Données GSM',
  'SMS',
  'Données',
  'SMS Internet',
  'Localisation',
  'Activation de transfert',
];

/**
 * Adds up the month's usage by contract and rule, as `usage_sums`: the one pass over the events, by integer
 * keys. `is_open` rows are those that only the month's total can price.
 */
export async function sumUsage(store: Store): Promise<void> {
  await makeTable(
    store,
    'usage_sums',
    `SELECT s.contract_key, s.rule_key, s.is_open, s.charged, s.amount, c.contract_id, c.customer_id,
       nullif(c.site_id, '') AS site_id, r.rule AS usage_rule, r.service, nullif(r.zone, '') AS zone
     FROM (
       SELECT contract_key, rule_key, flags & ${FLAG_PENDING} <> 0 AS is_open,
         CAST(sum(quantity - included) AS BIGINT) AS charged, micro(sum(amount)) AS amount
       FROM usage_events WHERE month = first_day()
       GROUP BY contract_key, rule_key, is_open) s
     JOIN contracts c USING (contract_key)
     JOIN rules r USING (rule_key)
     WHERE s.charged <> 0 OR s.amount <> 0`,
  );
}

/** Usage priced event by event: its sum by contract, service and zone. */
export async function chargeUsage(store: Store): Promise<void> {
  const service = serviceName('service');
  const label = `(${sqlList(LABELS)})[service + 1]`;
  await addCharges(
    store,
    `SELECT customer_id, site_id, contract_id, 'usage' AS kind, concat_ws('/', ${service}, zone) AS item,
       usage_rule AS rule, concat_ws(' ', ${label}, zone) AS label,
       (${sqlList(UNIT_OF_SERVICE)})[service + 1] AS unit, charged AS quantity, amount,
       false AS is_outside_vat
     FROM usage_sums WHERE NOT is_open`,
  );
}

/**
 * Usage that no whole-month price took up would be lost: it blocks, as do the events in suspense. Events
 * without a contract have no customer and block nobody.
 */
export async function blockOpenUsage(store: Store): Promise<void> {
  await addBlockers(
    store,
    `SELECT customer_id, contract_id, usage_rule AS item, 'no_price' AS reason,
       format('{} units of usage have no whole-month price: the contract has no offer in this month that '
         || 'gives one', charged) AS detail
     FROM usage_sums u WHERE is_open AND charged <> 0
       AND usage_rule NOT IN (SELECT usage_rule FROM cat_tier_rules)
       AND NOT EXISTS (SELECT 1 FROM month_contracts c JOIN cat_optima o USING (offer)
         JOIN cat_optima_rules r USING (optima)
         WHERE c.contract_id = u.contract_id AND r.usage_rule = u.usage_rule)
     UNION ALL
     SELECT c.customer_id, NULL, s.reason, 'suspended',
       format('{} events of the month are in suspense as {}: see view suspense', count(*), s.reason)
     FROM suspended_events s JOIN contracts c USING (contract_key)
     WHERE s.month = first_day() GROUP BY c.customer_id, s.reason`,
  );
}

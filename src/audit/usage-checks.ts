import { OPEN_FROM } from '../store/purges.ts';
import type { Check } from './check.ts';

/**
 * True for allowances `a` of a scope with suspended calls: those without a price for their rest drew from it all the
 * same (details, G5). A list looked up, and not a search for each allowance, which took all memory of a month of ten
 * million records.
 */
const HAS_SUSPENDED = `coalesce((a.month, a.scope_kind, a.scope_id) IN (
  SELECT s.month, k.scope_kind, k.scope_id FROM suspended_events s JOIN (
    SELECT contract_key, 'contract' AS scope_kind, contract_id AS scope_id FROM contracts
    UNION ALL SELECT contract_key, 'site', site_id FROM contracts WHERE site_id <> '') k USING (contract_key)
  WHERE s.reason = 'no_price'), false)`;

/** Stored usage in itself, and against the allowances. */
export const USAGE_CHECKS: readonly Check[] = [
  {
    name: 'quantities',
    compares:
      'every event, by contract and month: 0 <= included <= quantity, so included + charged = quantity; ' +
      'no amount below 0',
    sql: `SELECT impossible > 0 AS is_off, format('{} of contract {}: {} events', strftime(month, '%Y-%m'),
        coalesce(contract_id, CAST(contract_key AS VARCHAR)), impossible) AS what
      FROM audited_usage LEFT JOIN contracts USING (contract_key)`,
  },
  {
    name: 'view usage',
    compares: 'view usage has as many rows as there are events: no join loses or doubles one',
    sql: `SELECT v.n <> t.n AS is_off, format('{} rows in the view, {} events', v.n, t.n) AS what
      FROM (SELECT count(*) AS n FROM usage) v, (SELECT coalesce(sum(n), 0) AS n FROM audited_usage) t`,
  },
  {
    name: 'allowances used',
    compares:
      'used of each allowance = sum of what events were given of it, and no more than there was',
    needs: ['allowance_balances'],
    sql: `WITH kinds AS (
        SELECT DISTINCT allowance, scope_kind FROM allowances WHERE unit <> 'correspondent'),
      given AS (
        SELECT u.month, r.allowance, c.contract_id, nullif(c.site_id, '') AS site_id,
          sum(u.included) AS included
        FROM audited_usage u JOIN rules r USING (rule_key) JOIN contracts c USING (contract_key)
        GROUP BY ALL),
      by_scope AS (
        SELECT month, allowance, 'contract' AS scope_kind, contract_id AS scope_id, included FROM given
        UNION ALL
        SELECT month, allowance, 'site', site_id, sum(included) FROM given
        WHERE site_id IS NOT NULL GROUP BY ALL)
      SELECT is_off, format('{} {} of {} {}: used {}, events were given {}', strftime(month, '%Y-%m'),
          allowance, scope_kind, scope_id, used, included) AS what
      FROM (
        SELECT a.month, a.allowance, a.scope_kind, a.scope_id, a.used, coalesce(g.included, 0) AS included,
          a.remaining < 0 OR a.used < coalesce(g.included, 0)
            OR (a.used > coalesce(g.included, 0) AND NOT ${HAS_SUSPENDED}) AS is_off
        FROM allowances a LEFT JOIN by_scope g USING (month, allowance, scope_kind, scope_id)
        WHERE a.unit <> 'correspondent'
        UNION ALL
        SELECT g.month, g.allowance, g.scope_kind, g.scope_id, 0, g.included, true
        FROM by_scope g SEMI JOIN kinds USING (allowance, scope_kind)
        ANTI JOIN allowances USING (month, allowance, scope_kind, scope_id)
        WHERE g.included > 0)`,
  },
  {
    name: 'correspondents',
    compares:
      'correspondents of each contract and month = different numbers that were given something, unless purged',
    needs: ['allowance_balances'],
    sql: `SELECT a.used < coalesce(n.numbers, 0)
          OR (a.used > coalesce(n.numbers, 0) AND NOT ${HAS_SUSPENDED}) AS is_off,
        format('{} contract {}: {} correspondents, {} numbers', strftime(a.month, '%Y-%m'), a.scope_id,
          a.used, coalesce(n.numbers, 0)) AS what
      FROM allowances a LEFT JOIN (
        SELECT u.month, c.contract_id AS scope_id, count(DISTINCT u.called) AS numbers
        FROM usage_events u JOIN contracts c USING (contract_key) JOIN rules r USING (rule_key)
        WHERE u.included > 0 AND r.service <= 1 AND r.allowance <> ''
          AND u.contract_key IN (SELECT scope_key FROM allowance_balances WHERE unit = 'correspondent')
        GROUP BY ALL) n USING (month, scope_id)
      WHERE a.unit = 'correspondent' AND a.month >= ${OPEN_FROM}`,
  },
  {
    name: 'allowances once',
    compares: 'one row per month, scope and allowance',
    needs: ['allowance_balances'],
    sql: `SELECT count(*) > 1 AS is_off, format('{} {} of {} {}: {} rows', strftime(month, '%Y-%m'),
        allowance, scope_kind, scope_id, count(*)) AS what
      FROM allowances GROUP BY month, allowance, scope_kind, scope_id`,
  },
];

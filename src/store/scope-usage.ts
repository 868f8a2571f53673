import type { DuckDBValue } from '@duckdb/node-api';
import type { RatedEvent } from './find-event.ts';
import type { Store } from './store.ts';

/**
 * What came before an event in its scope and month, in the order in which events are rated: start,
 * then event id bytewise (G2).
 */

/** The account of an allowance in a month. */
export interface StoredAllowance {
  granted: number;
  rolled_in: number;
  used: number;
  unit: string;
}

const BEFORE = '(u.started_at, u.event_id) < (make_timestamp(CAST($us AS BIGINT)), $id)';

/** The balance of an allowance; undefined when nothing was drawn from it in the month. */
export async function storedAllowance(
  store: Store,
  event: RatedEvent,
  scope: 'contract' | 'site',
  allowance: string,
): Promise<StoredAllowance | undefined> {
  const [row] = await store.query<StoredAllowance>(
    `SELECT CAST(granted AS DOUBLE) AS granted, CAST(rolled_in AS DOUBLE) AS rolled_in,
       CAST(used AS DOUBLE) AS used, unit
     FROM allowances
     WHERE month = CAST(? AS DATE) AND scope_kind = ? AND scope_id = ? AND allowance = ?`,
    [event.month, scope, scope === 'site' ? event.site_id : event.contract_id, allowance],
  );
  return row;
}

/** Keys of the stored rules whose id `isWanted`. */
export async function ruleKeys(
  store: Store,
  isWanted: (ruleId: string) => boolean,
): Promise<number[]> {
  const rows = await store.query<{ rule_key: number; rule: string }>('SELECT * FROM rules');
  return rows.filter(({ rule }) => isWanted(rule)).map(({ rule_key }) => rule_key);
}

/** Units that earlier events of the scope's month were given by the rules. */
export async function includedBefore(
  store: Store,
  event: RatedEvent,
  scope: 'contract' | 'site',
  rules: readonly number[],
): Promise<number> {
  const contracts =
    scope === 'site'
      ? 'IN (SELECT contract_key FROM contracts WHERE site_id = $scope)'
      : '= CAST($scope AS INTEGER)';
  const [row] = await ask<{ included: number }>(
    store,
    `SELECT CAST(coalesce(sum(u.included), 0) AS DOUBLE) AS included FROM usage_events u
     WHERE u.contract_key ${contracts} AND u.month = CAST($month AS DATE)
       AND u.rule_key IN (${rules.join(', ')}) AND ${BEFORE}`,
    {
      ...before(event),
      month: event.month,
      scope: scope === 'site' ? event.site_id : event.contract_key,
    },
  );
  return row.included;
}

/**
 * Place of the event's called number among the different numbers of the contract's month that the
 * rules gave something: 1 for the first (B3, B4).
 */
export async function correspondentRank(
  store: Store,
  event: RatedEvent,
  rules: readonly number[],
): Promise<number> {
  const counted = `u.contract_key = $contract AND u.month = CAST($month AS DATE)
    AND u.rule_key IN (${rules.join(', ')}) AND u.included > 0`;
  const [row] = await ask<{ rank: number }>(
    store,
    `WITH counted AS (SELECT called, started_at, event_id FROM usage_events u WHERE ${counted}),
       first AS (FROM counted WHERE called = CAST($called AS BIGINT)
         ORDER BY started_at, event_id LIMIT 1)
     SELECT CAST(count(DISTINCT c.called) + 1 AS DOUBLE) AS rank FROM counted c, first f
     WHERE (c.started_at, c.event_id) < (f.started_at, f.event_id)`,
    { contract: event.contract_key, month: event.month, called: BigInt(event.called) },
  );
  return row.rank;
}

/** Octets of earlier records of the same session that lie in the same period. */
export async function octetsBefore(
  store: Store,
  event: RatedEvent,
  periodStartUs: number,
  periodUs: number,
): Promise<number> {
  const session = 'epoch_us(u.session_started_at)';
  const period = 'CAST($period AS BIGINT)';
  const [row] = await ask<{ octets: number }>(
    store,
    `SELECT CAST(coalesce(sum(u.octets), 0) AS DOUBLE) AS octets FROM usage_events u
     WHERE u.line = CAST($line AS BIGINT) AND u.session_id = $session AND u.session_id <> ''
       AND ${session} + (epoch_us(u.started_at) - ${session}) // ${period} * ${period}
         = CAST($start AS BIGINT)
       AND ${BEFORE}`,
    {
      ...before(event),
      line: BigInt(event.line_key),
      session: event.session_id,
      period: BigInt(periodUs),
      start: BigInt(periodStartUs),
    },
  );
  return row.octets;
}

function before(event: RatedEvent): Record<string, DuckDBValue> {
  return { us: BigInt(event.started_at_us), id: event.event_id };
}

async function ask<Row>(
  store: Store,
  sql: string,
  parameters: Record<string, DuckDBValue>,
): Promise<Row[]> {
  return (await store.connection.runAndReadAll(sql, parameters)).getRowObjectsJS() as Row[];
}

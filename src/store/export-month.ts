import { FLAG_PENDING } from '../batch/usage-flags.ts';
import { OPEN_FROM } from './purges.ts';
import type { Store } from './store.ts';
import { copyToCsv, recordColumns } from './stored-usage.ts';

/**
 * Writes what rating a stored month again needs, as a file of decode/stored-csv.ts: the month's usage and
 * suspense, the data sessions that reach into it, and of contracts whose allowance rolls over every earlier
 * month that has not been purged, because what is left of one goes into the next.
 * @param month its first day
 * @param rolloverOffers offers with an allowance that rolls over
 */
export async function exportMonth(
  store: Store,
  month: string,
  rolloverOffers: readonly string[],
  path: string,
): Promise<void> {
  await store.run('CREATE OR REPLACE TEMP TABLE wanted (month DATE, rollover_offers VARCHAR[])');
  await store.run('INSERT INTO wanted SELECT CAST(? AS DATE), from_json(?, \'["VARCHAR"]\')', [
    month,
    JSON.stringify(rolloverOffers),
  ]);
  const line = 'coalesce(l.line, CAST(s.line AS VARCHAR))';
  const flags = `(s.flags & ${255 - FLAG_PENDING})`;
  await copyToCsv(
    store,
    `SELECT ${recordColumns(line, 's.quantity', 's.octets', flags)}
     FROM usage_events s CROSS JOIN wanted w
     JOIN rules r ON r.rule_key = s.rule_key
     JOIN contracts c ON c.contract_key = s.contract_key
     LEFT JOIN line_names l ON l.line_key = -s.line
     WHERE s.month = w.month
       OR (s.month < w.month AND s.month >= ${OPEN_FROM} AND list_contains(w.rollover_offers, c.offer))
       OR (s.month < w.month AND s.session_id <> '' AND s.started_at >= w.month - INTERVAL 15 HOURS)
     UNION ALL
     SELECT ${recordColumns('s.line', 's.measure', 's.measure', 's.flags')}
     FROM suspended_events s CROSS JOIN wanted w
     LEFT JOIN contracts c ON c.contract_key = s.contract_key
     WHERE s.month = w.month
       OR (s.month < w.month AND s.month >= ${OPEN_FROM} AND list_contains(w.rollover_offers, c.offer))`,
    path,
  );
}

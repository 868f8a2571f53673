import { FLAG_PENDING } from '../batch/usage-flags.ts';
import type { Store } from './store.ts';

/** What became of the stored records that a run rated again. */
export interface Rerated {
  /** Rated records read back and rated again. */
  rerated: number;
  /** Suspended records tried again. */
  retried: number;
  /** Records whose contract, rule, quantity, included part or amount is another now. */
  changed: number;
}

export const NOTHING_RERATED: Rerated = { rerated: 0, retried: 0, changed: 0 };

/**
 * Compares what was read back with what it is now, and keeps the difference in `rerated_events`. A record that
 * was suspended, or is now, has no rule and amount on that side.
 * @param listed contracts rated again, from which month on
 */
export async function storeRerated(store: Store, runKey: number, listed: string): Promise<Rerated> {
  const [{ us }] = await store.query<{ us: bigint | null }>(
    `SELECT min(epoch_us(since)) AS us FROM ${listed}`,
  );
  await store.run(
    `INSERT INTO rerated_events
     SELECT CAST(? AS INTEGER), o.event_id, coalesce(n.month, o.month), o.contract_key, n.contract_key,
       o.rule_key, n.rule_key, o.included, n.included, o.amount, n.amount, o.quantity, n.quantity
     FROM taken_before o LEFT JOIN (
       SELECT u.file_key, u.row, u.month, u.contract_key, u.rule_key, u.quantity, u.included,
         CASE WHEN u.flags & ${FLAG_PENDING} = 0 THEN u.amount END AS amount
       FROM usage_events u JOIN ${listed} t ON t.contract_key = u.contract_key
       WHERE u.month >= t.from_month AND u.started_at > t.since
         AND u.started_at > make_timestamp(${us ?? 0n})) n
     ON n.file_key = o.file_key AND n.row = o.row
     WHERE (o.rule_key IS NOT NULL OR n.rule_key IS NOT NULL)
       AND (o.contract_key, o.rule_key, o.quantity, o.included, o.amount)
         IS DISTINCT FROM (n.contract_key, n.rule_key, n.quantity, n.included, n.amount)`,
    [runKey],
  );
  const [row] = await store.query<Record<string, bigint>>(
    `SELECT count(*) FILTER (WHERE rule_key IS NOT NULL) AS rerated,
       count(*) FILTER (WHERE rule_key IS NULL) AS retried,
       (SELECT count(*) FROM rerated_events WHERE run_key = CAST(? AS INTEGER)) AS changed
     FROM taken_before`,
    [runKey],
  );
  await store.run(
    'CREATE OR REPLACE TEMP TABLE taken_files AS SELECT DISTINCT file_key FROM taken_before',
  );
  await store.run('DROP TABLE taken_before');
  return {
    rerated: Number(row.rerated),
    retried: Number(row.retried),
    changed: Number(row.changed),
  };
}

import { PRICED } from './control-totals.ts';
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

/** What DuckDB compares within the memory it has while a run looks through stored usage. */
const ROWS_AT_A_TIME = 1_000_000;

export const NOTHING_RERATED: Rerated = { rerated: 0, retried: 0, changed: 0 };

/**
 * Compares what was read back (`taken_before`) with what it is now, and keeps the difference in
 * `rerated_events`. A record that was suspended, or is now, has no rule and amount on that side.
 * @param lastKept see KeptTotals: what is rated now comes after it
 * @param rowsAtATime records compared in one go: a whole month at once would not fit in the memory of a run
 */
export async function storeRerated(
  store: Store,
  runKey: number,
  lastKept: bigint,
  rowsAtATime = ROWS_AT_A_TIME,
): Promise<Rerated> {
  const [taken] = await store.query<Record<string, bigint>>(
    `SELECT count(rule_key) AS rerated, count(*) - count(rule_key) AS retried,
       CAST(coalesce(max(file_key), 0) AS BIGINT) AS last_file
     FROM taken_before`,
  );
  const rerated = Number(taken.rerated);
  const retried = Number(taken.retried);
  if (rerated + retried === 0) return NOTHING_RERATED;
  const passes = Math.ceil((rerated + retried) / rowsAtATime);
  for (let pass = 0; pass < passes; pass++) {
    await store.run(differences(`row % ${passes} = ${pass}`), [runKey, lastKept, taken.last_file]);
  }
  const [row] = await store.query<{ changed: bigint }>(
    'SELECT count(*) AS changed FROM rerated_events WHERE run_key = CAST(? AS INTEGER)',
    [runKey],
  );
  return { rerated, retried, changed: Number(row.changed) };
}

/**
 * What has changed among the rows of both sides that a condition on their place in the file picks.
 * Parameters: the run's key, the number of the last row kept, and the last file that something was read back of: the
 * run's own files come after it.
 */
function differences(isPicked: string): string {
  return `INSERT INTO rerated_events
     SELECT CAST($1 AS INTEGER), o.event_id, coalesce(n.month, o.month), o.contract_key, n.contract_key,
       o.rule_key, n.rule_key, o.included, n.included, o.amount, n.amount, o.quantity, n.quantity
     FROM (SELECT * REPLACE (${PRICED} AS amount) FROM taken_before u WHERE u.${isPicked}) o LEFT JOIN (
       SELECT u.file_key, u.row, u.month, u.contract_key, u.rule_key, u.quantity, u.included,
         ${PRICED} AS amount
       FROM usage_events u WHERE u.place > $2 AND u.origin < (CAST($3 AS UBIGINT) + 1) << 32 AND u.${isPicked}) n
     ON n.file_key = o.file_key AND n.row = o.row
     WHERE (o.rule_key IS NOT NULL OR n.rule_key IS NOT NULL)
       AND (o.contract_key, o.rule_key, o.quantity, o.included, o.amount)
         IS DISTINCT FROM (n.contract_key, n.rule_key, n.quantity, n.included, n.amount)`;
}

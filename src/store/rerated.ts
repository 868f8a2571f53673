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

/** As many as DuckDB can compare in the memory it has while a run looks through stored usage. */
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
  const before = await byPass(store, 'rerated_before', BEFORE, passes);
  const now = await byPass(store, 'rerated_now', nowAfter(lastKept, taken.last_file), passes);
  for (let pass = 0; pass < passes; pass++) {
    await store.run(differences(before(pass), now(pass)), [runKey]);
  }
  const [row] = await store.query<{ changed: bigint }>(
    'SELECT count(*) AS changed FROM rerated_events WHERE run_key = CAST(? AS INTEGER)',
    [runKey],
  );
  return { rerated, retried, changed: Number(row.changed) };
}

/** What was read back, and what its files' rows are now, in the columns that are compared. */
const BEFORE = `SELECT u.file_key, u.row, u.event_id, u.month, u.contract_key, u.rule_key, u.quantity, u.included,
    ${PRICED} AS amount
  FROM taken_before u`;

/** @param lastFile that something was read back of: the run's own files come after it */
function nowAfter(lastKept: bigint, lastFile: bigint): string {
  return `SELECT u.file_key, u.row, u.month, u.contract_key, u.rule_key, u.quantity, u.included, ${PRICED} AS amount
    FROM usage_events u WHERE u.place > ${lastKept} AND u.origin < ${(lastFile + 1n) << 32n}`;
}

/**
 * One query for each pass, that gives its share of a query's rows. With more than one pass the rows are sorted first,
 * so that each pass reads only its own: all rows are read twice, and not once for each million of them.
 */
async function byPass(
  store: Store,
  table: string,
  query: string,
  passes: number,
): Promise<(pass: number) => string> {
  if (passes === 1) return () => query;
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS
     SELECT *, CAST(row % ${passes} AS INTEGER) AS pass FROM (${query}) ORDER BY pass`,
  );
  return (pass) => `SELECT * FROM ${table} WHERE pass = ${pass}`;
}

/** What has changed among the rows of both sides. Parameter: the run's key. */
function differences(before: string, now: string): string {
  return `INSERT INTO rerated_events
     SELECT CAST($1 AS INTEGER), o.event_id, coalesce(n.month, o.month), o.contract_key, n.contract_key,
       o.rule_key, n.rule_key, o.included, n.included, o.amount, n.amount, o.quantity, n.quantity
     FROM (${before}) o LEFT JOIN (${now}) n ON n.file_key = o.file_key AND n.row = o.row
     WHERE (o.rule_key IS NOT NULL OR n.rule_key IS NOT NULL)
       AND (o.contract_key, o.rule_key, o.quantity, o.included, o.amount)
         IS DISTINCT FROM (n.contract_key, n.rule_key, n.quantity, n.included, n.amount)`;
}

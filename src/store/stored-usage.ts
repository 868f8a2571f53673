import { join } from 'node:path';
import { UNPACKED } from '../batch/packed-columns.ts';
import { FLAG_CONTEXT, FLAG_PENDING, FLAG_UNDELIVERED } from '../batch/usage-flags.ts';
import { checkTaken } from './control-totals.ts';
import { OPEN_FROM } from './purges.ts';
import { countryCode, serviceName, textLiteral } from './sql-names.ts';
import type { Store } from './store.ts';
import { EVENT_COLUMNS } from './views.ts';

/**
 * What a run needs of the usage stored by earlier runs. Records that share a scope and month with new ones
 * are read back and rated again together with them, so that a month's result does not depend on how it was cut.
 */

const INSTANT = (column: string) => `strftime(s.${column}, '%Y-%m-%dT%H:%M:%S.%fZ')`;

/** The columns of decode/stored-csv.ts from a row `s` with the columns both tables share. */
function storedColumns(line: string, seconds: string, octets: string, flags: string): string {
  return `${recordColumns(line, seconds, octets, flags)},
    s.file_key, s.row AS file_row, s.content_hash`;
}

/** The same without the place where the record was first read. */
export function recordColumns(
  line: string,
  seconds: string,
  octets: string,
  flags: string,
): string {
  return `s.event_id, ${serviceName('service')} AS service, ${line} AS line, ${INSTANT('started_at')} AS started_at,
    CASE WHEN service <= 1 THEN ${seconds} END AS duration_s,
    CASE WHEN s.called > 0 THEN '+' || s.called
      WHEN s.called <> 0 OR service IN (0, 1, 2, 4) THEN CAST(abs(s.called) AS VARCHAR) END AS called,
    CASE WHEN service = 3 THEN ${octets} END AS bytes_up,
    CASE WHEN service = 3 THEN 0 END AS bytes_down,
    s.session_id,
    CASE WHEN s.session_id <> '' THEN ${INSTANT('session_started_at')} END AS session_started_at,
    ${countryCode('s.country', '')} AS country,
    CASE WHEN service = 4 THEN
      CASE WHEN s.flags & ${FLAG_UNDELIVERED} = 0 THEN 'delivered' ELSE 'undelivered' END
    END AS outcome,
    ${flags} AS stored_flags`;
}

/** Writes the rows of a query to a CSV file with a header. */
export async function copyToCsv(store: Store, select: string, path: string): Promise<void> {
  await store.run(`COPY (${select}) TO ${textLiteral(path)} (FORMAT csv, HEADER)`);
}

/**
 * The same for a query that joins a table which the open transaction wrote. DuckDB takes such a table for empty and
 * would build the hash table from its millions of rows, not from the few on the other side: so joins go as written.
 */
async function copyJoinedAsWritten(store: Store, select: string, path: string): Promise<void> {
  await store.run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
  await copyToCsv(store, select, path);
  await store.run('RESET disabled_optimizers');
}

/** True when earlier runs left usage or suspense. */
export async function hasStoredUsage(store: Store): Promise<boolean> {
  const [row] = await store.query<{ found: boolean }>(
    `SELECT EXISTS (FROM usage_events) OR EXISTS (FROM suspended_events) AS found`,
  );
  return row.found;
}

/**
 * Makes ready to read usage back: `taken_before` holds it as it was, to be rated again (`part` says in which
 * file), and to say afterwards what has changed (storeRerated). Usage has a rule, and its `place` in the
 * table; suspense has neither.
 */
export async function beginTaking(store: Store): Promise<void> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE taken_before AS
     SELECT * EXCLUDE (id_hash, origin), '' AS part FROM usage_events LIMIT 0`,
  );
}

const SUSPENDED_COLUMNS = storedColumns('s.line', 's.measure', 's.measure', 's.flags');

/**
 * Takes the suspended records that may have a price now out of the store, into a file of the work folder: those
 * of the listed contracts, and those of lines that now have a contract.
 * @param retried temporary tables `contracts` (contract_key) and `lines` (line, hour)
 * @returns the file's path
 */
export async function takeRetried(
  store: Store,
  workFolder: string,
  retried: { contracts: string; lines: string },
): Promise<string> {
  const path = join(workFolder, 'stored-retried.csv');
  const isRetried = `month >= ${OPEN_FROM}
    AND (contract_key IN (SELECT contract_key FROM ${retried.contracts})
    OR (contract_key = 0 AND (line, date_trunc('hour', started_at)) IN (SELECT line, hour FROM ${retried.lines})))`;
  await keepSuspendedBefore(store, isRetried);
  await copyToCsv(
    store,
    `SELECT ${SUSPENDED_COLUMNS} FROM suspended_events s WHERE ${isRetried}`,
    path,
  );
  await store.run(`DELETE FROM suspended_events WHERE ${isRetried}`);
  return path;
}

async function keepSuspendedBefore(store: Store, where: string): Promise<void> {
  await store.run(
    `INSERT INTO taken_before BY NAME
     SELECT event_id, file_key, row, month, nullif(contract_key, 0) AS contract_key
     FROM suspended_events WHERE ${where}`,
  );
}

/**
 * Takes usage and suspense of the listed contracts, from their month on, out of the store.
 * @param listed temporary table (contract_key, from_month, since)
 * @param name of the file: those of a run must differ
 * @returns path of the file in the work folder
 * @throws ControlTotalsError
 */
export async function takeUsage(
  store: Store,
  workFolder: string,
  listed: string,
  name: string,
): Promise<string> {
  const path = join(workFolder, `stored-${name}.csv`);
  // A constant, so that DuckDB skips blocks of old rows by their least and largest value.
  const isRecent = `record.started_at > make_timestamp(${await earliestSince(store, listed)})`;
  const isTaken = `EXISTS (FROM ${listed} t
    WHERE t.contract_key = suspended_events.contract_key AND suspended_events.month >= t.from_month
      AND suspended_events.started_at > t.since)`;
  const readBack = await store.connection.run(
    `INSERT INTO taken_before BY NAME
     SELECT * EXCLUDE (id_hash, origin), '${name}' AS part
     FROM (${usageOfListed(listed)}
       WHERE ${UNPACKED.month} >= t.from_month AND record.started_at > t.since AND ${isRecent})`,
  );
  await copyJoinedAsWritten(
    store,
    `${storedUsage('taken_before', `(s.flags & ${255 - FLAG_PENDING})`)} WHERE s.part = '${name}'
     UNION ALL ${storedSuspense(listed, 's.flags')}
     WHERE s.month >= t.from_month AND s.started_at > t.since`,
    path,
  );
  await keepSuspendedBefore(store, isTaken);
  checkTaken(readBack.rowsChanged, await deleteTaken(store, name));
  await store.run(`DELETE FROM suspended_events WHERE ${isTaken}`);
  return path;
}

/** Rows of the table looked through at a time, which bounds the memory that DuckDB needs for those to delete. */
const ROWS_AT_A_TIME = 1_000_000n;

/** Deletes what `taken_before` has of a part. @returns how many rows */
export async function deleteTaken(
  store: Store,
  part: string,
  rowsAtATime: bigint = ROWS_AT_A_TIME,
): Promise<number> {
  const [{ first, last }] = await store.query<{ first: bigint | null; last: bigint }>(
    'SELECT min(place) AS first, max(place) AS last FROM taken_before WHERE part = ?',
    [part],
  );
  let deleted = 0;
  for (let from = first ?? last; from !== null && from <= last; from += rowsAtATime) {
    const isNow = (place: string) => `${place} BETWEEN ${from} AND ${from + rowsAtATime - 1n}`;
    const { rowsChanged } = await store.connection.run(
      `DELETE FROM usage_rows USING (FROM taken_before WHERE part = '${part}' AND ${isNow('place')}) t
       WHERE usage_rows.rowid = t.place AND ${isNow('usage_rows.rowid')}`,
    );
    deleted += rowsChanged;
  }
  return deleted;
}

/**
 * Writes the records just before the listed months whose session periods reach into them, as context: they
 * are not rated again and stay where they are.
 * @param periodUs length of a session period
 */
export async function copyContext(
  store: Store,
  workFolder: string,
  listed: string,
  periodUs: number,
): Promise<string> {
  const path = join(workFolder, 'stored-context.csv');
  // A Paris month begins up to two hours before the same day in UTC.
  const reach = `INTERVAL ${Math.ceil(periodUs / HOUR_US) + 2} HOURS`;
  const isContext: IsContext = (month, start) =>
    `${month} < t.from_month AND ${start} >= t.from_month - ${reach}`;
  await copyAsContext(store, path, listed, isContext);
  return path;
}

/** The same before the instants since which the listed contracts are rated again. */
export async function copyContextSince(
  store: Store,
  workFolder: string,
  listed: string,
  periodUs: number,
): Promise<string> {
  const path = join(workFolder, 'stored-context-since.csv');
  const earliestUs = (await earliestSince(store, listed)) - BigInt(periodUs);
  const isContext: IsContext = (_, start) =>
    `${start} <= t.since AND ${start} > t.since - to_microseconds(${periodUs})
     AND ${start} > make_timestamp(${earliestUs})`;
  await copyAsContext(store, path, listed, isContext);
  return path;
}

/** A condition on a record of a listed contract `t`, given the columns of its month and start. */
type IsContext = (month: string, start: string) => string;

async function copyAsContext(
  store: Store,
  path: string,
  listed: string,
  isContext: IsContext,
): Promise<void> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE context_usage AS ${usageOfListed(listed)}
     WHERE ${isContext(UNPACKED.month, 'record.started_at')}`,
  );
  const flags = `(s.flags & ${255 - FLAG_PENDING}) | ${FLAG_CONTEXT}`;
  const isOfSession = "s.session_id <> ''";
  await copyJoinedAsWritten(
    store,
    `${storedUsage('context_usage', flags)} WHERE ${isOfSession}
     UNION ALL ${storedSuspense(listed, flags)}
     WHERE ${isContext('s.month', 's.started_at')} AND ${isOfSession}`,
    path,
  );
  await store.run('DROP TABLE context_usage');
}

/**
 * The listed contracts' usage `t`, like `usage_events`. That view puts the ids of all rows together before they are
 * joined, which takes eight times as long as finding a few among them; here only what is found is taken apart.
 */
function usageOfListed(listed: string): string {
  return `SELECT ${EVENT_COLUMNS}, usage_rows.rowid AS place
    FROM usage_rows JOIN ${listed} t ON t.contract_key = record.contract_key`;
}

/** The earliest instant since which one of the listed is rated again, in microseconds since 1970. */
async function earliestSince(store: Store, listed: string): Promise<bigint> {
  const [{ us }] = await store.query<{ us: bigint | null }>(
    `SELECT min(epoch_us(since)) AS us FROM ${listed}`,
  );
  return us ?? 0n;
}

const HOUR_US = 3_600_000_000;

/** Rows of a table with the columns of `usage_events`, in those of decode/stored-csv.ts. */
function storedUsage(table: string, flags: string): string {
  const line = 'coalesce(l.line, CAST(s.line AS VARCHAR))';
  return `SELECT ${storedColumns(line, 's.quantity', 's.octets', flags)}
    FROM ${table} s
    JOIN rules r ON r.rule_key = s.rule_key
    LEFT JOIN line_names l ON l.line_key = -s.line`;
}

/** The listed contracts' suspense, in the same columns. */
function storedSuspense(listed: string, flags: string): string {
  return `SELECT ${storedColumns('s.line', 's.measure', 's.measure', flags)}
    FROM suspended_events s JOIN ${listed} t ON t.contract_key = s.contract_key`;
}

/** Temporary tables of what is rated again: (contract_key or site_key, from_month, since). */
interface Listed {
  contracts: string;
  sites: string;
}

/** Forgets the balances and the state of what is rated again, from its month on. */
export async function dropState(store: Store, listed: Listed): Promise<void> {
  await dropBalances(store, listed, 'month >= t.from_month');
  await dropCorrespondents(store, listed, 'rated_correspondents.month >= t.from_month');
  await dropPeriods(store, listed.contracts);
}

/**
 * Forgets what the listed scopes drew and admitted after the instant since which they are rated again. The balance
 * of that month itself stays: it is rewound (rewind-balances.ts).
 */
export async function dropSince(store: Store, listed: Listed): Promise<void> {
  await dropBalances(store, listed, 'month > t.from_month');
  await dropCorrespondents(store, listed, 'rated_correspondents.since > t.since');
}

/** @param isDropped condition on a balance's `month`, given the listed scope `t` */
async function dropBalances(store: Store, listed: Listed, isDropped: string): Promise<void> {
  await store.run(
    `DELETE FROM allowance_balances USING ${listed.contracts} t WHERE scope_kind = 'contract'
       AND scope_key = t.contract_key AND ${isDropped}`,
  );
  await store.run(
    `DELETE FROM allowance_balances USING ${listed.sites} t WHERE scope_kind = 'site'
       AND scope_key = t.site_key AND ${isDropped}`,
  );
}

/** @param isDropped condition on a correspondent, given the listed contract `t` */
async function dropCorrespondents(store: Store, listed: Listed, isDropped: string): Promise<void> {
  await store.run(
    `DELETE FROM rated_correspondents USING ${listed.contracts} t
     WHERE rated_correspondents.contract_key = t.contract_key AND ${isDropped}`,
  );
}

/** Forgets open session periods that are in the worker's hands now: it leaves those still open. */
export async function dropPeriods(store: Store, listedContracts: string): Promise<void> {
  await store.run(
    `DELETE FROM open_periods USING ${listedContracts} t
     WHERE open_periods.contract_key = t.contract_key`,
  );
}

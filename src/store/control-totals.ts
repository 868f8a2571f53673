import { UNPACKED } from '../batch/packed-columns.ts';
import { FLAG_PENDING } from '../batch/usage-flags.ts';
import { euroText, microEurosIn } from './euro-text.ts';
import type { Run } from './run-files.ts';
import type { Sql, Store } from './store.ts';

/** A file's rows and what became of them, with what they measure. */
export interface FileTotals {
  file: string;
  rows: number;
  rated: number;
  rejected: number;
  suspended: number;
  duplicates: number;
  /** Seconds of voice and csd, and octets of data, of all readable rows. */
  seconds: number;
  octets: number;
  /** Euros of the rated rows as exact decimal text; what only the close of the month can price is not in it. */
  amount: string;
}

/** What stored usage comes to. */
export interface UsageTotals {
  rows: bigint;
  amountMicroEuros: bigint;
}

/** What is stored before a run appends to it. */
export interface KeptTotals extends UsageTotals {
  /** DuckDB's number of the last row; those appended have higher ones. */
  lastRow: bigint;
}

/** Before a first run. */
export const NOTHING_KEPT: KeptTotals = { rows: 0n, amountMicroEuros: 0n, lastRow: -1n };

/** What was read is not what is accounted for: nothing of the run is stored (exit 3). */
export class ControlTotalsError extends Error {
  override name = 'ControlTotalsError';
}

/** Euros of usage `u` that rating priced; NULL while only the month's close can. */
export const PRICED: string = `CASE WHEN u.flags & ${FLAG_PENDING} = 0 THEN u.amount END`;

/**
 * Counts and sums what the tables hold of the run's files, and stores it with each file. Of an earlier file a run
 * can change amounts, and which rows are suspended: its counts are corrected by the difference between what was
 * read back (`taken_before`) and what became of it.
 * @param lastKept number of the last row before the run appended
 * @param hasTaken true when the run has read earlier usage back
 */
export async function countFiles(
  store: Store,
  run: Run,
  lastKept: bigint,
  hasTaken: boolean,
): Promise<void> {
  await countNewFiles(store, run.firstFileKey);
  if (hasTaken) await recountEarlierFiles(store, lastKept);
}

async function countNewFiles(store: Store, firstFileKey: number): Promise<void> {
  await store.run(
    `UPDATE input_files f SET rated = n.rated, rated_seconds = n.rated_seconds,
       rated_octets = n.rated_octets, amount = n.amount, rejected = n.rejected, suspended = n.suspended,
       suspended_seconds = n.suspended_seconds, suspended_octets = n.suspended_octets,
       duplicates = n.duplicates, duplicate_seconds = n.duplicate_seconds,
       duplicate_octets = n.duplicate_octets
     FROM (SELECT f.file_key, ${COLUMNS_OF_FILE} FROM input_files f
       LEFT JOIN (${usageSince(firstFileKey)}) u USING (file_key)
       LEFT JOIN (SELECT file_key, count(*) AS n FROM reject_rows WHERE file_key >= $1 GROUP BY ALL) x
         USING (file_key)
       LEFT JOIN (${measuredByFile('suspended_events', '>= $1')}) s USING (file_key)
       LEFT JOIN (${measuredByFile('duplicate_events', '>= $1')}) d USING (file_key)
       WHERE f.file_key >= $1) n
     WHERE n.file_key = f.file_key`,
    [firstFileKey],
  );
}

const COLUMNS_OF_FILE = `coalesce(u.n, 0) AS rated, coalesce(u.seconds, 0) AS rated_seconds,
  coalesce(u.octets, 0) AS rated_octets, coalesce(u.amount, 0) AS amount, coalesce(x.n, 0) AS rejected,
  coalesce(s.n, 0) AS suspended, coalesce(s.seconds, 0) AS suspended_seconds,
  coalesce(s.octets, 0) AS suspended_octets, coalesce(d.n, 0) AS duplicates,
  coalesce(d.seconds, 0) AS duplicate_seconds, coalesce(d.octets, 0) AS duplicate_octets`;

/**
 * Rows, seconds, octets and euros of stored usage by file, from one file on; services 0 and 1 are calls. Rows are
 * first added up by file and packed kind, so that a kind is unpacked, and its rule looked up, once and not per row.
 */
function usageSince(firstFileKey: number): string {
  // The stored column compared with a constant: DuckDB then skips blocks of rows by their least and largest value.
  const isNew = `record.origin >= ${BigInt(firstFileKey) << 32n}`;
  const { file_key, rule_key, flags } = UNPACKED;
  return `SELECT u.file_key, sum(u.n) AS n,
      sum(CASE WHEN r.service <= 1 THEN u.quantity ELSE 0 END) AS seconds, sum(u.octets) AS octets,
      coalesce(sum(${PRICED}), 0) AS amount
    FROM (SELECT ${file_key} AS file_key, ${rule_key} AS rule_key, ${flags} AS flags, n, quantity, octets, amount
      FROM (SELECT (record.origin >> 32) << 32 AS origin, record.kind, count(*) AS n,
          sum(record.quantity) AS quantity, sum(record.octets) AS octets, sum(record.amount) AS amount
        FROM usage_rows WHERE ${isNew} GROUP BY ALL) record) u
    LEFT JOIN rules r ON r.rule_key = u.rule_key
    GROUP BY u.file_key`;
}

/** Rows, seconds and octets by file of a table whose rows have a service and a measure; service 3 is data. */
export function measuredByFile(table: string, files: string): string {
  return `SELECT file_key, count(*) AS n, sum(CASE WHEN service <= 1 THEN measure ELSE 0 END) AS seconds,
      sum(CASE WHEN service = 3 THEN measure ELSE 0 END) AS octets
    FROM ${table} WHERE file_key ${files} GROUP BY file_key`;
}

/** Joins by file and not by row what was taken: a hash table of ten million rows would take 256 MB. */
async function recountEarlierFiles(store: Store, lastKept: bigint): Promise<void> {
  await store.run(
    `UPDATE input_files f SET rated = f.rated + n.rated, amount = f.amount + n.amount,
       suspended = n.suspended, suspended_seconds = n.seconds, suspended_octets = n.octets,
       rated_seconds = f.seconds - n.seconds - f.duplicate_seconds,
       rated_octets = f.octets - n.octets - f.duplicate_octets
     FROM (WITH t AS MATERIALIZED (SELECT u.file_key, count(u.rule_key) AS n, coalesce(sum(${PRICED}), 0) AS amount
         FROM taken_before u GROUP BY u.file_key)
       SELECT t.file_key, coalesce(u.n, 0) - t.n AS rated, coalesce(u.amount, 0) - t.amount AS amount,
         coalesce(s.n, 0) AS suspended, coalesce(s.seconds, 0) AS seconds, coalesce(s.octets, 0) AS octets
       FROM t
       LEFT JOIN (SELECT u.file_key, count(*) AS n, sum(${PRICED}) AS amount FROM usage_events u
         WHERE u.place > $1 AND u.origin < (SELECT (CAST(max(file_key) AS UBIGINT) + 1) << 32 FROM t)
         GROUP BY u.file_key) u USING (file_key)
       LEFT JOIN (${measuredByFile('suspended_events', 'IN (SELECT file_key FROM t)')}) s
         USING (file_key)) n
     WHERE n.file_key = f.file_key`,
    [lastKept],
  );
}

/** Totals of the files read by a run, in input order. */
export async function fileTotals(store: Store, runKey: number): Promise<FileTotals[]> {
  const rows = await store.query<Record<string, string | number | bigint>>(
    `SELECT path AS file, row_count AS rows, rated, rejected, suspended, duplicates, seconds, octets,
       CAST(amount AS VARCHAR) AS amount
     FROM input_files WHERE run_key = ? ORDER BY file_key`,
    [runKey],
  );
  return rows.map((row) => ({
    file: String(row.file),
    rows: Number(row.rows),
    rated: Number(row.rated),
    rejected: Number(row.rejected),
    suspended: Number(row.suspended),
    duplicates: Number(row.duplicates),
    seconds: Number(row.seconds),
    octets: Number(row.octets),
    amount: String(row.amount),
  }));
}

/** All files together. */
export function sumOfFiles(files: FileTotals[]): Omit<FileTotals, 'file'> {
  const total = {
    rows: 0,
    rated: 0,
    rejected: 0,
    suspended: 0,
    duplicates: 0,
    seconds: 0,
    octets: 0,
  };
  let microEuros = 0n;
  for (const file of files) {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += file[key];
    microEuros += microEurosIn(file.amount);
  }
  return { ...total, amount: euroText(microEuros) };
}

/** Rows and euros of stored usage after the row of that number; of all when it is not given. */
export async function usageTotals(sql: Sql, after = -1n): Promise<KeptTotals> {
  const [row] = await sql.query<{ rows: bigint; micro_euros: bigint; last_row: bigint }>(
    `SELECT count(*) AS rows, CAST(coalesce(sum(record.amount), 0) * 1000000 AS HUGEINT) AS micro_euros,
       coalesce(max(rowid), -1) AS last_row
     FROM usage_rows WHERE rowid > ${after}`,
  );
  return { rows: row.rows, amountMicroEuros: row.micro_euros, lastRow: row.last_row };
}

/**
 * Checks the usage that a run finds: it must be what the run before stored.
 * @throws ControlTotalsError
 */
export async function checkStored(store: Store, found: UsageTotals): Promise<void> {
  const [row] = await store.query<Record<string, bigint>>(
    `SELECT rows_kept + rows_rated AS rows,
       CAST((amount_kept + amount_rated) * 1000000 AS HUGEINT) AS micro_euros
     FROM runs ORDER BY run_key DESC LIMIT 1`,
  );
  if (row === undefined) return;
  if (found.rows === row.rows && found.amountMicroEuros === row.micro_euros) return;
  throw new ControlTotalsError(
    `usage: the last run stored ${row.rows} rows of ${euroText(row.micro_euros)} €, but ${found.rows} of ` +
      `${euroText(found.amountMicroEuros)} € were found; the database has been changed since, or was damaged. ` +
      'Nothing was stored; octroi audit says what does not tie',
  );
}

/** What is left of the stored usage once the run has read back what is rated again (`taken_before`). */
export async function keptTotals(store: Store, stored: KeptTotals): Promise<KeptTotals> {
  const [taken] = await store.query<{ rows: bigint; micro_euros: bigint }>(
    `SELECT count(*) AS rows, CAST(coalesce(sum(amount), 0) * 1000000 AS HUGEINT) AS micro_euros
     FROM taken_before WHERE rule_key IS NOT NULL`,
  );
  const { rows, amountMicroEuros, lastRow } = stored;
  return {
    rows: rows - taken.rows,
    amountMicroEuros: amountMicroEuros - taken.micro_euros,
    lastRow,
  };
}

/** @throws ControlTotalsError when not all usage that was read back has been taken out, or more */
export function checkTaken(readBack: number, takenOut: number): void {
  if (readBack === takenOut) return;
  throw new ControlTotalsError(
    `usage: ${readBack} rows were read back to be rated again, but ${takenOut} taken out; ${OUR_FAULT}`,
  );
}

/** @throws ControlTotalsError when what raters gave is not what was appended */
export function checkAppended(rated: UsageTotals, appended: UsageTotals): void {
  if (appended.rows === rated.rows && appended.amountMicroEuros === rated.amountMicroEuros) return;
  throw new ControlTotalsError(
    `usage: ${rated.rows} rows of ${euroText(rated.amountMicroEuros)} € were rated, but ` +
      `${appended.rows} of ${euroText(appended.amountMicroEuros)} € stored; ${OUR_FAULT}`,
  );
}

const OUR_FAULT = 'nothing was stored. This is a fault in octroi.';

/** What a file must tie: rows, and the seconds and octets that were summed as it was read (G14). */
export const FILE_DOES_NOT_TIE = `row_count <> rated + rejected + suspended + duplicates
  OR seconds <> rated_seconds + suspended_seconds + duplicate_seconds
  OR octets <> rated_octets + suspended_octets + duplicate_octets`;

/**
 * Checks every file in the store.
 * @throws ControlTotalsError naming the first file that does not tie
 */
export async function checkTotals(store: Store): Promise<void> {
  const [wrong] = await store.query<Record<string, unknown>>(
    `SELECT * FROM input_files WHERE ${FILE_DOES_NOT_TIE} ORDER BY file_key LIMIT 1`,
  );
  if (wrong === undefined) return;
  throw new ControlTotalsError(
    `${wrong.path}: ${wrong.row_count} rows of ${wrong.seconds} s and ${wrong.octets} octets read, but ` +
      `${wrong.rated} rated (${wrong.rated_seconds} s, ${wrong.rated_octets} octets) + ` +
      `${wrong.rejected} rejected + ` +
      `${wrong.suspended} suspended (${wrong.suspended_seconds} s, ${wrong.suspended_octets} octets) + ` +
      `${wrong.duplicates} duplicates (${wrong.duplicate_seconds} s, ${wrong.duplicate_octets} octets); ` +
      OUR_FAULT,
  );
}

/** Repeated ids with other content among the files from a key on. */
export async function countConflicts(store: Store, firstFileKey: number): Promise<number> {
  const [row] = await store.query<{ n: bigint }>(
    'SELECT count(*) AS n FROM duplicate_events WHERE conflict AND file_key >= ?',
    [firstFileKey],
  );
  return Number(row.n);
}

import { realpathSync, rmSync, statSync } from 'node:fs';
import { VERSION } from '../version.ts';
import { usageTotals } from './control-totals.ts';
import { checkDatabaseExists } from './database-file.ts';
import { databaseKey } from './database-key.ts';
import { attachStatement } from './open-instance.ts';
import { openStore, rewrittenFileOf } from './open-store.ts';
import { MASKED_CALLED } from './purges.ts';
import { identifier } from './sql-names.ts';
import { type Store, StoreError } from './store.ts';
import { createTables } from './tables.ts';
import { createViews } from './views.ts';

export interface PurgeSummary {
  db: string;
  /** First day of the first month kept as it was. */
  openFrom: string;
  /** Events whose called number is masked now, and unreadable rows whose text is gone. */
  usage: number;
  suspense: number;
  rejects: number;
  bytesBefore: number;
  bytesAfter: number;
}

/** DuckDB's name for the new file while it is written. */
const COPY = 'purged_copy';
const MEMORY = '1GB';

/** True for events whose personal data goes: those that began before $1, the first day kept, in Paris. */
const IS_OLD = `started_at < timezone('UTC', timezone('Europe/Paris', CAST(CAST($1 AS DATE) AS TIMESTAMP)))`;

/** Runs of more than four digits in a text: a number, or part of one. */
const WITHOUT_NUMBERS = `regexp_replace(detail, '[0-9]{5,}', '…', 'g')`;

/**
 * What is written of each table that holds personal data; every other table is copied. The content hash goes
 * too: the four masked digits could be found from it in ten thousand tries.
 */
const REWRITTEN: Record<string, string> = {
  usage_rows: `SELECT CASE WHEN ${IS_OLD} THEN struct_update(record, called := CAST(${MASKED_CALLED} AS BIGINT),
      content_hash := CAST(0 AS UINTEGER)) ELSE record END AS record, id_texts
    FROM (SELECT *, record.started_at, record.called FROM usage_rows)`,
  suspended_events: `SELECT * REPLACE (CASE WHEN ${IS_OLD} THEN ${MASKED_CALLED} ELSE called END AS called,
      CASE WHEN ${IS_OLD} THEN 0 ELSE content_hash END AS content_hash) FROM suspended_events`,
  reject_rows: `SELECT * EXCLUDE (is_old) REPLACE (CASE WHEN is_old THEN '' ELSE raw END AS raw,
      CASE WHEN is_old THEN ${WITHOUT_NUMBERS} ELSE detail END AS detail)
    FROM (SELECT x.*, ${IS_OLD} AS is_old
      FROM reject_rows x LEFT JOIN input_files f USING (file_key))`,
  machine_sightings: `SELECT m.* FROM machine_sightings m
    JOIN input_files f ON f.file_key = m.file_key AND NOT f.${IS_OLD}
    ANTI JOIN (SELECT file_key, row FROM usage_events WHERE ${IS_OLD}) u
      ON u.file_key = m.file_key AND u.row = m.row`,
  rated_correspondents: 'SELECT * FROM rated_correspondents WHERE month >= CAST($1 AS DATE)',
};

/**
 * Masks called numbers and drops texts of everything before a month, in a new file that then takes the
 * database's place: the old bytes are in no block of it, and a purge that is cut off has changed nothing.
 * @param openFrom first day of the first month to keep as it is, `YYYY-MM-DD`
 * @throws StoreError, DatabaseInUseError or DatabaseKeyError
 */
export async function purge(
  path: string,
  openFrom: string,
  signal?: AbortSignal,
): Promise<PurgeSummary> {
  checkDatabaseExists(path);
  const store = await openStore(path, { memoryLimit: MEMORY });
  signal?.addEventListener('abort', () => store.interrupt());
  let isReplaced = false;
  try {
    await store.checkpoint();
    const bytesBefore = statSync(path).size;
    const counts = await countOld(store, openFrom);
    await rewrite(store, openFrom, counts);
    signal?.throwIfAborted();
    isReplaced = true;
    store.replace();
    return { db: path, openFrom, ...counts, bytesBefore, bytesAfter: statSync(path).size };
  } finally {
    if (!isReplaced) {
      await store.run('ROLLBACK').catch(() => {}); // There may be no transaction, or none left.
      discardCopy(store);
    }
  }
}

/** Removes the new file, and gives up the lock only then, so that no other writer can have begun. */
function discardCopy(store: Store): void {
  const file = rewrittenFileOf(realpathSync(store.path));
  for (const left of [file, `${file}.wal`]) rmSync(left, { force: true });
  store.close();
}

type Counts = Pick<PurgeSummary, 'usage' | 'suspense' | 'rejects'>;

async function countOld(store: Store, openFrom: string): Promise<Counts> {
  const [row] = await store.query<Record<keyof Counts, bigint>>(
    `SELECT (SELECT count(*) FROM usage_events WHERE ${IS_OLD} AND called <> ${MASKED_CALLED}) AS usage,
       (SELECT count(*) FROM suspended_events WHERE ${IS_OLD} AND called <> ${MASKED_CALLED}) AS suspense,
       (SELECT count(*) FROM reject_rows x JOIN input_files f USING (file_key)
        WHERE f.${IS_OLD} AND x.raw <> '') AS rejects`,
    [openFrom],
  );
  return {
    usage: Number(row.usage),
    suspense: Number(row.suspense),
    rejects: Number(row.rejects),
  };
}

async function rewrite(store: Store, openFrom: string, counts: Counts): Promise<void> {
  const tables = await store.query<{ name: string }>(
    `SELECT table_name AS name FROM duckdb_tables()
     WHERE database_name = current_database() AND schema_name = 'main' AND NOT temporary ORDER BY 1`,
  );
  const file = rewrittenFileOf(realpathSync(store.path));
  await store.run(attachStatement(file, COPY, databaseKey()));
  await store.run(`USE ${COPY}`);
  await createTables(store);
  await createViews(store);
  await store.run(`USE ${identifier(store.catalog)}`);
  await store.run('BEGIN');
  for (const { name } of tables) {
    if (name === 'store_info') continue;
    const select = REWRITTEN[name] ?? `FROM ${identifier(name)}`;
    const parameters = select.includes('$1') ? [openFrom] : [];
    await store.run(`INSERT INTO ${COPY}.${identifier(name)} BY NAME ${select}`, parameters);
  }
  await store.run(
    `INSERT INTO ${COPY}.purges VALUES (CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP), CAST(? AS DATE),
       ?, ?, ?, ?)`,
    [openFrom, BigInt(counts.usage), BigInt(counts.suspense), BigInt(counts.rejects), VERSION],
  );
  await store.run('COMMIT');
  await checkCopied(store);
  // No journal for this checkpoint: if it is cut off, the whole new file is thrown away.
  await store.run(`CHECKPOINT ${COPY}`);
  await store.run(`DETACH ${COPY}`);
}

/** @throws StoreError when usage in the copy differs in its number of rows or, to the micro-euro, its amount */
async function checkCopied(store: Store): Promise<void> {
  const before = await usageTotals(store);
  await store.run(`USE ${COPY}`);
  const after = await usageTotals(store);
  await store.run(`USE ${identifier(store.catalog)}`);
  if (before.rows === after.rows && before.amountMicroEuros === after.amountMicroEuros) return;
  throw new StoreError(
    `${store.path}: the purged copy has other totals than the database; nothing was changed. ` +
      'This is a fault in octroi.',
  );
}

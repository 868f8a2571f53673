import { join } from 'node:path';
import { TEXT_CELL_BYTES, TEXT_CELL_WORDS } from '../batch/rated-columns.ts';
import { readRuns, recordPlaces, type ShuffleBlock } from '../batch/shuffle-block.ts';
import { FLAG_CONTEXT, FLAG_PENDING, FLAG_UNDELIVERED } from '../batch/usage-flags.ts';
import {
  CONTENT_HASH,
  ID_LENGTH,
  RANGE,
  ROW,
  STORED_RANGE,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { StoreKeys } from '../classify/rating-tables.ts';
import type { Repeats } from '../dedupe/find-repeats.ts';
import { monthStartDay } from '../normalise/paris-calendar.ts';
import type { StoredBalance } from '../rate/accumulate/allowance-balances.ts';
import type { ReferenceTables } from '../reference/reference-tables.ts';
import { isWebexOffer } from '../reference/webex-offer.ts';
import { ColumnAppender, int32Column, type StoreColumn } from './append-columns.ts';
import type { Store } from './open-store.ts';
import { countryCode, serviceName } from './sql-names.ts';

/**
 * What a run needs of the usage stored by earlier runs. Records that share a scope and month with new ones
 * are read back and rated again together with them, so that a month's result does not depend on how it was cut.
 */

/** Value of touchedMonth for a component no record of the run belongs to. */
export const UNTOUCHED = 0x7fff_ffff;

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
  await store.run(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT csv, HEADER)`);
}

/** True when earlier runs left usage or suspense. */
export async function hasStoredUsage(store: Store): Promise<boolean> {
  const [row] = await store.query<{ found: boolean }>(
    `SELECT EXISTS (FROM usage_events) OR EXISTS (FROM suspended_events) AS found`,
  );
  return row.found;
}

/** Writes every suspended record to a file in the work folder, to be tried again; returns its path. */
export async function exportSuspense(store: Store, workFolder: string): Promise<string> {
  const path = join(workFolder, 'stored-suspense.csv');
  const columns = storedColumns('s.line', 's.measure', 's.measure', 's.flags');
  await copyToCsv(store, `SELECT ${columns} FROM suspended_events s`, path);
  return path;
}

/**
 * Marks what the run's records touch: from a component's earliest new month on, all its contracts.
 * Leaves the temporary tables `touched` and `touched_sites`.
 */
export async function markTouched(
  store: Store,
  touchedMonth: Int32Array,
  tariffs: TariffTables,
  reference: ReferenceTables,
  keys: StoreKeys,
): Promise<void> {
  await store.run('CREATE OR REPLACE TEMP TABLE touched (contract_key INTEGER, from_month DATE)');
  await store.run('CREATE OR REPLACE TEMP TABLE touched_sites (site_key INTEGER, from_month DATE)');
  const contracts: number[] = [];
  const sites: number[] = [];
  for (let contract = 0; contract < reference.contracts.count; contract++) {
    const month = touchedMonth[reference.contractComponent[contract]];
    if (month === UNTOUCHED) continue;
    const firstDay = monthStartDay(month);
    contracts.push(keys.contractKey[contract], firstDay);
    const site = reference.contractSite[contract];
    // A contract of another kind may stand at the site without a part in its pool.
    const sharesPool = isWebexOffer(tariffs, reference.contractOffer[contract]);
    if (site >= 0 && sharesPool) sites.push(keys.siteKey[site], firstDay);
  }
  await appendPairs(store, 'touched', contracts);
  await appendPairs(store, 'touched_sites', sites);
}

async function appendPairs(store: Store, table: string, pairs: number[]): Promise<void> {
  const column = (k: number) => int32Column(pairs.filter((_, at) => at % 2 === k));
  const appender = await ColumnAppender.open(store, table);
  appender.append([column(0), column(1)], pairs.length / 2);
  appender.close();
}

/** Writes the touched usage to a file in the work folder and deletes it from the store; returns the path. */
export async function takeTouchedUsage(store: Store, workFolder: string): Promise<string> {
  const path = join(workFolder, 'stored-usage.csv');
  const line = 'coalesce(l.line, CAST(s.line AS VARCHAR))';
  const isContext = 's.month < t.from_month';
  const kept = `(s.flags & ${255 - FLAG_PENDING})`;
  const flags = `CASE WHEN ${isContext} THEN ${kept} | ${FLAG_CONTEXT} ELSE ${kept} END`;
  await copyToCsv(
    store,
    `SELECT ${storedColumns(line, 's.quantity', 's.octets', flags)}
     FROM usage_events s
     JOIN touched t ON t.contract_key = s.contract_key
     JOIN rules r ON r.rule_key = s.rule_key
     LEFT JOIN line_names l ON l.line_key = -s.line
     WHERE s.month >= t.from_month
       OR (s.session_id <> '' AND s.started_at >= t.from_month - INTERVAL 15 HOURS)`,
    path,
  );
  await store.run(
    `DELETE FROM usage_events USING touched t
     WHERE usage_events.contract_key = t.contract_key AND usage_events.month >= t.from_month`,
  );
  await store.run('DELETE FROM suspended_events');
  await store.run(
    `DELETE FROM allowance_balances USING touched t WHERE scope_kind = 'contract'
       AND scope_key = t.contract_key AND month >= t.from_month`,
  );
  await store.run(
    `DELETE FROM allowance_balances USING touched_sites t WHERE scope_kind = 'site'
       AND scope_key = t.site_key AND month >= t.from_month`,
  );
  return path;
}

/** Balances of the month before each touched one: what a rollover starts from. */
export async function balancesBefore(
  store: Store,
  tariffs: TariffTables,
  reference: ReferenceTables,
  keys: StoreKeys,
): Promise<StoredBalance[]> {
  const rows = await store.query<Record<string, number | string>>(
    `SELECT a.allowance, a.scope_key, year(a.month) * 12 + month(a.month) - 1 - 1970 * 12 AS month_number,
       CAST(a.granted AS DOUBLE) AS granted, CAST(a.rolled_in AS DOUBLE) AS rolled_in,
       CAST(a.used AS DOUBLE) AS used
     FROM allowance_balances a JOIN touched t ON t.contract_key = a.scope_key
     WHERE a.scope_kind = 'contract' AND a.month = t.from_month - INTERVAL 1 MONTH`,
  );
  const contractOfKey = new Map(Array.from(keys.contractKey, (key, contract) => [key, contract]));
  return rows.flatMap((row) => {
    const contract = contractOfKey.get(Number(row.scope_key)) ?? -1;
    return allowancesNamed(tariffs, reference, contract, String(row.allowance)).map(
      (allowance) => ({
        allowance,
        contract,
        month: Number(row.month_number),
        granted: Number(row.granted),
        rolledIn: Number(row.rolled_in),
        used: Number(row.used),
      }),
    );
  });
}

/** Allowances of that name; which offer they belong to is decided by the contract that asks. */
function allowancesNamed(
  tariffs: TariffTables,
  reference: ReferenceTables,
  contract: number,
  name: string,
): number[] {
  if (contract < 0 || contract >= reference.contracts.count) return [];
  return [...tariffs.allowanceName.keys()].filter((k) => tariffs.allowanceName[k] === name);
}

/** New records whose event id the store already has, in usage or suspense. */
export async function findStoredRepeats(store: Store, blocks: ShuffleBlock[]): Promise<Repeats> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE new_ids (range UINTEGER, row UINTEGER, content_hash UINTEGER,
       event_id VARCHAR)`,
  );
  const appender = await ColumnAppender.open(store, 'new_ids');
  for (const block of blocks) {
    for (let partition = 0; partition < block.recordCounts.length; partition++) {
      for (const run of readRuns(recordPlaces([block], partition))) {
        appender.append(idColumns(run), run.rowCount);
      }
    }
  }
  appender.close();
  const rows = await store.query<Record<string, number>>(
    `SELECT n.range, n.row, s.file_key, CAST(s.row AS UINTEGER) AS first_row,
       n.content_hash <> s.content_hash AS conflict
     FROM new_ids n JOIN (
       SELECT event_id, file_key, row, content_hash FROM usage_events
       UNION ALL SELECT event_id, file_key, row, content_hash FROM suspended_events) s
     ON s.event_id = n.event_id`,
  );
  await store.run('DROP TABLE new_ids');
  return {
    range: Uint32Array.from(rows, (row) => row.range),
    row: Uint32Array.from(rows, (row) => row.row),
    firstRange: Uint32Array.from(rows, (row) => STORED_RANGE + row.file_key),
    firstRow: Uint32Array.from(rows, (row) => row.first_row),
    conflict: Uint8Array.from(rows, (row) => (row.conflict ? 1 : 0)),
  };
}

/** Range, row, content hash and event id of records, as columns. */
function idColumns({ words, rowCount, texts }: UsageRecords): StoreColumn[] {
  const fields = [RANGE, ROW, CONTENT_HASH];
  const columns = fields.map(() => new Int32Array(rowCount));
  const cells = new Int32Array(rowCount * TEXT_CELL_WORDS);
  for (let i = 0; i < rowCount; i++) {
    for (let k = 0; k < fields.length; k++) columns[k][i] = words[i * WORDS + fields[k]];
    const id = i * WORDS + ID_LENGTH;
    for (let k = 0; k < TEXT_CELL_WORDS; k++) cells[i * TEXT_CELL_WORDS + k] = words[id + k];
  }
  return [
    ...columns.map(({ buffer }) => ({ width: 4, buffer: buffer as ArrayBuffer })),
    { width: TEXT_CELL_BYTES, buffer: cells.buffer as ArrayBuffer, texts },
  ];
}

import { columnsOf, textRows as textCells } from '../store/query-cells.ts';
import type { Store } from '../store/store.ts';
import type { Row } from './figures.ts';

/** Rows of one list: the report stays one page whatever the month holds. */
export const LIST_ROWS = 20;
/** Input files shown, the latest first. */
export const FILE_ROWS = 50;

/** A list as shown, and how many rows it has in all. */
export interface List {
  rows: Row[];
  total: string;
}

/** Everything the report says, as text; amounts are euros as exact decimals. */
export interface ReportFacts {
  month: string;
  months: string[];
  runs: List;
  files: List;
  totals: Row;
  untied: string;
  byService: Row[];
  byOffer: Row[];
  byZone: List;
  dearest: Row[];
  suspense: Row[];
  rejects: Row[];
  allowances: Row[];
  invoiceTotals: Row;
  invoices: List;
  taxes: Row[];
  charges: List;
  blockers: List;
  alarmKinds: Row[];
  alarms: List;
}

/** Reads what the report says of the runs and of one month. @param month `YYYY-MM` */
export async function readFacts(
  store: Store,
  month: string,
  months: string[],
): Promise<ReportFacts> {
  await store.run('CREATE OR REPLACE TEMP TABLE report_month (month DATE)');
  await store.run("INSERT INTO report_month VALUES (CAST(? || '-01' AS DATE))", [month]);
  // One pass over the month's usage; the tables by service, offer and zone are sums of it.
  await store.run(
    `CREATE OR REPLACE TEMP TABLE report_usage AS
     SELECT u.service, c.offer, coalesce(u.zone, '') AS zone, u.unit, count(*) AS events,
       sum(u.quantity) AS quantity, sum(u.included) AS included, sum(u.charged) AS charged,
       sum(u.amount) AS amount, count(*) FILTER (u.amount IS NULL) AS open
     FROM usage u JOIN report_month m ON m.month = u.month
     LEFT JOIN contracts c ON c.contract_id = u.contract_id
     GROUP BY ALL`,
  );
  const rows = (sql: string) => textRows(store, sql);
  const list = (sql: string, limit = LIST_ROWS) => listOf(store, sql, limit);
  const [totals] = await rows(TOTALS);
  const [{ untied }] = await rows(UNTIED);
  const [invoiceTotals] = await rows(INVOICE_TOTALS);
  return {
    month,
    months,
    runs: await list(RUNS),
    files: await list(FILES, FILE_ROWS),
    totals,
    untied: untied ?? '0',
    byService: await rows(usageBy('service, unit', 'service, unit')),
    byOffer: await rows(usageBy('offer', 'amount DESC NULLS LAST, offer')),
    byZone: await list(usageBy('service, zone, unit', 'amount DESC NULLS LAST, events DESC, zone')),
    dearest: await rows(DEAREST),
    suspense: await rows(SUSPENSE),
    rejects: await rows(REJECTS),
    allowances: await rows(ALLOWANCES),
    invoiceTotals,
    invoices: await list(INVOICES),
    taxes: await rows(TAXES),
    charges: await list(CHARGES),
    blockers: await list(BLOCKERS),
    alarmKinds: await rows(ALARM_KINDS),
    alarms: await list(ALARMS),
  };
}

const OF_MONTH = 'month = (FROM report_month)';
const TIME = "'%Y-%m-%d %H:%M:%S'";

const RUNS = `SELECT r.run_key AS run, strftime(r.started_at, ${TIME}) AS started_at,
    strftime(r.finished_at, ${TIME}) AS finished_at, count(f.file_key) AS files,
    coalesce(sum(f.row_count), 0) AS rows, left(r.catalogue_digest, 12) AS catalogue, r.octroi_version AS version
  FROM runs r LEFT JOIN input_files f USING (run_key)
  GROUP BY ALL ORDER BY r.run_key DESC`;

const FILES = `SELECT file, format, rows, rated, duplicates, rejected, suspended,
    strftime(finished_at, ${TIME}) AS finished_at FROM files ORDER BY finished_at DESC, file`;

const TOTALS = `SELECT count(*) AS files, coalesce(sum(rows), 0) AS rows, coalesce(sum(rated), 0) AS rated,
    coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(rejected), 0) AS rejected,
    coalesce(sum(suspended), 0) AS suspended,
    (SELECT count(*) FROM duplicates WHERE conflict) AS conflicts
  FROM files`;

const UNTIED =
  'SELECT count(*) AS untied FROM files WHERE rows <> rated + duplicates + rejected + suspended';

function usageBy(columns: string, order: string): string {
  return `SELECT ${columns}, sum(events) AS events, sum(quantity) AS quantity, sum(included) AS included,
      sum(charged) AS charged, sum(amount) AS amount, sum(open) AS open
    FROM report_usage GROUP BY ${columns} ORDER BY ${order}`;
}

/** The last four digits of a called number are nobody's business but the caller's (CPCE D98-5). */
const MASKED_CALLED = `CASE WHEN length(called) > 6 THEN left(called, -4) || '••••'
    WHEN called IS NOT NULL THEN repeat('•', length(called)) END`;

const DEAREST = `SELECT event_id, service, contract_id, zone, ${MASKED_CALLED} AS called, quantity, unit, amount
  FROM usage WHERE ${OF_MONTH} AND amount > 0 ORDER BY amount DESC, event_id LIMIT 10`;

const SUSPENSE = `SELECT reason, count(*) AS events, min(strftime(started_at, ${TIME})) AS oldest
  FROM suspense GROUP BY reason ORDER BY events DESC, reason`;

const REJECTS = `SELECT reason, min(detail) AS detail, count(*) AS rows
  FROM rejects GROUP BY reason ORDER BY rows DESC, reason LIMIT ${LIST_ROWS}`;

const ALLOWANCES = `SELECT allowance, unit, count(*) AS scopes,
    count(*) FILTER (remaining <= 0) AS used_up, sum(granted) AS granted, sum(rolled_in) AS rolled_in,
    sum(used) AS used, CASE WHEN sum(granted + rolled_in) > 0
      THEN CAST(100 * sum(used) // sum(granted + rolled_in) AS BIGINT) END AS percent_used
  FROM allowances WHERE ${OF_MONTH} GROUP BY allowance, unit ORDER BY allowance`;

const INVOICE_TOTALS = `SELECT count(*) AS invoices, count(*) FILTER (status = 'issued') AS issued,
    count(*) FILTER (incomplete) AS incomplete, coalesce(sum(total_excl_tax), 0.00) AS total_excl_tax,
    coalesce(sum(tax), 0.00) AS tax, coalesce(sum(total_incl_tax), 0.00) AS total_incl_tax
  FROM invoices WHERE ${OF_MONTH}`;

const INVOICES = `SELECT i.invoice_id, i.customer_id, c.name, i.status || CASE WHEN i.incomplete
      THEN ', incomplete' ELSE '' END AS status, i.total_excl_tax, i.tax, i.total_incl_tax
  FROM invoices i LEFT JOIN reference_customers c USING (customer_id)
  WHERE i.${OF_MONTH} ORDER BY i.total_excl_tax DESC, i.invoice_id`;

const TAXES = `SELECT t.vat_rate, sum(t.base) AS base, sum(t.tax) AS tax
  FROM invoice_taxes t JOIN invoices i USING (invoice_id) WHERE i.${OF_MONTH}
  GROUP BY t.vat_rate ORDER BY t.vat_rate`;

const CHARGES = `SELECT kind, item, min(label) AS label, count(*) AS charges, sum(quantity) AS quantity,
    min(unit) AS unit, sum(amount) AS amount
  FROM charges WHERE ${OF_MONTH} GROUP BY kind, item ORDER BY amount DESC, kind, item`;

const BLOCKERS = `SELECT customer_id, contract_id, item, reason, detail FROM blockers WHERE ${OF_MONTH}
  ORDER BY reason, customer_id, contract_id, item`;

const ALARM_KINDS = `SELECT kind, count(*) AS alarms, count(DISTINCT line) AS lines FROM alarms
  WHERE ${OF_MONTH} GROUP BY kind ORDER BY kind`;

const ALARMS = `SELECT strftime(started_at, ${TIME}) AS started_at, alarm_id, customer_id, line, kind, detail,
    event_id FROM alarms WHERE ${OF_MONTH} ORDER BY started_at DESC, alarm_id`;

async function listOf(store: Store, sql: string, limit: number): Promise<List> {
  const rows = await textRows(store, `${sql} LIMIT ${limit}`);
  if (rows.length < limit) return { rows, total: String(rows.length) };
  const [{ total }] = await textRows(store, `SELECT count(*) AS total FROM (${sql})`);
  return { rows, total: total ?? '0' };
}

/** A query's rows with every value as text. */
async function textRows(store: Store, sql: string): Promise<Row[]> {
  const result = await store.connection.run(sql);
  const names = columnsOf(result).map(({ name }) => name);
  const rows: Row[] = [];
  for await (const block of textCells(result)) {
    for (const cells of block)
      rows.push(Object.fromEntries(names.map((name, k) => [name, cells[k]])));
  }
  return rows;
}

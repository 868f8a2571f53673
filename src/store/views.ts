import { createHash } from 'node:crypto';
import { UUID_KEY } from '../batch/id-heads.ts';
import { UNPACKED } from '../batch/packed-columns.ts';
import { RATED_COLUMNS } from '../batch/rated-columns.ts';
import { UNIT_OF_SERVICE } from '../batch/services.ts';
import { FLAG_NAMES, FLAG_PENDING } from '../batch/usage-flags.ts';
import { ALARMS } from './alarm-view.ts';
import { BILLING_VIEWS } from './billing-views.ts';
import { EVENT_HEAD, HEADS, SESSION_HEAD } from './id-heads.ts';
import { CALLED_TEXT } from './purges.ts';
import { REFERENCE_VIEWS } from './reference-views.ts';
import { RERATED } from './rerated-view.ts';
import { countryCode, serviceName, sqlList, textLiteral } from './sql-names.ts';
import type { Store } from './store.ts';

/** A public view: its query and what each column means. Names and meanings are stable. */
export interface View {
  name: string;
  comment: string;
  sql: string;
  /** Column -> meaning, shown by DuckDB's own tools. */
  columns: Record<string, string>;
}

const UNIT = `(${sqlList(UNIT_OF_SERVICE)})[r.service + 1]`;
const COUNTRY = countryCode('country', 'FR');
const CALLED = CALLED_TEXT;
const FLAGS = `concat_ws(',', ${FLAG_NAMES.map(
  (name, bit) => `CASE WHEN flags & ${2 ** bit} <> 0 THEN '${name}' END`,
).join(', ')})`;

/** The one view that is not for the public. */
export const INTERNAL_VIEW = 'usage_events';

/** An id put together again; `place` is that of its text among the record's texts, where it is kept as text. */
const idText = (head: string, number: string, place: number, uuid: string) =>
  `CASE ${head} WHEN 0 THEN id_texts[${place}] WHEN ${UUID_KEY} THEN ${uuid}
     ELSE ${HEADS}[${head}] || substr(CAST(record.${number} AS VARCHAR), 2) END`;

const UUID_TEXT = `CAST(CAST(${['event_number', 'session_number']
  .map((half) => `lpad(hex(record.${half}), 16, '0')`)
  .join(' || ')} AS UUID) AS VARCHAR)`;

/** What is packed, and what it is taken apart to, by the names that `usage_events` gives it. */
const PACKED = new Set(['kind', 'event_number', 'session_number', 'id_heads']);
const TAKEN_APART = {
  event_id: idText(EVENT_HEAD, 'event_number', 1, UUID_TEXT),
  session_id: idText(SESSION_HEAD, 'session_number', -1, "''"),
  ...UNPACKED,
};

/** Columns of `usage_events` but `place`, from those of a table like `usage_rows`. */
export const EVENT_COLUMNS: string = [
  ...RATED_COLUMNS.filter(({ name }) => !PACKED.has(name)).map(({ name }) => `record.${name}`),
  ...Object.entries(TAKEN_APART).map(([name, sql]) => `${sql} AS ${name}`),
].join(', ');

/** What octroi itself reads of stored usage: `usage_rows` taken apart, and `place`, the number of the row. */
const USAGE_EVENTS = `CREATE OR REPLACE VIEW ${INTERNAL_VIEW} AS
  SELECT ${EVENT_COLUMNS}, rowid AS place FROM usage_rows`;

const USAGE: View = {
  name: 'usage',
  comment: 'One row per rated event: who used what, what it cost and why.',
  sql: `SELECT u.event_id, ${serviceName('r.service')} AS service, c.customer_id,
      nullif(c.site_id, '') AS site_id, c.contract_id, coalesce(l.line, CAST(u.line AS VARCHAR)) AS line,
      u.started_at, u.month,
      ${CALLED} AS called, ${COUNTRY} AS country, nullif(r.zone, '') AS zone, u.quantity, u.included,
      u.quantity - u.included AS charged, ${UNIT} AS unit,
      CASE WHEN u.flags & ${FLAG_PENDING} = 0 THEN u.amount 
        ELSE CAST(m.unit_price * (u.quantity - u.included) AS DECIMAL(18,6)) END AS amount, r.rule, ${FLAGS} AS flags,
      f.path AS file, CAST(u.row AS BIGINT) AS row
    FROM usage_events u
    LEFT JOIN contracts c ON c.contract_key = u.contract_key
    LEFT JOIN line_names l ON l.line_key = -u.line
    LEFT JOIN rules r ON r.rule_key = u.rule_key
    LEFT JOIN input_files f ON f.file_key = u.file_key
    LEFT JOIN month_prices m
      ON m.month = u.month AND m.contract_key = u.contract_key AND m.rule_key = u.rule_key`,
  columns: {
    event_id: 'the id the source gave the event',
    service: 'voice, csd, sms, data, sms_internet, location or transfer_activation',
    customer_id: 'customer of the contract',
    site_id: 'site of the contract, if it has one',
    contract_id: 'contract of the line on the Paris day of the start',
    line: 'the line that pays',
    started_at: 'start of the event, UTC',
    month: 'first day of the calendar month in Paris that the event belongs to (its start decides)',
    called:
      'number called: E.164 digits, or the short or internal number; its last four digits are **** once purged',
    country: 'ISO 3166 alpha-2 code of the country the line was used in',
    zone: 'price zone of what was called, or of where data was used',
    quantity: 'seconds, kilo-octets, messages, hits or activations: see unit',
    included: 'part of the quantity covered by an allowance or free of charge',
    charged: 'part of the quantity that is paid for: quantity - included',
    unit: 's, ko, message, hit or activation',
    amount:
      'euros excluding tax, exact to the micro-euro; NULL while only the close of the month can price the event; ' +
      'octroi bill gives messages and hits the unit price of their month',
    rule: 'catalogue rule that priced the event; octroi explain shows it in full',
    flags: `comma-separated: ${FLAG_NAMES.join(', ')}`,
    file: 'input file, as given',
    row: 'row in that file: its physical line for CSV (header = 1), its item for JSON (first = 1)',
  },
};

const REJECTS: View = {
  name: 'rejects',
  comment: 'One row per input row that could not be read. It claims no event id.',
  sql: `SELECT f.path AS file, x.row, x.reason, x.detail, x.raw FROM reject_rows x
    LEFT JOIN input_files f ON f.file_key = x.file_key`,
  columns: {
    file: 'input file, as given',
    row: 'row in that file',
    reason: 'stable code of what is wrong',
    detail: 'what was expected',
    raw: 'the row as it stands in the file (cut at 4 kB; invalid UTF-8 replaced)',
  },
};

const SUSPENSE: View = {
  name: 'suspense',
  comment: 'One row per readable event that cannot be priced: something it needs is missing.',
  sql: `SELECT s.event_id, f.path AS file, s.row, s.reason, s.detail, ${serviceName('s.service')} AS service,
      c.customer_id, nullif(c.site_id, '') AS site_id, c.contract_id, s.line,
      s.started_at, s.month, ${CALLED} AS called, ${COUNTRY} AS country, nullif(s.zone, '') AS zone,
      s.measure, ${FLAGS} AS flags, w.reason AS written_off
    FROM suspended_events s
    LEFT JOIN reference_write_offs w ON w.event_id = s.event_id
    LEFT JOIN contracts c ON c.contract_key = s.contract_key
    LEFT JOIN input_files f ON f.file_key = s.file_key`,
  columns: {
    event_id: 'the id the source gave the event',
    file: 'input file, as given',
    row: 'row in that file',
    reason:
      'unknown_line, no_contract, service_not_in_offer, unknown_country, no_zone, no_price or purged_month',
    detail: 'what is missing and where to give it',
    service: 'kind of usage',
    customer_id: 'customer of the contract, when there is one',
    site_id: 'site of the contract, when there is one',
    contract_id: 'contract of the line on that day, when there is one',
    line: 'the line that would pay',
    started_at: 'start of the event, UTC',
    month: 'calendar month in Paris, its first day',
    called: 'number called',
    country: 'country the line was used in',
    zone: 'price zone, when one was found',
    measure: 'seconds of a call, octets of a data record, else 1',
    flags: 'as in usage',
    written_off: 'why nobody will be billed for it (write_offs.csv): it keeps no invoice open',
  },
};

const DUPLICATES: View = {
  name: 'duplicates',
  comment: 'One row per record whose event id had been seen before: it is not billed.',
  sql: `SELECT d.event_id, f.path AS file, d.row, g.path AS first_file, d.first_row, d.conflict
    FROM duplicate_events d
    LEFT JOIN input_files f ON f.file_key = d.file_key
    LEFT JOIN input_files g ON g.file_key = d.first_file_key`,
  columns: {
    event_id: 'the repeated id',
    file: 'input file of the repeated record',
    row: 'row in that file',
    first_file: 'file of the record that counts',
    first_row: 'row of the record that counts',
    conflict: 'true when the content differs: the first record stays, look at both',
  },
};

const FILES: View = {
  name: 'files',
  comment:
    'One row per input file with its control totals: rows = rated + rejected + suspended + duplicates, ' +
    'and so for seconds and octets.',
  sql: `SELECT path AS file, sha256, format, row_count AS rows, rated, rejected, suspended, duplicates,
      started_at, finished_at, run_key AS run, seconds, octets, amount, rated_seconds, rated_octets,
      suspended_seconds, suspended_octets, duplicate_seconds, duplicate_octets FROM input_files`,
  columns: {
    file: 'input file, as given',
    sha256: 'SHA-256 of its bytes',
    format: 'format it was read as',
    rows: 'rows read, blank lines and header not counted',
    rated: 'rows now in view usage',
    rejected: 'rows in view rejects',
    suspended: 'rows now in view suspense',
    duplicates: 'rows in view duplicates',
    started_at: 'start of the run that read it, UTC',
    finished_at: 'end of that run, UTC',
    run: 'that run: see view rating_runs',
    seconds: 'seconds of voice and csd in its readable rows, summed as they were read',
    octets: 'octets of data in its readable rows, up and down together, summed as they were read',
    amount:
      'euros excluding tax of its rated rows, without what only the close of the month can price',
    rated_seconds: 'seconds of its rated rows',
    rated_octets: 'octets of its rated rows',
    suspended_seconds: 'seconds of its suspended rows',
    suspended_octets: 'octets of its suspended rows',
    duplicate_seconds: 'seconds of its duplicates',
    duplicate_octets: 'octets of its duplicates',
  },
};

const RATING_RUNS: View = {
  name: 'rating_runs',
  comment:
    'One row per run that rated usage. After it, usage has rows_kept + rows_rated rows and ' +
    'amount_kept + amount_rated euros.',
  sql: `SELECT r.run_key AS run, r.started_at, r.finished_at, r.octroi_version, r.catalogue_digest,
      count(f.file_key) AS files, coalesce(CAST(sum(f.row_count) AS BIGINT), 0) AS rows,
      coalesce(CAST(sum(f.seconds) AS BIGINT), 0) AS seconds, coalesce(sum(f.octets), 0) AS octets,
      r.rows_kept, r.amount_kept, r.rows_rated, r.amount_rated, r.command, r.rerated, r.retried, r.changed
    FROM runs r LEFT JOIN input_files f ON f.run_key = r.run_key
    GROUP BY ALL`,
  columns: {
    run: 'number of the run',
    started_at: 'its start, UTC',
    finished_at: 'its end, UTC',
    octroi_version: 'version of octroi',
    catalogue_digest: 'digest of the catalogue it rated with',
    files: 'input files it took in',
    rows: 'rows of those files',
    seconds: 'seconds of voice and csd in their readable rows',
    octets: 'octets of data in their readable rows',
    rows_kept: 'usage of earlier runs that it left as it was',
    amount_kept: 'euros of that usage',
    rows_rated: 'usage it rated: of its own files, and earlier usage rated again',
    amount_rated: 'euros of what it rated, summed as it was rated',
    command: 'rate, rerate or recycle',
    rerated:
      'usage of earlier runs that it rated again: late records and changed reference data cause it',
    retried: 'suspended records of earlier runs that it tried again',
    changed: 'of those, the ones that came out otherwise: see view rerated',
  },
};

const ALLOWANCES: View = {
  name: 'allowances',
  comment: 'One row per scope, month and allowance that was drawn on.',
  sql: `SELECT a.month, a.scope_kind, coalesce(c.contract_id, s.site_id) AS scope_id, a.allowance,
      a.granted, a.rolled_in, a.used, a.granted + a.rolled_in - a.used AS remaining, a.unit,
      coalesce(c.customer_id, o.customer_id) AS customer_id
    FROM allowance_balances a
    LEFT JOIN contracts c ON c.contract_key = CASE WHEN a.scope_kind = 'contract' THEN a.scope_key END
    LEFT JOIN sites s ON s.site_key = CASE WHEN a.scope_kind = 'site' THEN a.scope_key END
    LEFT JOIN (SELECT site_id, min(customer_id) AS customer_id FROM contracts GROUP BY site_id) o
      ON o.site_id = s.site_id
    WHERE a.used > 0`,
  columns: {
    month: 'calendar month in Paris, its first day',
    scope_kind: 'site or contract',
    scope_id: 'the site or contract that shares the allowance',
    allowance: 'site_pool, mobile_hour, data_bundle, correspondents …',
    granted: 'units granted for the month',
    rolled_in: 'units left over from the month before',
    used: 'units used',
    remaining: 'granted + rolled_in - used',
    unit: 's, ko or correspondent',
    customer_id: 'customer of that site or contract',
  },
};

export const VIEWS: readonly View[] = [
  USAGE,
  REJECTS,
  SUSPENSE,
  DUPLICATES,
  FILES,
  RATING_RUNS,
  ALLOWANCES,
  RERATED,
  ALARMS,
  ...BILLING_VIEWS,
  ...REFERENCE_VIEWS,
];

/** Makes or refreshes the views and their comments. */
export async function createViews(store: Store): Promise<void> {
  const statements = [
    USAGE_EVENTS,
    `COMMENT ON VIEW ${INTERNAL_VIEW} IS 'what octroi works on: query view usage instead'`,
    ...VIEWS.flatMap(statementsOf),
  ].join(';\n');
  // Made once per version: making them costs more than opening the database does.
  const digest = createHash('sha256').update(statements).digest('hex');
  const [made] = await store.query<{ views: number }>(
    `SELECT CAST(count(*) AS INTEGER) AS views FROM duckdb_views()
     WHERE database_name = current_database() AND NOT internal
       AND EXISTS (SELECT 1 FROM views_made WHERE digest = ?)`,
    [digest],
  );
  if (made.views > VIEWS.length) return;
  await store.run(statements);
  await store.run('DELETE FROM views_made');
  await store.run('INSERT INTO views_made VALUES (?)', [digest]);
}

function statementsOf(view: View): string[] {
  return [
    `CREATE OR REPLACE VIEW ${view.name} AS ${view.sql}`,
    `COMMENT ON VIEW ${view.name} IS ${textLiteral(view.comment)}`,
    ...Object.entries(view.columns).map(
      ([column, meaning]) => `COMMENT ON COLUMN ${view.name}.${column} IS ${textLiteral(meaning)}`,
    ),
  ];
}

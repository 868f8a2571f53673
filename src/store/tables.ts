import { RATED_COLUMNS } from '../batch/rated-columns.ts';
import { BILLING_TABLES } from './billing-tables.ts';
import { type Store, StoreError } from './store.ts';
import { REFERENCE_TABLES } from './store-reference.ts';

/** Raised when the meaning of a stored column changes. */
const STORE_VERSION = 6;

/** All numbers of a rated record in one column, and those of its two ids that are kept as texts, mostly none. */
const USAGE_ROWS = `usage_rows (
  record STRUCT(${RATED_COLUMNS.map(({ name, sqlType }) => `${name} ${sqlType}`).join(', ')}), id_texts VARCHAR[])`;

/**
 * Tables behind the views. Text that repeats is a key into a small table; the views join it back.
 * A key, once given, keeps its meaning for the life of the database.
 */
const TABLES = [
  USAGE_ROWS,
  'id_heads (head_key INTEGER, head VARCHAR)',
  'store_info (version INTEGER)',
  `purges (purged_at TIMESTAMP, open_from DATE, usage_rows BIGINT, suspended_rows BIGINT, reject_rows BIGINT,
     octroi_version VARCHAR)`,
  `runs (run_key INTEGER, started_at TIMESTAMP, finished_at TIMESTAMP, catalogue_digest VARCHAR,
     octroi_version VARCHAR, rows_kept BIGINT, amount_kept DECIMAL(38,6), rows_rated BIGINT,
     amount_rated DECIMAL(38,6), command VARCHAR, rerated BIGINT, retried BIGINT, changed BIGINT)`,
  `input_files (file_key INTEGER, run_key INTEGER, path VARCHAR, sha256 VARCHAR, size_bytes BIGINT,
     format VARCHAR, row_count BIGINT, rated BIGINT, rejected BIGINT, suspended BIGINT,
     duplicates BIGINT, started_at TIMESTAMP, finished_at TIMESTAMP, seconds BIGINT, octets HUGEINT,
     rated_seconds BIGINT, rated_octets HUGEINT, suspended_seconds BIGINT, suspended_octets HUGEINT,
     duplicate_seconds BIGINT, duplicate_octets HUGEINT, amount DECIMAL(38,6))`,
  'reject_rows (file_key INTEGER, row BIGINT, reason VARCHAR, detail VARCHAR, raw VARCHAR)',
  `suspended_events (event_id VARCHAR, file_key INTEGER, row BIGINT, reason VARCHAR, detail VARCHAR,
     service UTINYINT, line VARCHAR, contract_key INTEGER, started_at TIMESTAMP, month DATE,
     called BIGINT, country USMALLINT, zone VARCHAR, measure BIGINT, session_id VARCHAR,
     session_started_at TIMESTAMP, outcome UTINYINT, flags UTINYINT, content_hash UINTEGER,
     id_hash UBIGINT)`,
  `duplicate_events (event_id VARCHAR, file_key INTEGER, row BIGINT, first_file_key INTEGER,
     first_row BIGINT, conflict BOOLEAN, service UTINYINT, measure BIGINT)`,
  `allowance_balances (month DATE, scope_key INTEGER, granted BIGINT, rolled_in BIGINT, used BIGINT,
     allowance VARCHAR, scope_kind VARCHAR, unit VARCHAR, spent_at TIMESTAMP)`,
  // What later runs go on from: how far a contract's component has been rated, on what reference data; the
  // numbers that have a place among its correspondents, and since when (of two rows the earlier counts); session
  // periods that may still get records.
  'rated_contracts (contract_key INTEGER, rated_until TIMESTAMP, fingerprint BIGINT)',
  'rated_correspondents (contract_key INTEGER, month DATE, called BIGINT, since TIMESTAMP)',
  `open_periods (contract_key INTEGER, session_low INTEGER, session_high INTEGER,
     period_start TIMESTAMP, octets BIGINT)`,
  `rerated_events (run_key INTEGER, event_id VARCHAR, month DATE, old_contract_key INTEGER,
     new_contract_key INTEGER, old_rule_key INTEGER, new_rule_key INTEGER, old_included BIGINT,
     new_included BIGINT, old_amount DECIMAL(18,6), new_amount DECIMAL(18,6), old_quantity BIGINT,
     new_quantity BIGINT)`,
  'contracts (contract_key INTEGER, contract_id VARCHAR, customer_id VARCHAR, site_id VARCHAR, offer VARCHAR)',
  'sites (site_key INTEGER, site_id VARCHAR)',
  'line_names (line_key INTEGER, line VARCHAR)',
  'rules (rule_key INTEGER, rule VARCHAR, service UTINYINT, zone VARCHAR, allowance VARCHAR)',
  ...REFERENCE_TABLES,
  'views_made (digest VARCHAR)',
  'machine_sightings (file_key INTEGER, row BIGINT, imei VARCHAR)',
  `reference_alarms (alarm_id VARCHAR, customer_id VARCHAR, contract_id VARCHAR, line VARCHAR, kind VARCHAR,
     allowed VARCHAR, countries VARCHAR[], services VARCHAR[], windows STRUCT(from_date DATE, to_date DATE,
     weekdays INTEGER, from_minute INTEGER, to_minute INTEGER)[], threshold BIGINT, unit VARCHAR, per VARCHAR,
     starts_on DATE, ends_on DATE)`,
  ...BILLING_TABLES,
];

/** Makes the tables that are not there yet. @throws when the database is of another store version */
export async function createTables(store: Store): Promise<void> {
  await store.run(TABLES.map((table) => `CREATE TABLE IF NOT EXISTS ${table}`).join(';\n'));
  const [info] = await store.query<{ version: number }>('SELECT version FROM store_info');
  if (info === undefined) {
    await store.run('INSERT INTO store_info VALUES (?)', [STORE_VERSION]);
  } else if (info.version !== STORE_VERSION) {
    throw new StoreError(
      `${store.path}: made by another version of octroi (store version ${info.version}, this one ` +
        `reads ${STORE_VERSION}); rate into a new file`,
    );
  }
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sqlList } from './sql-names.ts';
import type { Store } from './store.ts';

/** Loads what the workers wrote beside the usage: rejects, suspense, duplicates and machines, in bulk. */
export async function loadSideFiles(store: Store, workFolder: string): Promise<void> {
  await load(store, workFolder, 'rejects', REJECT_COLUMNS, INSERT_REJECTS);
  await load(store, workFolder, 'suspense', SUSPENSE_COLUMNS, INSERT_SUSPENSE);
  await load(store, workFolder, 'duplicates', DUPLICATE_COLUMNS, INSERT_DUPLICATES);
  await load(store, workFolder, 'machines', MACHINE_COLUMNS, INSERT_MACHINES);
}

const REJECT_COLUMNS = {
  range: 'BIGINT',
  row: 'BIGINT',
  reason: 'VARCHAR',
  detail: 'VARCHAR',
  raw: 'VARCHAR',
};

const INSERT_REJECTS = `INSERT INTO reject_rows
  SELECT g.file_key, g.first_row + j.row, j.reason, j.detail, j.raw
  FROM side j JOIN input_ranges g ON g.range = j.range`;

const SUSPENSE_COLUMNS = {
  eventId: 'VARCHAR',
  fileKey: 'INTEGER',
  row: 'BIGINT',
  reason: 'VARCHAR',
  detail: 'VARCHAR',
  service: 'UTINYINT',
  line: 'VARCHAR',
  contractKey: 'INTEGER',
  startedAtUnixUs: 'BIGINT',
  monthStartDay: 'INTEGER',
  called: 'BIGINT',
  country: 'USMALLINT',
  zone: 'VARCHAR',
  measure: 'BIGINT',
  sessionId: 'VARCHAR',
  sessionStartedAtUnixUs: 'BIGINT',
  outcome: 'UTINYINT',
  flags: 'UTINYINT',
  contentHash: 'UINTEGER',
  idHash: 'UBIGINT',
};

const INSERT_SUSPENSE = `INSERT INTO suspended_events
  SELECT eventId, fileKey, row, reason, detail, service, line, contractKey,
    make_timestamp(startedAtUnixUs), DATE '1970-01-01' + monthStartDay, called, country, zone,
    measure, sessionId, make_timestamp(sessionStartedAtUnixUs), outcome, flags, contentHash,
    idHash
  FROM side`;

const DUPLICATE_COLUMNS = {
  eventId: 'VARCHAR',
  fileKey: 'INTEGER',
  row: 'BIGINT',
  firstFileKey: 'INTEGER',
  firstRow: 'BIGINT',
  conflict: 'BOOLEAN',
  service: 'UTINYINT',
  measure: 'BIGINT',
};

const INSERT_DUPLICATES = `INSERT INTO duplicate_events
  SELECT eventId, fileKey, row, firstFileKey, firstRow, conflict, service, measure FROM side`;

const MACHINE_COLUMNS = { range: 'BIGINT', row: 'BIGINT', imei: 'VARCHAR' };

const INSERT_MACHINES = `INSERT INTO machine_sightings
  SELECT g.file_key, g.first_row + j.row, j.imei
  FROM side j JOIN input_ranges g ON g.range = j.range`;

async function load(
  store: Store,
  workFolder: string,
  kind: string,
  columns: Record<string, string>,
  insert: string,
): Promise<void> {
  const files = readdirSync(workFolder)
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => join(workFolder, name));
  if (files.length === 0) return;
  const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`);
  await store.run(
    `CREATE TEMP VIEW side AS SELECT * FROM read_json(${sqlList(files)},
       format = 'newline_delimited', columns = {${types.join(', ')}}, maximum_object_size = 8388608)`,
  );
  await store.run(insert);
  await store.run('DROP VIEW side');
}

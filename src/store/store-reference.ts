import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { readReferenceHeader } from '../reference/reference-header.ts';
import { SNAPSHOT_TABLES, type SnapshotTable } from './reference-layouts.ts';
import { identifier, textLiteral } from './sql-names.ts';
import type { Store } from './store.ts';

/**
 * Tables of what the last run was given: billing reads them, so that a month's close needs no files and
 * works from the very data that priced the usage. `changed_by` is the run that last changed an input.
 */
export const REFERENCE_TABLES: readonly string[] = [
  ...SNAPSHOT_TABLES.map(
    ({ file, columns }) =>
      `reference_${file} (${columns.map(({ name, sqlType }) => `"${name}" ${sqlType}`).join(', ')})`,
  ),
  // Keys of the contracts in the order of the last run's file.
  'reference_contract_keys (contract_key INTEGER)',
  'reference_inputs (input VARCHAR, digest VARCHAR, changed_by INTEGER)',
  'billing_catalogue (json VARCHAR)',
];

/** The input that stands for the billing catalogue in `reference_inputs`. */
const CATALOGUE_INPUT = 'billing catalogue';

/**
 * Makes the snapshot tables say what the directory says. A file whose content the store already has is
 * not loaded again. Belongs to the run's transaction; the files must have passed their checks.
 */
export async function storeReference(
  store: Store,
  directory: string,
  runKey: number,
  digests: ReferenceDigests = digestsOf(directory),
): Promise<void> {
  const known = await knownDigests(store);
  for (const table of SNAPSHOT_TABLES) {
    const source = sourceOf(directory, table.file);
    const digest = digests.get(table.file) ?? '';
    if (digest === (known.get(table.file) ?? '')) continue;
    await store.run(`DELETE FROM reference_${table.file}`);
    if (source !== null) await load(store, table, source);
    await noteChange(store, table.file, digest, runKey);
  }
}

/** Digest of each file that a directory has, by its name without extension. */
export type ReferenceDigests = Map<string, string>;

export function digestsOf(directory: string): ReferenceDigests {
  const digests: ReferenceDigests = new Map();
  for (const { file } of SNAPSHOT_TABLES) {
    const source = sourceOf(directory, file);
    if (source !== null) digests.set(file, digestOf(source.path));
  }
  return digests;
}

/** The files that are, octet by octet, those that the last run was given. */
export async function sameFiles(store: Store, digests: ReferenceDigests): Promise<Set<string>> {
  const known = await knownDigests(store);
  return new Set([...digests.keys()].filter((file) => known.get(file) === digests.get(file)));
}

/** Stores what billing needs of the catalogue, as JSON. */
export async function storeBillingCatalogue(
  store: Store,
  catalogue: unknown,
  runKey: number,
): Promise<void> {
  const json = JSON.stringify(catalogue);
  const digest = createHash('sha256').update(json).digest('hex');
  if ((await knownDigests(store)).get(CATALOGUE_INPUT) === digest) return;
  await store.run('DELETE FROM billing_catalogue');
  await store.run('INSERT INTO billing_catalogue VALUES (?)', [json]);
  await noteChange(store, CATALOGUE_INPUT, digest, runKey);
}

async function knownDigests(store: Store): Promise<Map<string, string>> {
  const rows = await store.query<{ input: string; digest: string }>(
    'SELECT input, digest FROM reference_inputs',
  );
  return new Map(rows.map(({ input, digest }) => [input, digest]));
}

async function noteChange(
  store: Store,
  input: string,
  digest: string,
  runKey: number,
): Promise<void> {
  await store.run('DELETE FROM reference_inputs WHERE input = ?', [input]);
  await store.run('INSERT INTO reference_inputs VALUES (?, ?, ?)', [input, digest, runKey]);
}

interface Source {
  path: string;
  isParquet: boolean;
}

function sourceOf(directory: string, file: string): Source | null {
  const csv = join(directory, `${file}.csv`);
  if (existsSync(csv)) return { path: csv, isParquet: false };
  const parquet = join(directory, `${file}.parquet`);
  return existsSync(parquet) ? { path: parquet, isParquet: true } : null;
}

const CHUNK_BYTES = 1 << 20;

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  const descriptor = openSync(path, 'r');
  try {
    for (let read = 0; ; hash.update(chunk.subarray(0, read))) {
      read = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) return hash.digest('hex');
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Loads one file by column name; a column the file lacks is NULL. */
async function load(store: Store, table: SnapshotTable, source: Source): Promise<void> {
  const { names, from } = await reading(store, source);
  const values = table.columns.map(({ name, sqlType, expression }) =>
    names.includes(name) ? expression : `CAST(NULL AS ${sqlType})`,
  );
  await store.run(
    `INSERT INTO reference_${table.file} SELECT ${values.join(', ')} FROM (${from})`,
    [source.path],
  );
}

/** The file's columns as text, empty fields as NULL, and their names. */
async function reading(
  store: Store,
  { path, isParquet }: Source,
): Promise<{ names: string[]; from: string }> {
  if (isParquet) {
    const columns = await store.query<{ name: string }>(
      "SELECT name FROM parquet_schema(?) WHERE name <> 'schema' AND num_children IS NULL",
      [path],
    );
    const texts = columns.map(({ name }) => {
      const column = identifier(name.trim().toLowerCase());
      return `nullif(CAST(${identifier(name)} AS VARCHAR), '') AS ${column}`;
    });
    const names = columns.map(({ name }) => name.trim().toLowerCase());
    return { names, from: `SELECT ${texts.join(', ')} FROM read_parquet(?)` };
  }
  const { names, lines } = readReferenceHeader(path);
  // All options are given, so that DuckDB's sniffer does not run: it would guess at types, quotes and the header's end.
  const columns = names.map((name, k) => `${textLiteral(uniqueName(names, name, k))}: 'VARCHAR'`);
  const form = `delim = ',', quote = '"', escape = '"', header = false, auto_detect = false`;
  const from = `FROM read_csv(?, ${form}, skip = ${lines}, strict_mode = false, parallel = false,
    columns = {${columns.join(', ')}})`;
  return { names, from };
}

/** Columns octroi does not read may have any name, twice the same or none. */
function uniqueName(names: string[], name: string, k: number): string {
  return name !== '' && names.indexOf(name) === k ? name : `unread column ${k}`;
}

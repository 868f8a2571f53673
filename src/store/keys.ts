import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { StoreKeys } from '../classify/rating-tables.ts';
import type { ReferenceTables } from '../reference/reference-tables.ts';
import { findText, hashBytes, type TextIndex, textAt } from '../reference/text-index.ts';
import { ColumnAppender, type StoreColumn, textColumn } from './append-columns.ts';
import { readColumns } from './read-columns.ts';
import { ruleKeys } from './rule-keys.ts';
import type { Store } from './store.ts';

/**
 * Finds the keys of everything in the tables, and gives new ones to what the store has not seen.
 * @param hasSameContracts the file of contracts is the one of the last run
 */
export async function assignKeys(
  store: Store,
  tariffs: TariffTables,
  reference: ReferenceTables,
  hasSameContracts: boolean,
): Promise<StoreKeys> {
  const { contracts } = reference;
  const known = hasSameContracts ? await keysOfSameContracts(store, contracts.count) : null;
  return {
    lineKey: await lineKeys(store, reference.lines),
    contractKey: known ?? (await contractKeys(store, tariffs, reference)),
    siteKey: await siteKeys(store, reference.sites),
    ...(await ruleKeys(store, tariffs)),
  };
}

/** Keys that the last run gave to the contracts of its file, in the order of its rows; null when they do not fit. */
async function keysOfSameContracts(store: Store, count: number): Promise<Int32Array | null> {
  const { rowCount, columns } = await readColumns(
    store,
    'SELECT contract_key FROM reference_contract_keys ORDER BY rowid',
    ['int32'],
  );
  if (rowCount !== count) return null;
  const keys = new Int32Array(new SharedArrayBuffer(count * 4));
  keys.set(columns[0]);
  return keys;
}

/** Contracts of the reference data; compared with the stored ones where they lie, since there may be millions. */
async function contractKeys(
  store: Store,
  tariffs: TariffTables,
  reference: ReferenceTables,
): Promise<Int32Array> {
  const { contracts, customers, sites, contractCustomer, contractSite, contractOffer } = reference;
  const offers = textsInOrder(tariffs.offerNames);
  const keys = new Int32Array(new SharedArrayBuffer(contracts.count * 4));
  const textsOfContracts = (indices: Int32Array) => [
    textsOf(contracts, indices),
    textsOf(customers, pick(contractCustomer, indices)),
    textsOf(sites, pick(contractSite, indices)),
    textsOf(offers, pick(contractOffer, indices)),
  ];
  const [{ last }] = await store.query<{ last: number }>(
    'SELECT coalesce(max(contract_key), 0) AS last FROM contracts',
  );
  const all = Int32Array.from(keys, (_, contract) => contract);
  if (last > 0) {
    await store.run(
      `CREATE OR REPLACE TEMP TABLE contracts_now (contract INTEGER, contract_id VARCHAR,
         customer_id VARCHAR, site_id VARCHAR, offer VARCHAR)`,
    );
    await appendRows(store, 'contracts_now', all, all, textsOfContracts(all));
    await findContractKeys(store, keys);
    await store.run('DROP TABLE contracts_now');
  }
  const fresh = newIndices(keys, last + 1);
  await appendRows(store, 'contracts', keys, fresh, textsOfContracts(fresh));
  await store.run('DELETE FROM reference_contract_keys');
  await appendRows(store, 'reference_contract_keys', keys, all, []);
  return keys;
}

const IS_CHANGED =
  '(s.customer_id, s.site_id, s.offer) IS DISTINCT FROM (n.customer_id, n.site_id, n.offer)';

/** Fills in the keys of table `contracts_now` (contract = its index) and brings stored contracts up to date. */
async function findContractKeys(store: Store, keys: Int32Array): Promise<void> {
  const { rowCount, columns } = await readColumns(
    store,
    `SELECT n.contract, s.contract_key, CAST(${IS_CHANGED} AS INTEGER)
     FROM contracts_now n JOIN contracts s USING (contract_id)`,
    ['int32', 'int32', 'int32'],
  );
  const [contract, key, isChanged] = columns;
  for (let k = 0; k < rowCount; k++) keys[contract[k]] = key[k];
  if (!isChanged.includes(1)) return;
  await store.run(
    `UPDATE contracts s SET customer_id = n.customer_id, site_id = n.site_id, offer = n.offer
     FROM contracts_now n WHERE n.contract_id = s.contract_id AND ${IS_CHANGED}`,
  );
}

function pick(values: ArrayLike<number>, indices: Int32Array): Int32Array {
  return indices.map((index) => values[index]);
}

async function siteKeys(store: Store, sites: TextIndex): Promise<Int32Array> {
  const keys = new Int32Array(new SharedArrayBuffer(sites.count * 4));
  let next = 1;
  const rows = await store.query<{ site_key: number; site_id: string }>('SELECT * FROM sites');
  for (const row of rows) {
    next = Math.max(next, row.site_key + 1);
    const site = indexOf(sites, row.site_id);
    if (site >= 0) keys[site] = row.site_key;
  }
  const fresh = newIndices(keys, next);
  await appendRows(store, 'sites', keys, fresh, [textsOf(sites, fresh)]);
  return keys;
}

/** A line of digits is its own key; any other gets a negative one. */
async function lineKeys(store: Store, lines: TextIndex): Promise<Float64Array> {
  const lineKey = new Float64Array(new SharedArrayBuffer(lines.count * 8));
  const stored = await store.query<{ line_key: number; line: string }>('SELECT * FROM line_names');
  const keys = new Map(stored.map((row) => [row.line, row.line_key]));
  let next = 1;
  for (const { line_key } of stored) next = Math.max(next, line_key + 1);
  const newKeys = new Int32Array(lines.count);
  const fresh: number[] = [];
  for (let index = 0; index < lines.count; index++) {
    const number = numberOf(lines, index);
    lineKey[index] = number;
    if (number > 0) continue;
    const line = textAt(lines, index);
    let key = keys.get(line);
    if (key === undefined) {
      key = next++;
      keys.set(line, key);
      newKeys[index] = key;
      fresh.push(index);
    }
    lineKey[index] = -key;
  }
  const indices = Int32Array.from(fresh);
  await appendRows(store, 'line_names', newKeys, indices, [textsOf(lines, indices)]);
  return lineKey;
}

/** The text as a number when it is 1 to 15 digits that do not begin with 0; else 0. */
function numberOf(index: TextIndex, i: number): number {
  const { bytes, offsets } = index;
  const start = offsets[i];
  const end = offsets[i + 1];
  if (end - start > 15 || bytes[start] === 48) return 0;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) return 0;
    number = number * 10 + digit;
  }
  return number;
}

function indexOf(index: TextIndex, text: string): number {
  const bytes = Buffer.from(text);
  return findText(index, bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
}

/** Gives keys from `next` on to what has none, and returns those indices. */
function newIndices(keys: Int32Array, next: number): Int32Array {
  const fresh: number[] = [];
  for (let index = 0; index < keys.length; index++) {
    if (keys[index] !== 0) continue;
    keys[index] = next + fresh.length;
    fresh.push(index);
  }
  return Int32Array.from(fresh);
}

async function appendRows(
  store: Store,
  table: string,
  keys: Int32Array,
  indices: Int32Array,
  texts: StoreColumn[],
): Promise<void> {
  const appender = await ColumnAppender.open(store, table);
  const keyColumn = { width: 4, buffer: indices.map((index) => keys[index]).buffer as ArrayBuffer };
  appender.append([keyColumn, ...texts], indices.length);
  appender.close();
}

/** Texts one after the other, as a TextIndex has them. */
type Texts = Pick<TextIndex, 'bytes' | 'offsets'>;

/** A column of the texts at those indices; '' for an index below 0. No string is made: there may be millions. */
function textsOf(index: Texts, indices: Int32Array): StoreColumn {
  const offsets = new Int32Array(indices.length + 1);
  for (let k = 0; k < indices.length; k++) {
    const i = indices[k];
    offsets[k + 1] = offsets[k] + (i < 0 ? 0 : index.offsets[i + 1] - index.offsets[i]);
  }
  const bytes = new Uint8Array(offsets[indices.length]);
  for (let k = 0; k < indices.length; k++) {
    const from = index.offsets[Math.max(indices[k], 0)];
    const length = offsets[k + 1] - offsets[k];
    for (let at = 0; at < length; at++) bytes[offsets[k] + at] = index.bytes[from + at];
  }
  return textColumn(offsets, bytes);
}

function textsInOrder(texts: readonly string[]): Texts {
  const parts = texts.map((text) => Buffer.from(text));
  const offsets = new Int32Array(texts.length + 1);
  for (const [k, part] of parts.entries()) offsets[k + 1] = offsets[k] + part.length;
  return { bytes: Buffer.concat(parts), offsets };
}

import { FLAG_SPLIT } from '../batch/usage-flags.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { parisDay } from '../normalise/paris-calendar.ts';
import type { ComponentFingerprints } from '../reference/fingerprints.ts';
import { ColumnAppender, int32Column } from './append-columns.ts';
import { readColumns } from './read-columns.ts';
import type { Store } from './store.ts';

/** How far earlier runs have rated each component, and whether what priced it has changed since. */
export interface RatedScopes {
  /** Start of the last record rated; -Infinity = none stored. */
  untilUs: Float64Array;
  /**
   * Start of the last record without a price that has drawn on an allowance, whose row does not say how much;
   * -Infinity = none.
   */
  unpricedDrawUs: Float64Array;
  /** 1 = the reference data of the days rated, the catalogue or octroi itself has changed. */
  isChanged: Uint8Array;
}

/** Stands for no instant: before all that is accepted. */
export const NEVER_US = -(10 ** 15);

/** Stands for an instant that has not come: after all that is accepted. */
export const NOT_YET_US = 9 * 10 ** 15;

/** An instant as it is stored, microseconds since 1970. */
export function timeOf(storedUs: number): number {
  if (storedUs <= NEVER_US) return Number.NEGATIVE_INFINITY;
  return storedUs >= NOT_YET_US ? Number.POSITIVE_INFINITY : storedUs;
}

/** Index of each key, -1 = not in the reference data (any more). */
export function indexOfKeys(keys: Int32Array): Int32Array {
  const index = new Int32Array(keys.reduce((most, key) => Math.max(most, key), 0) + 1).fill(-1);
  for (const [i, key] of keys.entries()) index[key] = i;
  return index;
}

/** Number of components of the reference data. */
export function componentCountOf({ reference }: Pick<RatingTables, 'reference'>): number {
  let count = 0;
  for (const component of reference.contractComponent) count = Math.max(count, component + 1);
  return count;
}

/** What the store says of contracts, in columns: see RatedScopes. */
export interface RatedContracts {
  contractKey: Int32Array;
  untilUs: Float64Array;
  /** Two words each. */
  fingerprint: Int32Array;
  /** Contracts with a draw of a record without a price, and when the last was. */
  drawContractKey: Int32Array;
  drawUs: Float64Array;
}

export async function readRatedContracts(store: Store): Promise<RatedContracts> {
  const rated = await readColumns(
    store,
    'SELECT contract_key, CAST(epoch_us(rated_until) AS DOUBLE), fingerprint FROM rated_contracts',
    ['int32', 'float64', 'words64'],
  );
  const draws = await readColumns(
    store,
    `SELECT contract_key, CAST(max(epoch_us(started_at)) AS DOUBLE) FROM suspended_events
     WHERE flags & ${FLAG_SPLIT} <> 0 AND contract_key <> 0 GROUP BY contract_key`,
    ['int32', 'float64'],
  );
  return {
    contractKey: rated.columns[0] as Int32Array,
    untilUs: rated.columns[1] as Float64Array,
    fingerprint: rated.columns[2] as Int32Array,
    drawContractKey: draws.columns[0] as Int32Array,
    drawUs: draws.columns[1] as Float64Array,
  };
}

/**
 * Compares what has been rated with the reference data of today.
 */
export function compareRatedScopes(
  stored: RatedContracts,
  tables: RatingTables,
  keys: StoreKeys,
  fingerprints: ComponentFingerprints,
): RatedScopes {
  const { contractComponent } = tables.reference;
  const indexOfKey = indexOfKeys(keys.contractKey);
  const componentsOf = (contractKeys: Int32Array) =>
    contractKeys.map((key) => contractComponent[indexOfKey[key] ?? -1] ?? -1);
  const count = componentCountOf(tables);
  const component = componentsOf(stored.contractKey);
  const untilUs = latestByComponent(component, stored.untilUs, count);
  const now = fingerprints.at(daysOf(untilUs));
  const isChanged = new Uint8Array(count);
  for (const [k, c] of component.entries()) {
    if (c < 0) continue;
    const isSame =
      stored.fingerprint[2 * k] === now[2 * c] && stored.fingerprint[2 * k + 1] === now[2 * c + 1];
    if (!isSame) isChanged[c] = 1;
  }
  const drawComponent = componentsOf(stored.drawContractKey);
  const unpricedDrawUs = latestByComponent(drawComponent, stored.drawUs, count);
  return { untilUs, unpricedDrawUs, isChanged };
}

/** The latest instant of each component; -Infinity = none. Rows of component -1 are of contracts that are no more. */
function latestByComponent(component: Int32Array, us: Float64Array, count: number): Float64Array {
  const latestUs = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const [k, c] of component.entries()) {
    if (c >= 0) latestUs[c] = Math.max(latestUs[c], us[k]);
  }
  return latestUs;
}

/** Paris days of instants; -1 of none. */
function daysOf(untilUs: Float64Array): Int32Array {
  return Int32Array.from(untilUs, (us) => (us < 0 ? -1 : parisDay(us)));
}

/**
 * Stores how far components have been rated: a row for each of their contracts, so that components whose
 * contracts part ways later are still known.
 * @param ratedUntilUs by component: start of the last record of this run and earlier ones
 * @param isRated by component: 1 = this run rated records of it
 */
export async function storeRatedScopes(
  store: Store,
  tables: RatingTables,
  keys: StoreKeys,
  fingerprints: ComponentFingerprints,
  ratedUntilUs: Float64Array,
  isRated: Uint8Array,
): Promise<void> {
  const { contractComponent } = tables.reference;
  const wanted = ratedUntilUs.map((us, c) => (isRated[c] === 1 ? us : Number.NEGATIVE_INFINITY));
  const words = fingerprints.at(daysOf(wanted));
  const contracts: number[] = [];
  for (const [contract, component] of contractComponent.entries()) {
    if (isRated[component] === 1) contracts.push(contract);
  }
  const contractKeys = int32Column(contracts.map((contract) => keys.contractKey[contract]));
  const until = BigInt64Array.from(contracts, (c) => BigInt(ratedUntilUs[contractComponent[c]]));
  const pairs = new Int32Array(contracts.length * 2);
  for (const [k, contract] of contracts.entries()) {
    const component = contractComponent[contract];
    pairs[2 * k] = words[2 * component];
    pairs[2 * k + 1] = words[2 * component + 1];
  }
  await store.run('CREATE OR REPLACE TEMP TABLE rated_now (contract_key INTEGER)');
  await append(store, 'rated_now', [contractKeys], contracts.length);
  await store.run(
    'DELETE FROM rated_contracts USING rated_now n WHERE rated_contracts.contract_key = n.contract_key',
  );
  await append(
    store,
    'rated_contracts',
    [contractKeys, { width: 8, buffer: until.buffer }, { width: 8, buffer: pairs.buffer }],
    contracts.length,
  );
  await dropOldCorrespondents(store);
}

/** Keeps those of a contract's last month and the one before: a call that is later still has its months rated again. */
async function dropOldCorrespondents(store: Store): Promise<void> {
  const monthBefore = (us: string) => `date_trunc('month', ${us}) - INTERVAL 1 MONTH`;
  // First a cheap question about all contracts together: as long as none falls silent, there is nothing to drop.
  const [old] = await store.query<{ found: boolean }>(
    `SELECT EXISTS (FROM rated_correspondents
       WHERE month < (SELECT ${monthBefore('max(rated_until)')} FROM rated_contracts)) AS found`,
  );
  if (!old.found) return;
  await store.run(
    `DELETE FROM rated_correspondents USING rated_contracts r
     WHERE rated_correspondents.contract_key = r.contract_key
       AND rated_correspondents.month < ${monthBefore('r.rated_until')}`,
  );
}

async function append(
  store: Store,
  table: string,
  columns: Parameters<ColumnAppender['append']>[0],
  rowCount: number,
): Promise<void> {
  const appender = await ColumnAppender.open(store, table);
  appender.append(columns, rowCount);
  appender.close();
}

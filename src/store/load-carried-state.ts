import { partitionOf } from '../batch/shuffle.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
import { grantedUnits } from '../rate/accumulate/granted-units.ts';
import type {
  CarriedBalances,
  CarriedNumbers,
  CarriedPeriods,
  CarriedPlaces,
  CarriedState,
} from '../rate/carried-state.ts';
import { CALLED_NUMBERS } from './called-numbers.ts';
import { NEVER_US, timeOf } from './rated-scopes.ts';
import { readColumns } from './read-columns.ts';
import { componentOfScope, type ScopeIndex } from './scope-index.ts';
import type { Store } from './store.ts';

/** A scope that goes on from its newest state, and not from that of an earlier instant. */
const NEVER = `make_timestamp(${NEVER_US})`;

/** Months since 1970-01 of a DATE column. */
export const MONTH_NUMBER = (column: string): string =>
  `CAST(year(${column}) * 12 + month(${column}) - 1 - 1970 * 12 AS INTEGER)`;

/** The temporary tables that say which scopes, and from which month: see listScopes. */
export interface ScopeNames {
  contracts: string;
  sites: string;
}

/**
 * Balances of the listed scopes, from the month before their month on: what a rollover starts from, and what
 * the month has drawn so far. Scopes that the reference data no longer knows are left out.
 */
export async function loadBalances(
  store: Store,
  { tariffs }: RatingTables,
  { contractOfKey, siteOfKey }: ScopeIndex,
  listed: ScopeNames,
): Promise<CarriedBalances> {
  const names = [...new Set(tariffs.allowanceName)];
  const since = 't.from_month - INTERVAL 1 MONTH';
  const { columns } = await readColumns(
    store,
    `SELECT CAST(a.scope_kind = 'site' AS INTEGER),
       CAST(coalesce(list_position(CAST(? AS JSON)::VARCHAR[], a.allowance), 0) AS INTEGER),
       a.scope_key, ${MONTH_NUMBER('a.month')}, CAST(a.granted AS DOUBLE), CAST(a.rolled_in AS DOUBLE),
       CAST(a.used AS DOUBLE), CAST(epoch_us(a.spent_at) AS DOUBLE)
     FROM allowance_balances a JOIN (
       SELECT 'contract' AS scope_kind, contract_key AS scope_key, from_month, since FROM ${listed.contracts}
       UNION ALL SELECT 'site', site_key, from_month, since FROM ${listed.sites}) t
     USING (scope_kind, scope_key)
     WHERE a.month >= ${since} AND (t.since = ${NEVER} OR a.month <= t.from_month)`,
    ['int32', 'int32', 'int32', 'int32', 'float64', 'float64', 'float64', 'float64'],
    [JSON.stringify(names)],
  );
  const [isSite, name, scopeKey] = columns;
  const allowanceOfName = names.map((text) => tariffs.allowanceName.indexOf(text));
  const scope = Int32Array.from(scopeKey, (key, k) =>
    isSite[k] === 1 ? (siteOfKey[key] ?? -1) : (contractOfKey[key] ?? -1),
  );
  const all = {
    allowance: Int32Array.from(name, (position) => allowanceOfName[position - 1] ?? -1),
    scope,
    month: columns[3] as Int32Array,
    granted: columns[4] as Float64Array,
    rolledIn: columns[5] as Float64Array,
    used: columns[6] as Float64Array,
    spentAtUs: (columns[7] as Float64Array).map(timeOf),
  };
  return pickRows(all, (k) => all.allowance[k] >= 0 && all.scope[k] >= 0);
}

/**
 * Brings what a site's pool grants up to date with the reference data (D7).
 * @returns places of the balances that another grant would have spent otherwise: those months must be rated again
 */
export function renewGrants(balances: CarriedBalances, tables: RatingTables): number[] {
  const { allowance, scope, month, granted, rolledIn, used } = balances;
  const spentOtherwise: number[] = [];
  for (let k = 0; k < allowance.length; k++) {
    if (tables.tariffs.allowancePerLicence[allowance[k]] === 0) continue;
    const now = grantedUnits(tables, allowance[k], scope[k], month[k]);
    if (now === granted[k]) continue;
    const wasSpent = used[k] >= granted[k] + rolledIn[k];
    if (wasSpent || used[k] > now + rolledIn[k]) spentOtherwise.push(k);
    granted[k] = now;
  }
  return spentOtherwise;
}

/**
 * Numbers with a place among the correspondents of the listed contracts, from their month on. Of a contract that
 * goes on, only those that the run calls; of one that is rated again since an instant, all that had their place by
 * then (dropSince deletes the others). A number may come twice: the earlier instant counts.
 */
export async function loadNumbers(
  store: Store,
  { contractOfKey }: ScopeIndex,
  listed: ScopeNames,
): Promise<CarriedNumbers> {
  const { columns } = await readColumns(
    store,
    `SELECT n.contract_key, ${MONTH_NUMBER('n.month')}, CAST(n.called AS DOUBLE),
       CAST(epoch_us(n.since) AS DOUBLE)
     FROM rated_correspondents n JOIN ${listed.contracts} t USING (contract_key)
     WHERE n.month >= t.from_month
       AND (t.since <> ${NEVER} OR (n.contract_key, n.called) IN (FROM ${CALLED_NUMBERS}))`,
    ['int32', 'int32', 'float64', 'float64'],
  );
  return {
    contract: columns[0].map((key) => contractOfKey[key]) as Int32Array,
    month: columns[1] as Int32Array,
    number: columns[2] as Float64Array,
    sinceUs: columns[3] as Float64Array,
  };
}

/** How many numbers have a place, for the listed contracts of which loadNumbers loads only some. */
export async function loadPlaces(
  store: Store,
  { contractOfKey }: ScopeIndex,
  listed: ScopeNames,
): Promise<CarriedPlaces> {
  const { columns } = await readColumns(
    store,
    `SELECT a.scope_key, ${MONTH_NUMBER('a.month')}, CAST(a.used AS INTEGER)
     FROM allowance_balances a JOIN ${listed.contracts} t ON a.scope_key = t.contract_key
     WHERE a.unit = 'correspondent' AND a.scope_kind = 'contract' AND a.month >= t.from_month
       AND t.since = ${NEVER} AND t.contract_key IN (SELECT contract_key FROM ${CALLED_NUMBERS})`,
    ['int32', 'int32', 'int32'],
  );
  return {
    contract: columns[0].map((key) => contractOfKey[key]) as Int32Array,
    month: columns[1] as Int32Array,
    taken: columns[2] as Int32Array,
  };
}

/**
 * Open session periods of the listed contracts that go on from their newest state; those of the others follow from
 * the records before the instant (copyContextSince).
 */
export async function loadPeriods(
  store: Store,
  { contractOfKey }: ScopeIndex,
  listed: ScopeNames,
): Promise<CarriedPeriods> {
  const { columns } = await readColumns(
    store,
    `SELECT p.contract_key, p.session_low, p.session_high,
       CAST(epoch_us(p.period_start) AS DOUBLE), CAST(p.octets AS DOUBLE)
     FROM open_periods p JOIN ${listed.contracts} t USING (contract_key) WHERE t.since = ${NEVER}`,
    ['int32', 'int32', 'int32', 'float64', 'float64'],
  );
  return {
    keyLow: columns[1] as Int32Array,
    keyHigh: columns[2] as Int32Array,
    periodStartUs: columns[3] as Float64Array,
    octets: columns[4] as Float64Array,
    contract: columns[0].map((key) => contractOfKey[key]) as Int32Array,
  };
}

/** The state of each partition's components. */
export function stateByPartition(
  state: CarriedState,
  tables: RatingTables,
  scopes: ScopeIndex,
  partitionCount: number,
): CarriedState[] {
  const { contractComponent } = tables.reference;
  const { balances, numbers, places, periods } = state;
  const ofContract = (contract: number) => partitionOf(contractComponent[contract], partitionCount);
  const balanceParts = split(balances, partitionCount, (k) =>
    partitionOf(
      componentOfScope(tables, scopes, balances.allowance[k], balances.scope[k]),
      partitionCount,
    ),
  );
  const numberParts = split(numbers, partitionCount, (k) => ofContract(numbers.contract[k]));
  const placeParts = split(places, partitionCount, (k) => ofContract(places.contract[k]));
  const periodParts = split(periods, partitionCount, (k) => ofContract(periods.contract[k]));
  return balanceParts.map((part, p) => ({
    balances: part,
    numbers: numberParts[p],
    places: placeParts[p],
    periods: periodParts[p],
  }));
}

type Column = Int32Array | Float64Array;
type Columns<T> = { [K in keyof T]: Column };

/** The rows for which `isWanted` says yes; the same columns where it says so for all, as it mostly does. */
export function pickRows<T extends Columns<T>>(columns: T, isWanted: (row: number) => boolean): T {
  const { length } = firstOf(columns);
  let k = 0;
  while (k < length && isWanted(k)) k++;
  if (k === length) return columns;
  return split(columns, 2, (k) => (isWanted(k) ? 0 : 1))[0];
}

/** Joins the rows of two sets of columns. */
export function joinRows<T extends Columns<T>>(left: T, right: T): T {
  if (firstOf(right).length === 0) return left;
  return mapColumns(left, (column, name) => {
    const other = right[name];
    const both = emptyLike(column, column.length + other.length);
    both.set(column);
    both.set(other, column.length);
    return both;
  });
}

function split<T extends Columns<T>>(
  columns: T,
  count: number,
  partOf: (row: number) => number,
): T[] {
  const { length } = firstOf(columns);
  const part = new Uint16Array(length);
  const place = new Int32Array(length);
  const sizes = new Int32Array(count);
  for (let k = 0; k < part.length; k++) {
    part[k] = partOf(k);
    place[k] = sizes[part[k]]++;
  }
  const parts = Array.from(sizes, (size) =>
    mapColumns(columns, (column) => emptyLike(column, size)),
  );
  for (const name of Object.keys(columns) as (keyof T)[]) {
    const to = parts.map((columnsOfPart) => columnsOfPart[name] as Column);
    scatter(columns[name], part, place, to);
  }
  return parts;
}

function firstOf<T extends Columns<T>>(columns: T): Column {
  return (Object.values(columns) as Column[])[0];
}

function scatter(from: Column, part: Uint16Array, place: Int32Array, to: Column[]): void {
  for (let k = 0; k < from.length; k++) to[part[k]][place[k]] = from[k];
}

function mapColumns<T extends Columns<T>>(
  columns: T,
  make: (column: Int32Array | Float64Array, name: keyof T) => Int32Array | Float64Array,
): T {
  const entries = Object.entries(columns) as [string, Int32Array | Float64Array][];
  return Object.fromEntries(
    entries.map(([name, column]) => [name, make(column, name as keyof T)]),
  ) as T;
}

function emptyLike(column: Int32Array | Float64Array, length: number): Int32Array | Float64Array {
  return column instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
}

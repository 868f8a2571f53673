import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { monthOfDay, monthStartDay, parisDay } from '../normalise/paris-calendar.ts';
import type { Survey } from '../rate/survey-partition.ts';
import { ColumnAppender, int32Column, int64Column } from './append-columns.ts';
import { NEVER_US, type RatedScopes } from './rated-scopes.ts';
import type { ScopeIndex } from './scope-index.ts';
import type { Store } from './store.ts';

/** Month of a component that is not touched. */
export const UNTOUCHED = 0x7fff_ffff;

/**
 * What a run does with each component, by its first month concerned (months since 1970-01): rate again from
 * the stored usage, or go on from the stored state. UNTOUCHED = neither.
 */
export interface TouchedScopes {
  againFrom: Int32Array;
  onwardFrom: Int32Array;
  /** What follows this instant is rated again, from the state as it was then; -Infinity = nothing. */
  sinceUs: Float64Array;
}

export function untouchedScopes(componentCount: number): TouchedScopes {
  const none = () => new Int32Array(componentCount).fill(UNTOUCHED);
  const sinceUs = new Float64Array(componentCount).fill(Number.NEGATIVE_INFINITY);
  return { againFrom: none(), onwardFrom: none(), sinceUs };
}

/**
 * Decides what new records mean for their components. Records later than all that was rated go on from the stored
 * state. A late one has what follows it rated again, from the state at its instant if that still follows from what
 * is stored; if not, or if reference data have changed, the component's months are rated again. A record read back
 * (suspense tried again) always has its component's months rated again.
 * @param hasRoom by component: 1 = its late records change no other, see findRoomForLate
 */
export function touchBySurvey(
  touched: TouchedScopes,
  survey: Survey,
  rated: RatedScopes,
  hasRoom: Uint8Array,
): void {
  const { earliestUs, earliestOrderedUs, earliestStoredUs } = survey;
  for (let c = 0; c < earliestUs.length; c++) {
    if (earliestUs[c] === Number.POSITIVE_INFINITY) continue;
    const isOrdered = earliestOrderedUs[c] !== Number.POSITIVE_INFINITY;
    if (isOrdered) touched.onwardFrom[c] = monthAt(earliestOrderedUs[c]);
    if (earliestStoredUs[c] !== Number.POSITIVE_INFINITY)
      rateAgain(touched, c, earliestStoredUs[c]);
    if (rated.isChanged[c] === 1) rateAgain(touched, c, earliestUs[c]);
    if (!isOrdered || earliestOrderedUs[c] > rated.untilUs[c] || hasRoom[c] === 1) continue;
    const sinceUs = earliestOrderedUs[c] - 1;
    if (isStateKnownAt(sinceUs, c, rated)) {
      touched.sinceUs[c] = sinceUs;
      touched.onwardFrom[c] = monthAt(sinceUs);
    } else rateAgain(touched, c, earliestUs[c]);
  }
}

/**
 * True when the state at an instant follows from what is stored: what the rows after it drew is known, and so are
 * the correspondents, which are kept until the month after theirs is over.
 */
function isStateKnownAt(us: number, component: number, rated: RatedScopes): boolean {
  const isRecent = monthAt(us) >= monthAt(rated.untilUs[component]) - 1;
  return isRecent && rated.unpricedDrawUs[component] <= us;
}

/** Has a component rated again from an instant on, or from its new records if they are in an earlier month. */
export function rateAgain(touched: TouchedScopes, component: number, fromUs: number): void {
  const { againFrom, onwardFrom } = touched;
  againFrom[component] = Math.min(againFrom[component], onwardFrom[component], monthAt(fromUs));
}

/** Paris month of an instant; for -Infinity, which stands for none, -Infinity. */
export function monthAt(startedAtUnixUs: number): number {
  if (startedAtUnixUs === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return monthOfDay(parisDay(startedAtUnixUs));
}

/**
 * Contracts and sites with a part in a component, with the month of it and the instant since which it is
 * rated again, as temporary tables (contract_key or site_key, from_month, since).
 */
export async function listScopes(
  { store, tables, keys, scopes }: Listing,
  monthOf: (component: number) => number,
  sinceUs: Float64Array | null,
  names: { contracts: string; sites: string },
  otherContractKeys: { keys: number[]; month: number } = { keys: [], month: 0 },
): Promise<{ contracts: number }> {
  const { contractComponent } = tables.reference;
  const contracts = newList(contractComponent.length + otherContractKeys.keys.length);
  for (const key of otherContractKeys.keys) {
    push(contracts, key, otherContractKeys.month, Number.NEGATIVE_INFINITY);
  }
  const sites = newList(keys.siteKey.length);
  const isListed = new Uint8Array(keys.siteKey.length);
  for (let contract = 0; contract < contractComponent.length; contract++) {
    const component = contractComponent[contract];
    const month = monthOf(component);
    if (month === UNTOUCHED) continue;
    const since = sinceUs?.[component] ?? Number.NEGATIVE_INFINITY;
    push(contracts, keys.contractKey[contract], month, since);
    const site = scopes.poolSite[contract];
    if (site < 0 || isListed[site] === 1) continue;
    isListed[site] = 1;
    push(sites, keys.siteKey[site], month, since);
  }
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${names.contracts} (contract_key INTEGER, from_month DATE, since TIMESTAMP);
     CREATE OR REPLACE TEMP TABLE ${names.sites} (site_key INTEGER, from_month DATE, since TIMESTAMP)`,
  );
  await append(store, names.contracts, contracts);
  await append(store, names.sites, sites);
  return { contracts: contracts.count };
}

/** What scopes are listed with. */
export interface Listing {
  store: Store;
  tables: RatingTables;
  keys: StoreKeys;
  scopes: ScopeIndex;
}

/** Rows of a list of scopes, in columns. */
interface ScopeList {
  count: number;
  key: Int32Array;
  day: Int32Array;
  sinceUs: Float64Array;
}

function newList(room: number): ScopeList {
  const [key, day] = [new Int32Array(room), new Int32Array(room)];
  return { count: 0, key, day, sinceUs: new Float64Array(room) };
}

function push(list: ScopeList, key: number, month: number, sinceUs: number): void {
  list.key[list.count] = key;
  list.day[list.count] = monthStartDay(month);
  list.sinceUs[list.count++] = Math.max(NEVER_US, sinceUs);
}

async function append(store: Store, table: string, list: ScopeList): Promise<void> {
  const { count, key, day, sinceUs } = list;
  const appender = await ColumnAppender.open(store, table);
  const columns = [
    int32Column(key.subarray(0, count)),
    int32Column(day.subarray(0, count)),
    int64Column(sinceUs.subarray(0, count)),
  ];
  appender.append(columns, count);
  appender.close();
}

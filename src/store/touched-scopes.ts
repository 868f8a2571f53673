import { SCOPE_SITE } from '../catalogue/tariff-tables.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { monthOfDay, monthStartDay, parisDay } from '../normalise/paris-calendar.ts';
import type { Survey } from '../rate/survey-partition.ts';
import { isWebexOffer } from '../reference/webex-offer.ts';
import { ColumnAppender, int32Column, int64Column } from './append-columns.ts';
import { NEVER_US, type RatedScopes } from './rated-scopes.ts';
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
 * Decides what new records mean for their components: those later than all that was rated go on from the
 * state. A late one has what follows it rated again, from the state as it was then, which what is stored still tells;
 * where it does not, or where reference data have changed, the component's months are rated again.
 * A record read back (suspense tried again) always has its component rated again.
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

/** Paris month of an instant; of none, one before all others. */
export function monthAt(startedAtUnixUs: number): number {
  if (startedAtUnixUs === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return monthOfDay(parisDay(startedAtUnixUs));
}

/**
 * Contracts and sites with a part in a component, with the month of it and the instant since which it is
 * rated again, as temporary tables (contract_key or site_key, from_month, since).
 */
export async function listScopes(
  store: Store,
  tables: RatingTables,
  keys: StoreKeys,
  monthOf: (component: number) => number,
  sinceUs: Float64Array | null,
  names: { contracts: string; sites: string },
  otherContractKeys: { keys: number[]; month: number } = { keys: [], month: 0 },
): Promise<{ contracts: number }> {
  const { reference } = tables;
  const contracts = [...otherContractKeys.keys];
  const contractMonths = contracts.map(() => monthStartDay(otherContractKeys.month));
  const since: number[] = contracts.map(() => Number.NEGATIVE_INFINITY);
  const sites = new Map<number, [number, number]>();
  for (let contract = 0; contract < reference.contracts.count; contract++) {
    const component = reference.contractComponent[contract];
    const month = monthOf(component);
    if (month === UNTOUCHED) continue;
    contracts.push(keys.contractKey[contract]);
    contractMonths.push(monthStartDay(month));
    since.push(sinceUs?.[component] ?? Number.NEGATIVE_INFINITY);
    const site = poolSiteOf(tables, contract);
    if (site >= 0) sites.set(keys.siteKey[site], [monthStartDay(month), since[since.length - 1]]);
  }
  await list(store, names.contracts, 'contract_key', contracts, contractMonths, since);
  const ofSites = [...sites.values()];
  const siteMonths = ofSites.map(([month]) => month);
  const siteSince = ofSites.map(([, us]) => us);
  await list(store, names.sites, 'site_key', [...sites.keys()], siteMonths, siteSince);
  return { contracts: contracts.length };
}

/** Site in whose pool the contract has a part, or -1: a contract of another kind may stand there too. */
function poolSiteOf({ reference, tariffs }: RatingTables, contract: number): number {
  const sharesPool = isWebexOffer(tariffs, reference.contractOffer[contract]);
  return sharesPool ? reference.contractSite[contract] : -1;
}

/** Component of the scope of an allowance; a site's is that of its Webex contracts. */
export function componentOfScopes(
  tables: RatingTables,
): (allowance: number, scope: number) => number {
  const { reference, tariffs } = tables;
  const ofSite = new Int32Array(reference.sites.count).fill(-1);
  for (const [contract, component] of reference.contractComponent.entries()) {
    const site = poolSiteOf(tables, contract);
    if (site >= 0) ofSite[site] = component;
  }
  return (allowance, scope) =>
    tariffs.allowanceScope[allowance] === SCOPE_SITE
      ? ofSite[scope]
      : reference.contractComponent[scope];
}

async function list(
  store: Store,
  table: string,
  keyName: string,
  keys: number[],
  days: number[],
  sinceUs: number[],
): Promise<void> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${table} (${keyName} INTEGER, from_month DATE, since TIMESTAMP)`,
  );
  const appender = await ColumnAppender.open(store, table);
  const since = int64Column(sinceUs.map((us) => Math.max(NEVER_US, us)));
  const columns = [int32Column(keys), int32Column(days), since];
  appender.append(columns, keys.length);
  appender.close();
}

import { grantedUnits } from '../rate/accumulate/granted-units.ts';
import type { Survey } from '../rate/survey-partition.ts';
import { loadBalances } from './load-carried-state.ts';
import type { RatedScopes } from './rated-scopes.ts';
import { readColumns } from './read-columns.ts';
import { componentOfScope } from './scope-index.ts';
import { type Listing, listScopes, monthAt, UNTOUCHED } from './touched-scopes.ts';

const LATE = { contracts: 'late_contracts', sites: 'late_sites' };

/**
 * Finds the components whose late records change no other record's price, so that they can be rated after what is
 * stored, as if they were not late. That is so where each allowance of the month either has room for all that is new
 * (every record then gets what it wants, in whatever order) or was spent before the first late record, which gets
 * nothing. The same goes for places among the correspondents. It is never so for records of sessions, since rounding
 * within a session period depends on their order.
 * @returns by component: 1 = its late records are of that kind
 */
export async function findRoomForLate(
  listing: Listing,
  survey: Survey,
  rated: RatedScopes,
): Promise<Uint8Array> {
  const hasRoom = new Uint8Array(survey.earliestUs.length).map((_, c) =>
    mayHaveRoom(c, survey, rated),
  );
  const monthOf = (c: number) =>
    hasRoom[c] === 1 ? monthAt(survey.earliestOrderedUs[c]) : UNTOUCHED;
  const { contracts } = await listScopes(listing, monthOf, null, LATE);
  if (contracts === 0) return hasRoom;
  const { store, tables, scopes } = listing;
  const balances = await loadBalances(store, tables, scopes, LATE);
  for (const [k, allowance] of balances.allowance.entries()) {
    const scope = balances.scope[k];
    const component = componentOfScope(tables, scopes, allowance, scope);
    if (component < 0 || balances.month[k] !== monthOf(component)) continue;
    const granted = balances.granted[k];
    const isSpent = balances.spentAtUs[k] < survey.earliestOrderedUs[component];
    const left = granted + balances.rolledIn[k] - balances.used[k];
    const isAsGranted = grantedUnits(tables, allowance, scope, balances.month[k]) === granted;
    const hasEnough = isSpent || survey.orderedUnits[component] < left;
    if (!hasEnough || !isAsGranted) hasRoom[component] = 0;
  }
  await leaveOutFullNumbers(listing, survey, hasRoom);
  return hasRoom;
}

/** Late records of the last month rated, on unchanged data and outside sessions. */
function mayHaveRoom(c: number, survey: Survey, rated: RatedScopes): number {
  const untilUs = rated.untilUs[c];
  const lateUs = survey.earliestOrderedUs[c];
  const isLate = lateUs <= untilUs && rated.isChanged[c] === 0;
  const isStored = survey.earliestStoredUs[c] !== Number.POSITIVE_INFINITY;
  if (!isLate || isStored || survey.earliestSessionUs[c] <= untilUs) return 0;
  return monthAt(lateUs) === monthAt(untilUs) ? 1 : 0;
}

/** Contracts whose new calls might take the last place among the correspondents (B3). */
async function leaveOutFullNumbers(
  { store, tables, scopes }: Listing,
  survey: Survey,
  hasRoom: Uint8Array,
): Promise<void> {
  const { columns } = await readColumns(
    store,
    `SELECT a.scope_key, CAST(a.granted - a.used AS DOUBLE)
     FROM allowance_balances a JOIN ${LATE.contracts} t ON a.scope_key = t.contract_key AND a.month = t.from_month
     WHERE a.unit = 'correspondent' AND a.scope_kind = 'contract'`,
    ['int32', 'float64'],
  );
  for (const [k, key] of columns[0].entries()) {
    const component = tables.reference.contractComponent[scopes.contractOfKey[key]];
    if (survey.orderedRecords[component] > columns[1][k]) hasRoom[component] = 0;
  }
}

import { SCOPE_SITE } from '../catalogue/tariff-tables.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
import type { CarriedBalances } from '../rate/carried-state.ts';
import { ControlTotalsError } from './control-totals.ts';
import { MONTH_NUMBER } from './load-carried-state.ts';
import { readColumns } from './read-columns.ts';
import { componentOfScope, type ScopeIndex } from './scope-index.ts';
import type { Store } from './store.ts';

/** Where the rows read back are, and what they are read with. */
interface TakenRows {
  store: Store;
  tables: RatingTables;
  scopes: ScopeIndex;
  /** The part of `taken_before` that holds them. */
  part: string;
}

/**
 * Makes balances say what they said at the instant since which their component is rated again: what the rows read
 * back had drawn is given back, and what was spent later is not spent yet.
 * @param sinceUs by component; -Infinity = its balances stay
 * @returns the places of the balances that were given something back
 * @throws ControlTotalsError when more was drawn than the balance says
 */
export async function rewindBalances(
  taken: TakenRows,
  balances: CarriedBalances,
  sinceUs: Float64Array,
): Promise<Set<number>> {
  const { allowance, scope, month, used, spentAtUs } = balances;
  const { tables, scopes } = taken;
  const placeOf = new Map<string, number>();
  for (let k = 0; k < allowance.length; k++) {
    const us =
      sinceUs[componentOfScope(tables, scopes, allowance[k], scope[k])] ?? Number.NEGATIVE_INFINITY;
    if (us === Number.NEGATIVE_INFINITY) continue;
    if (spentAtUs[k] > us) spentAtUs[k] = Number.POSITIVE_INFINITY;
    const name = tables.tariffs.allowanceName[allowance[k]];
    placeOf.set(keyOf(name, scope[k], month[k]), k);
  }
  const givenBack = new Set<number>();
  if (placeOf.size === 0) return givenBack;
  for (const drawn of await drawnUnits(taken)) {
    // What is unlimited has no balance; those of later months are gone.
    const k = placeOf.get(keyOf(drawn.name, drawn.scope, drawn.month));
    if (k === undefined) continue;
    used[k] -= drawn.units;
    if (used[k] < 0) throw drawnTooMuch(drawn.name);
    if (drawn.units > 0) givenBack.add(k);
  }
  return givenBack;
}

interface DrawnUnits {
  /** Name of the allowance. */
  name: string;
  /** Index of the site or contract, by the allowance's scope. */
  scope: number;
  month: number;
  units: number;
}

/** What the rows read back drew, by allowance, contract and month. */
async function drawnUnits({ store, tables, scopes, part }: TakenRows): Promise<DrawnUnits[]> {
  const { tariffs, reference } = tables;
  const names = [...new Set(tariffs.allowanceName)];
  const { rowCount, columns } = await readColumns(
    store,
    `SELECT contract_key, position, ${MONTH_NUMBER('month')}, CAST(sum(included) AS DOUBLE)
     FROM taken_before JOIN (
       SELECT rule_key, CAST(list_position(CAST($1 AS JSON)::VARCHAR[], allowance) AS INTEGER) AS position
       FROM rules) USING (rule_key)
     WHERE part = $2 AND position > 0 GROUP BY contract_key, position, month`,
    ['int32', 'int32', 'int32', 'float64'],
    [JSON.stringify(names), part],
  );
  const [contractKey, position, month, units] = columns;
  return Array.from({ length: rowCount }, (_, i) => {
    const name = names[position[i] - 1];
    const contract = scopes.contractOfKey[contractKey[i]];
    const isOfSite = tariffs.allowanceScope[tariffs.allowanceName.indexOf(name)] === SCOPE_SITE;
    const scope = isOfSite ? reference.contractSite[contract] : contract;
    return { name, scope, month: month[i], units: units[i] };
  });
}

function keyOf(name: string, scope: number, month: number): string {
  return `${name} ${scope} ${month}`;
}

function drawnTooMuch(allowance: string): ControlTotalsError {
  return new ControlTotalsError(
    `allowances: the stored usage has drawn more on ${allowance} than its balance says; the database has been ` +
      'changed since it was rated, or was damaged. Nothing was stored; octroi audit says what does not tie',
  );
}

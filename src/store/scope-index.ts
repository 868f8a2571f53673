import { SCOPE_SITE } from '../catalogue/tariff-tables.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { isWebexOffer } from '../reference/webex-offer.ts';
import { indexOfKeys } from './rated-scopes.ts';

/** From the store's keys to the reference data's indices; made once in a run. */
export interface ScopeIndex {
  /** By key; -1 = the reference data no longer has it. */
  contractOfKey: Int32Array;
  siteOfKey: Int32Array;
  /** By contract: the site in whose pool it has a part, -1 = none. A contract of another kind may stand there too. */
  poolSite: Int32Array;
  /** By site: component of the contracts that share its pool, -1 = none. */
  componentOfSite: Int32Array;
}

export function indexScopes({ reference, tariffs }: RatingTables, keys: StoreKeys): ScopeIndex {
  const poolSite = reference.contractSite.map((site, contract) =>
    isWebexOffer(tariffs, reference.contractOffer[contract]) ? site : -1,
  );
  const componentOfSite = new Int32Array(reference.sites.count).fill(-1);
  for (let contract = 0; contract < poolSite.length; contract++) {
    const site = poolSite[contract];
    if (site >= 0) componentOfSite[site] = reference.contractComponent[contract];
  }
  return {
    contractOfKey: indexOfKeys(keys.contractKey),
    siteOfKey: indexOfKeys(keys.siteKey),
    poolSite,
    componentOfSite,
  };
}

/** Component of the scope of an allowance: of a site, or of a contract. */
export function componentOfScope(
  { tariffs, reference }: RatingTables,
  { componentOfSite }: ScopeIndex,
  allowance: number,
  scope: number,
): number {
  const isOfSite = tariffs.allowanceScope[allowance] === SCOPE_SITE;
  return isOfSite ? componentOfSite[scope] : reference.contractComponent[scope];
}

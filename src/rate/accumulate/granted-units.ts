import { SCOPE_SITE } from '../../catalogue/tariff-tables.ts';
import type { RatingTables } from '../../classify/rating-tables.ts';
import { tariffAt } from '../../classify/tariff-at.ts';
import { monthStartDay } from '../../normalise/paris-calendar.ts';
import { offerAt } from '../../reference/offer-at.ts';
import { countLicences } from '../../reference/site-licences.ts';

type Granting = Pick<RatingTables, 'tariffs' | 'reference'>;

/**
 * Units granted in a month: whole in a part month, by licences for a site's pool (D4, D6, D7). Versions of an offer
 * that follow each other within a month share what the one grants that is in force on the contract's first day of the
 * month, whichever record comes first (G2).
 * @param scope site or contract, by the allowance's scope
 */
export function grantedUnits(
  tables: Granting,
  allowance: number,
  scope: number,
  month: number,
): number {
  const { tariffs, reference } = tables;
  if (tariffs.allowancePerLicence[allowance] === 1) {
    return tariffs.allowanceGranted[allowance] * countLicences(reference, tariffs, scope, month);
  }
  const first = allowanceOfMonth(tables, allowance, scope, month);
  return tariffs.allowanceGranted[first < 0 ? allowance : first];
}

/** The same for a month in which the contract may have had no such allowance: then it granted nothing. */
export function grantedUnitsBefore(
  tables: Granting,
  allowance: number,
  scope: number,
  month: number,
): number {
  const first = allowanceOfMonth(tables, allowance, scope, month);
  return first < 0 ? 0 : tables.tariffs.allowanceGranted[first];
}

/** The allowance of that name that the contract has on its first day of the month; -1 = none. */
function allowanceOfMonth(
  { tariffs, reference }: Granting,
  allowance: number,
  scope: number,
  month: number,
): number {
  if (tariffs.allowanceScope[allowance] === SCOPE_SITE) return allowance;
  const day = Math.max(monthStartDay(month), reference.contractFromDay[scope]);
  const tariff = tariffAt(tariffs, offerAt(reference, tariffs, scope, day), day);
  const name = tariffs.allowanceName[allowance];
  return tariffs.tariffAllowances[tariff].find((k) => tariffs.allowanceName[k] === name) ?? -1;
}

import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { monthStartDay } from '../normalise/paris-calendar.ts';
import type { ReferenceTables } from './reference-tables.ts';
import { isWebexOffer } from './webex-offer.ts';

/**
 * Webex licences that feed a site's pool in a Paris month (003, D4, D6): lines with a Webex
 * contract on any day of the month, each counted once, at the site of its first such day. A number that goes to
 * another customer is a licence of each. The reference data alone decides (D7), so the count does not depend on usage.
 * @param month months since 1970-01
 */
export function countLicences(
  reference: ReferenceTables,
  tariffs: TariffTables,
  site: number,
  month: number,
): number {
  const firstDay = monthStartDay(month);
  const lastDay = monthStartDay(month + 1) - 1;
  const end = reference.siteFirstLine[site + 1];
  let count = 0;
  for (let at = reference.siteFirstLine[site]; at < end; at++) {
    const line = reference.siteLine[at];
    if (isFirstLicenceDayAt(site, reference, tariffs, line, firstDay, lastDay)) count++;
  }
  return count;
}

/** True when the site is the first of its customer's where the line is a licence between two days (inclusive). */
function isFirstLicenceDayAt(
  site: number,
  reference: ReferenceTables,
  tariffs: TariffTables,
  line: number,
  firstDay: number,
  lastDay: number,
): boolean {
  // Validities of a line never overlap and stand oldest first, so the first that has a day wins.
  const end = reference.lineFirst[line + 1];
  for (let at = reference.lineFirst[line]; at < end; at++) {
    const contract = reference.lineContract[at];
    const from = Math.max(firstDay, reference.lineFromDay[at], reference.contractFromDay[contract]);
    const to = Math.min(lastDay, reference.lineToDay[at], reference.contractToDay[contract]);
    if (from > to) continue;
    if (!isWebexOffer(tariffs, reference.contractOffer[contract])) continue;
    const first = reference.contractSite[contract];
    if (reference.siteCustomer[first] === reference.siteCustomer[site]) return first === site;
  }
  return false;
}

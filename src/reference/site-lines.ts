import { firstPlaces } from './compile-lines.ts';
import { intsOf, newIntColumn, pushInt } from './int-column.ts';

/** Lines by site, as in ReferenceTables. */
export interface SiteLines {
  siteFirstLine: Int32Array;
  siteLine: Int32Array;
}

/**
 * Lists, for each site, the lines that ever have a Webex contract there; each line once per site.
 * @param webexSite site of each Webex contract, -1 for all other contracts
 */
export function linesOfSites(
  lineFirst: Int32Array,
  lineContract: Int32Array,
  webexSite: Int32Array,
  siteCount: number,
): SiteLines {
  const sites = newIntColumn();
  const lines = newIntColumn();
  const lastLineOfSite = new Int32Array(siteCount).fill(-1);
  for (let line = 0; line + 1 < lineFirst.length; line++) {
    for (let at = lineFirst[line]; at < lineFirst[line + 1]; at++) {
      const site = webexSite[lineContract[at]];
      if (site < 0 || lastLineOfSite[site] === line) continue;
      lastLineOfSite[site] = line;
      pushInt(sites, site);
      pushInt(lines, line);
    }
  }
  const siteFirstLine = firstPlaces(intsOf(sites), siteCount);
  const nextPlace = siteFirstLine.slice();
  const siteLine = new Int32Array(lines.length);
  for (let i = 0; i < lines.length; i++) siteLine[nextPlace[sites.values[i]]++] = lines.values[i];
  return { siteFirstLine, siteLine };
}

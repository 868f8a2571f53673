import { SERVICES } from '../batch/services.ts';
import type { Catalogue } from './catalogue.ts';
import type { Report, YamlPath } from './catalogue-file.ts';
import type { OfferDocument, OfferVersion } from './catalogue-schema.ts';
import { zonesOfTable } from './check-prices.ts';

/** Names that offers use exist, are of one zone set, and price nothing twice. */
export function checkOffers(catalogue: Catalogue, document: OfferDocument, report: Report): void {
  for (const [name, offer] of Object.entries(document.offers ?? {})) {
    checkDates(offer.versions, ['offers', name, 'versions'], report);
    for (const [k, version] of offer.versions.entries()) {
      const reportHere: Report = (at, message) =>
        report(['offers', name, 'versions', k, ...at], message);
      checkPriceListsOf(catalogue, version, reportHere);
      checkAllowancesOf(catalogue, version, reportHere);
    }
  }
}

/** Zone set of a version: that of its first price list, with which all it uses must agree. */
function zoneSetOf(catalogue: Catalogue, version: OfferVersion): string | undefined {
  return catalogue.priceLists.get(version.price_lists[0])?.zone_set;
}

function checkPriceListsOf(catalogue: Catalogue, version: OfferVersion, report: Report): void {
  const zoneSet = zoneSetOf(catalogue, version);
  const pricedBy = new Map<string, string>();
  for (const [k, name] of version.price_lists.entries()) {
    const path = ['price_lists', k];
    const priceList = catalogue.priceLists.get(name);
    if (priceList === undefined) {
      report(path, `${name} is no price list of the catalogue`);
      continue;
    }
    if (zoneSet !== undefined && priceList.zone_set !== zoneSet) {
      report(path, `${name} is of zone set ${priceList.zone_set}; the first is of ${zoneSet}`);
    }
    for (const service of SERVICES) {
      for (const zone of new Set((priceList[service] ?? []).flatMap(zonesOfTable))) {
        const key = `${service} to ${zone}`;
        const other = pricedBy.get(key);
        if (other === undefined) pricedBy.set(key, name);
        else report(path, `${name} prices ${key}, as ${other} does already`);
      }
    }
  }
}

function checkAllowancesOf(catalogue: Catalogue, version: OfferVersion, report: Report): void {
  const zoneSet = zoneSetOf(catalogue, version);
  const displayed = new Set<string>();
  for (const [k, name] of (version.allowances ?? []).entries()) {
    const path = ['allowances', k];
    const allowance = catalogue.allowances.get(name);
    if (allowance === undefined) {
      report(path, `${name} is no allowance of the catalogue`);
      continue;
    }
    if (zoneSet !== undefined && allowance.zone_set !== zoneSet) {
      report(path, `${name} is of zone set ${allowance.zone_set}; the price lists of ${zoneSet}`);
    }
    if (displayed.has(allowance.name)) {
      report(path, `another allowance of the offer is shown as ${allowance.name} too`);
    }
    displayed.add(allowance.name);
  }
}

/** Dated entries stand oldest first, no date twice. */
export function checkDates(
  dated: readonly { from_date: string }[],
  path: YamlPath,
  report: Report,
): void {
  for (let k = 1; k < dated.length; k++) {
    if (dated[k].from_date <= dated[k - 1].from_date) {
      const message = `${dated[k].from_date} is not after ${dated[k - 1].from_date}; oldest first`;
      report([...path, k, 'from_date'], message);
    }
  }
}

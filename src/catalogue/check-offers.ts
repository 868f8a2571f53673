import { SERVICES } from '../batch/services.ts';
import type { Catalogue } from './catalogue.ts';
import type { Report, YamlPath } from './catalogue-file.ts';
import type { Offer, OfferDocument, OfferVersion } from './catalogue-schema.ts';
import { zonesOfTable } from './check-prices.ts';
import { noSuchName } from './no-such-name.ts';
import { optionOf, withOption, zoneSetOfVersion } from './offer-forms.ts';

/** Names that offers use exist, are of one zone set, and price nothing twice. */
export function checkOffers(catalogue: Catalogue, document: OfferDocument, report: Report): void {
  for (const [name, offer] of Object.entries(document.offers ?? {})) {
    const path = ['offers', name];
    checkDates(offer.versions, [...path, 'versions'], report);
    checkTrial(catalogue, name, offer, (at, message) => report([...path, 'trial', ...at], message));
    const option = optionOf(offer.versions);
    for (const [k, version] of offer.versions.entries()) {
      const named = version.with_option?.option ?? option;
      if (named !== option) {
        const message = `${named} found; the offer's versions have ${option}, expected the same`;
        report([...path, 'versions', k, 'with_option', 'option'], message);
      }
      checkVersion(catalogue, version, (at, message) =>
        report([...path, 'versions', k, ...at], message),
      );
    }
  }
}

/** A version alone, and with the option that adds to it. */
function checkVersion(catalogue: Catalogue, version: OfferVersion, report: Report): void {
  checkPriceListsOf(catalogue, version, report);
  checkAllowancesOf(catalogue, version, report);
  if (version.with_option === undefined) {
    if (version.price_lists.length === 0) {
      report(['price_lists'], 'empty; expected a price list, or one under with_option');
    }
    return;
  }
  const ownLists = version.price_lists.length;
  const ownAllowances = version.allowances?.length ?? 0;
  // Faults of the version's own names are reported for the version alone.
  const reportAdded: Report = ([field, at], message) => {
    const added = Number(at) - (field === 'price_lists' ? ownLists : ownAllowances);
    if (added >= 0) report(['with_option', field, added], message);
  };
  checkPriceListsOf(catalogue, withOption(version), reportAdded);
  checkAllowancesOf(catalogue, withOption(version), reportAdded);
}

/** A trial becomes another offer of the same kind of lines that is no trial itself. */
function checkTrial(
  catalogue: Catalogue,
  name: string,
  { trial, lines }: Offer,
  report: Report,
): void {
  if (trial === undefined) return;
  const next = catalogue.offers.get(trial.becomes);
  if (next === undefined)
    report(['becomes'], noSuchName(trial.becomes, 'offer', catalogue.offers.keys()));
  else if (trial.becomes === name || next.trial !== undefined) {
    report(['becomes'], `${trial.becomes} is a trial; expected the offer that follows it`);
  } else if (next.lines !== lines) {
    report(['becomes'], `${trial.becomes} has lines: ${next.lines}; expected ${lines}`);
  }
}

function checkPriceListsOf(catalogue: Catalogue, version: OfferVersion, report: Report): void {
  const zoneSet = zoneSetOfVersion(catalogue, version);
  const pricedBy = new Map<string, string>();
  for (const [k, name] of version.price_lists.entries()) {
    const path = ['price_lists', k];
    const priceList = catalogue.priceLists.get(name);
    if (priceList === undefined) {
      report(path, noSuchName(name, 'price list', catalogue.priceLists.keys()));
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
  const zoneSet = zoneSetOfVersion(catalogue, version);
  const displayed = new Set<string>();
  for (const [k, name] of (version.allowances ?? []).entries()) {
    const path = ['allowances', k];
    const allowance = catalogue.allowances.get(name);
    if (allowance === undefined) {
      report(path, noSuchName(name, 'allowance', catalogue.allowances.keys()));
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

import type { Catalogue } from './catalogue.ts';
import type { Report } from './catalogue-file.ts';
import type { OfferDocument, ZoneSet } from './catalogue-schema.ts';
import { COUNTRY_CODES, isTerritory } from './territories.ts';
import { BUILT_IN_ZONES, NO_ZONE_NAME, OTHERS } from './zone-sets.ts';

const COUNTRIES = new Set(COUNTRY_CODES);

/** Territories of groups exist and stand once. */
export function checkTerritoryGroups(document: OfferDocument, report: Report): void {
  for (const [name, { territories }] of Object.entries(document.territory_groups ?? {})) {
    if (name === OTHERS) report(['territory_groups', name], `${OTHERS} is a reserved name`, true);
    const seen = new Set<string>();
    for (const [k, territory] of territories.entries()) {
      const path = ['territory_groups', name, 'territories', k];
      if (!isTerritory(territory)) {
        report(path, `${territory} is no territory; a group lists codes such as FR or US-AK`);
      } else if (seen.has(territory)) report(path, `${territory} stands twice in ${name}`);
      seen.add(territory);
    }
  }
}

/** In each zone set: known territories, each in one zone per kind of number; known zones. */
export function checkZoneSets(catalogue: Catalogue, document: OfferDocument, report: Report): void {
  for (const [name, zoneSet] of Object.entries(document.zone_sets ?? {})) {
    const reportHere: Report = (path, message, atKey) =>
      report(['zone_sets', name, ...path], message, atKey);
    for (const zone of Object.keys(zoneSet.zones)) {
      if (BUILT_IN_ZONES.includes(zone) || zone === NO_ZONE_NAME) {
        reportHere(['zones', zone], `${zone} is a zone of every zone set; use another name`, true);
      }
    }
    for (const selector of ['fixed', 'mobile', 'used_in'] as const) {
      checkZoneTerritories(catalogue, zoneSet, selector, reportHere);
    }
    for (const [list, { territories }] of Object.entries(zoneSet.lists ?? {})) {
      const placeOf = new Map<string, string>();
      for (const [k, ref] of territories.entries()) {
        addTerritories(catalogue, ref, `list ${list}`, placeOf, (message) =>
          reportHere(['lists', list, 'territories', k], message),
        );
      }
      if (territories.includes(OTHERS)) {
        reportHere(['lists', list, 'territories'], `a list names its territories; not ${OTHERS}`);
      }
    }
    checkPrefixes(zoneSet, reportHere);
  }
}

function checkZoneTerritories(
  catalogue: Catalogue,
  zoneSet: ZoneSet,
  selector: 'fixed' | 'mobile' | 'used_in',
  report: Report,
): void {
  const placeOf = new Map<string, string>();
  for (const [zone, selectors] of Object.entries(zoneSet.zones)) {
    for (const [k, ref] of (selectors[selector] ?? []).entries()) {
      const path = ['zones', zone, selector, k];
      addTerritories(catalogue, ref, `${selector} of ${zone}`, placeOf, (message) =>
        report(path, message),
      );
      if (selector === 'used_in' && isTerritory(ref) && !COUNTRIES.has(ref)) {
        report(path, `${ref} is no country; records give ISO 3166 codes`);
      }
    }
  }
}

/** Adds what `ref` stands for to `placeOf`; complains of unknown names and of repetitions. */
function addTerritories(
  catalogue: Catalogue,
  ref: string,
  place: string,
  placeOf: Map<string, string>,
  complain: (message: string) => void,
): void {
  const group = catalogue.territoryGroups.get(ref);
  if (group === undefined && ref !== OTHERS && !isTerritory(ref)) {
    complain(`${ref} is neither a territory nor a territory group`);
    return;
  }
  for (const territory of group?.territories ?? [ref]) {
    const other = placeOf.get(territory);
    if (other === undefined) placeOf.set(territory, place);
    else complain(`${territory}${group ? ` of ${ref}` : ''} is already in ${other}`);
  }
}

function checkPrefixes(zoneSet: ZoneSet, report: Report): void {
  const seen = new Set<string>();
  for (const [k, { kind, zone, digits = [], short = [] }] of (zoneSet.prefixes ?? []).entries()) {
    if ((kind === undefined) === (zone === undefined)) {
      report(['prefixes', k], 'expected either kind or zone');
    }
    if (
      zone !== undefined &&
      !Object.hasOwn(zoneSet.zones, zone) &&
      !BUILT_IN_ZONES.includes(zone)
    ) {
      report(['prefixes', k, 'zone'], `${zone} is no zone of this zone set`);
    }
    for (const [field, numbers] of Object.entries({ digits, short })) {
      for (const [n, number] of numbers.entries()) {
        const key = `${field} ${number}`;
        if (seen.has(key)) report(['prefixes', k, field, n], `${number} stands twice`);
        seen.add(key);
      }
    }
  }
}

import { SERVICES, type Service } from '../batch/services.ts';
import type { Catalogue } from './catalogue.ts';
import type { Report } from './catalogue-file.ts';
import type { Allowance, OfferDocument, PriceTable, ZoneSet } from './catalogue-schema.ts';
import { noSuchName } from './no-such-name.ts';
import { checkMonthTiers, checkOptimaTiers } from './tiers.ts';
import { BUILT_IN_ZONES, NO_ZONE_NAME } from './zone-sets.ts';

type PriceKind = PriceTable['kind'];

/** Which kinds of price each service can have. */
const KINDS_OF_SERVICE: Record<Service, readonly PriceKind[]> = {
  voice: ['free', 'call'],
  csd: ['free', 'call'],
  sms: ['free', 'unit', 'month_tier'],
  data: ['free', 'data', 'optima'],
  sms_internet: ['free', 'unit', 'month_tier'],
  location: ['free', 'unit', 'month_tier'],
  transfer_activation: ['free', 'unit'],
};

/** Services for which no called number or country is looked up. */
const WITHOUT_ZONE: readonly Service[] = ['sms_internet', 'location', 'transfer_activation'];

/** Zones a price table prices. */
export function zonesOfTable(table: PriceTable): string[] {
  return 'zones' in table ? table.zones : Object.keys(table.prices);
}

/** Path of a zone in a table, after the path of the table. */
function zonePath(table: PriceTable, zone: string): PropertyKey[] {
  return 'zones' in table ? ['zones', table.zones.indexOf(zone)] : ['prices', zone];
}

/** Known zones, kinds that fit their service, each zone priced once, tiers from 1 upwards. */
export function checkPriceLists(
  catalogue: Catalogue,
  document: OfferDocument,
  report: Report,
): void {
  for (const [name, { zone_set, ...services }] of Object.entries(document.price_lists ?? {})) {
    const zoneSet = catalogue.zoneSets.get(zone_set);
    if (zoneSet === undefined) {
      report(
        ['price_lists', name, 'zone_set'],
        noSuchName(zone_set, 'zone set', catalogue.zoneSets.keys()),
      );
      continue;
    }
    for (const service of SERVICES) {
      const priced = new Set<string>();
      for (const [k, table] of (services[service] ?? []).entries()) {
        const path = ['price_lists', name, service, k];
        checkKind(service, table, path, report);
        for (const zone of zonesOfTable(table)) {
          const complain = (message: string) =>
            report([...path, ...zonePath(table, zone)], message, true);
          if (priced.has(zone)) complain(`${service} to ${zone} is priced twice in ${name}`);
          priced.add(zone);
          checkZone(service, zone, zone_set, zoneSet, complain);
        }
      }
    }
  }
}

function checkZone(
  service: Service,
  zone: string,
  zoneSetName: string,
  zoneSet: ZoneSet,
  complain: (message: string) => void,
): void {
  if (WITHOUT_ZONE.includes(service)) {
    if (zone !== NO_ZONE_NAME) {
      complain(`${zone} found; ${service} goes to no zone, expected ${NO_ZONE_NAME}`);
    }
  } else if (!hasZone(zoneSet, zone)) {
    complain(`${zone} is no zone of zone set ${zoneSetName}`);
  }
}

function hasZone(zoneSet: ZoneSet, zone: string): boolean {
  return Object.hasOwn(zoneSet.zones, zone) || BUILT_IN_ZONES.includes(zone);
}

function checkKind(service: Service, table: PriceTable, path: PropertyKey[], report: Report): void {
  const kinds = KINDS_OF_SERVICE[service];
  if (!kinds.includes(table.kind)) {
    report(
      [...path, 'kind'],
      `${service} has no ${table.kind} prices; expected ${kinds.join(' or ')}`,
    );
  }
  if (table.kind === 'month_tier') checkMonthTiers(table.tiers, [...path, 'tiers'], report);
  if (table.kind === 'optima') checkOptimaTiers(table.tiers, [...path, 'tiers'], report);
}

/** Known lists and zones, units that fit the service; no rollover of what has no end. */
export function checkAllowances(
  catalogue: Catalogue,
  document: OfferDocument,
  report: Report,
): void {
  for (const [name, allowance] of Object.entries(document.allowances ?? {})) {
    const path = ['allowances', name];
    const zoneSet = catalogue.zoneSets.get(allowance.zone_set);
    if (zoneSet === undefined) {
      report(
        [...path, 'zone_set'],
        noSuchName(allowance.zone_set, 'zone set', catalogue.zoneSets.keys()),
      );
    } else {
      checkDraws(allowance, zoneSet, path, report);
    }
    if (allowance.granted === 'unlimited') {
      if (allowance.rollover_months) {
        report([...path, 'rollover_months'], 'an unlimited allowance leaves nothing to carry over');
      }
      if (allowance.per_licence) {
        report([...path, 'per_licence'], 'an unlimited allowance is not granted per licence');
      }
    }
    if (allowance.per_licence && allowance.scope !== 'site') {
      report([...path, 'per_licence'], 'licences are counted per site; expected scope: site');
    }
    if (allowance.correspondents !== undefined && allowance.scope !== 'contract') {
      report(
        [...path, 'correspondents'],
        'correspondents are counted per contract; expected scope: contract',
      );
    }
  }
}

function checkDraws(
  { draws, unit, zone_set }: Allowance,
  zoneSet: ZoneSet,
  path: PropertyKey[],
  report: Report,
): void {
  const isVolume = unit === 'ko' || unit === 'Mo';
  for (const [k, { service, lists = [], zones = [] }] of draws.entries()) {
    const at = [...path, 'draws', k];
    if ((service === 'data') !== isVolume) {
      report([...at, 'service'], `${service} is not counted in ${unit}`);
    }
    if (lists.length + zones.length === 0) report(at, 'expected lists or zones of the zone set');
    for (const [n, list] of lists.entries()) {
      if (!Object.hasOwn(zoneSet.lists ?? {}, list)) {
        report([...at, 'lists', n], `${list} is no list of zone set ${zone_set}`);
      }
    }
    for (const [n, zone] of zones.entries()) {
      if (!hasZone(zoneSet, zone)) {
        report([...at, 'zones', n], `${zone} is no zone of zone set ${zone_set}`);
      }
    }
  }
}

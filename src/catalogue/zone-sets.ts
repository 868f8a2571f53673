import type { NumberEntry, NumberType } from '../numbering/number-tables.ts';
import type { Catalogue } from './catalogue.ts';
import { NUMBER_KINDS, type NumberKind } from './catalogue-schema.ts';

/** Zones of every zone set: kinds of number that are no territory's, internal calls, use abroad. */
export const BUILT_IN_ZONES: readonly string[] = [
  'free',
  'special',
  'short-unknown',
  'internal',
  'abroad',
];

/** In price lists: the service has no destination (an activation). */
export const NO_ZONE_NAME = 'none';

/** In zone sets: all territories that no other zone of the set names for that kind of number. */
export const OTHERS = 'others';

/** What a called number or a country of use is priced as. */
export interface Place {
  zone: string;
  /** Destination lists it is in, in the order of the zone set. */
  lists: string[];
}

/** A zone set turned round: from territories and prefixes to zones and lists. */
export interface ZoneIndex {
  fixed: Map<string, string>;
  mobile: Map<string, string>;
  usedIn: Map<string, string>;
  lists: { name: string; kind: NumberKind; territories: Set<string> }[];
  /** Where this zone set reads a number unlike the plan, by prefix and by short number. */
  prefixes: Map<string, ReadOtherwise>;
  shortNumbers: Map<string, ReadOtherwise>;
  /** How many digits those prefixes have, most first. */
  prefixLengths: number[];
}

/** What a zone set reads a number as, unlike the plan. */
export interface ReadOtherwise {
  kind?: NumberKind;
  zone?: string;
}

/** Territories that territories and group names stand for; `others` stands for itself. */
export function expandTerritories(catalogue: Catalogue, refs: readonly string[]): string[] {
  return refs.flatMap((ref) => catalogue.territoryGroups.get(ref)?.territories ?? [ref]);
}

export function indexZoneSet(catalogue: Catalogue, name: string): ZoneIndex {
  const zoneSet = catalogue.zoneSets.get(name);
  if (zoneSet === undefined) throw new Error(`no zone set ${name} in the catalogue`);
  const index: ZoneIndex = {
    fixed: new Map(),
    mobile: new Map(),
    usedIn: new Map(),
    lists: [],
    prefixes: new Map(),
    shortNumbers: new Map(),
    prefixLengths: [],
  };
  for (const [zone, { fixed = [], mobile = [], used_in = [] }] of Object.entries(zoneSet.zones)) {
    for (const territory of expandTerritories(catalogue, fixed)) index.fixed.set(territory, zone);
    for (const territory of expandTerritories(catalogue, mobile)) index.mobile.set(territory, zone);
    for (const territory of expandTerritories(catalogue, used_in))
      index.usedIn.set(territory, zone);
  }
  for (const [list, { kind, territories }] of Object.entries(zoneSet.lists ?? {})) {
    const expanded = new Set(expandTerritories(catalogue, territories));
    index.lists.push({ name: list, kind, territories: expanded });
  }
  for (const { kind, zone, digits = [], short = [] } of zoneSet.prefixes ?? []) {
    for (const prefix of digits) index.prefixes.set(prefix, { kind, zone });
    for (const number of short) index.shortNumbers.set(number, { kind, zone });
  }
  const lengths = new Set(Array.from(index.prefixes.keys(), (prefix) => prefix.length));
  index.prefixLengths = [...lengths].sort((a, b) => b - a);
  return index;
}

/** The kind each type of the number plan is priced as. */
export function kindOfType(catalogue: Catalogue): Map<NumberType, NumberKind> {
  const { number_kinds } = catalogue.settings;
  return new Map(NUMBER_KINDS.flatMap((kind) => number_kinds[kind].map((type) => [type, kind])));
}

/** How the zone set reads an entry of the plan, where it does so unlike the plan. */
export function readOtherwise(index: ZoneIndex, entry: NumberEntry): ReadOtherwise | undefined {
  if (entry.short) return index.shortNumbers.get(entry.digits);
  for (const length of index.prefixLengths) {
    const override = index.prefixes.get(entry.digits.slice(0, length));
    if (override !== undefined) return override;
  }
  return undefined;
}

/**
 * Where a number of an entry of the plan is called; undefined = its territory is in no zone. Without `override` it
 * goes by the entry's type, region and being short alone.
 */
export function placeOfEntry(
  index: ZoneIndex,
  kinds: ReadonlyMap<NumberType, NumberKind>,
  entry: NumberEntry,
  override: ReadOtherwise | undefined,
): Place | undefined {
  if (override?.zone !== undefined) return { zone: override.zone, lists: [] };
  const kind = override?.kind ?? (kinds.get(entry.type) as NumberKind);
  if (kind === 'fixed' || kind === 'mobile') {
    const zone = index[kind].get(entry.region) ?? index[kind].get(OTHERS);
    if (zone === undefined) return undefined;
    const lists = index.lists.filter(
      (list) => list.kind === kind && list.territories.has(entry.region),
    );
    return { zone, lists: lists.map(({ name }) => name) };
  }
  // A satellite's premium number is in no zone either, though its kind has one.
  return entry.short || isCovered(index, entry.region) ? { zone: kind, lists: [] } : undefined;
}

/** Zone of data used in a country; undefined = none. */
export function zoneOfCountry(index: ZoneIndex, country: string): string | undefined {
  return index.usedIn.get(country) ?? index.usedIn.get(OTHERS);
}

function isCovered(index: ZoneIndex, region: string): boolean {
  return [index.fixed, index.mobile].some((zones) => zones.has(region) || zones.has(OTHERS));
}

import type { NumberEntry } from '../numbering/number-tables.ts';
import type { Catalogue } from './catalogue.ts';

/**
 * The number plan with the prefixes and short numbers that zone sets read differently from it, each
 * with region and type of the longest prefix that held it before. Other zone sets see no
 * change.
 */
export function planEntries(catalogue: Catalogue, base: readonly NumberEntry[]): NumberEntry[] {
  const prefixes = new Map<string, NumberEntry>();
  const shortNumbers = new Set<string>();
  for (const entry of base) {
    if (entry.short) shortNumbers.add(entry.digits);
    else prefixes.set(entry.digits, entry);
  }
  const entries = [...base];
  const addPrefix = (digits: string) => {
    if (prefixes.has(digits)) return;
    const parent = longestParent(prefixes, digits);
    const entry: NumberEntry = {
      digits,
      short: false,
      region: parent?.region ?? '001',
      type: parent?.type ?? 'unknown',
    };
    prefixes.set(digits, entry);
    entries.push(entry);
  };
  const readDifferently = [...catalogue.zoneSets.values()].flatMap((set) => set.prefixes ?? []);
  // Shorter prefixes first, so that a longer one inherits from them.
  const digits = readDifferently.flatMap((override) => override.digits ?? []);
  for (const prefix of digits.sort((a, b) => a.length - b.length)) addPrefix(prefix);
  for (const number of readDifferently.flatMap((override) => override.short ?? [])) {
    if (shortNumbers.has(number)) continue;
    shortNumbers.add(number);
    entries.push({ digits: number, short: true, region: 'FR', type: 'value_added' });
  }
  return entries;
}

function longestParent(
  prefixes: ReadonlyMap<string, NumberEntry>,
  digits: string,
): NumberEntry | undefined {
  for (let length = digits.length - 1; length > 0; length--) {
    const parent = prefixes.get(digits.slice(0, length));
    if (parent !== undefined) return parent;
  }
  return undefined;
}

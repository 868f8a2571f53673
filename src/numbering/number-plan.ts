import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildDigitTrie, sharedInt32 } from './digit-trie.ts';
import {
  NUMBER_TYPES,
  type NumberEntry,
  type NumberTables,
  type NumberType,
} from './number-tables.ts';
import { buildShortNumberTable } from './short-numbers.ts';

/** The data stays in src: this path holds from src/numbering and from dist/numbering alike. */
const DATA = new URL('../../src/numbering/data/', import.meta.url);

/** One row of french-numbers.csv: digits dialled without the leading 0, and the E.164 digits they stand for. */
interface FrenchForm {
  national: string;
  e164: string;
  region: string;
  type: NumberType;
}

/** Stands for every short number of no list. */
const UNKNOWN_SHORT: NumberEntry = { digits: '', short: true, region: 'FR', type: 'short_unknown' };

/**
 * The shipped plan: every E.164 prefix of the world, the French plan with its overseas territories,
 * and the French short numbers, of which the one without digits stands for all that are not listed.
 * No digits occur twice.
 */
export function loadNumberPlan(): NumberEntry[] {
  const byDigits = new Map<string, NumberEntry>();
  const add = (digits: string, region: string, type: NumberType) => {
    byDigits.set(digits, { digits, short: false, region, type });
  };
  for (const [prefix, region, type] of readRows('e164-prefixes.csv')) {
    if (!prefix.startsWith('33')) add(prefix, region, numberType(type));
  }
  for (const [prefix, region, type] of readRows('territories.csv')) {
    add(prefix, region, numberType(type));
  }
  for (const { e164, region, type } of readFrenchForms()) add(e164, region, type);
  return [...byDigits.values(), ...readShortNumbers(), UNKNOWN_SHORT];
}

/**
 * The plan as tables in shared memory; entry i of the tables is entries[i].
 * @param entries loadNumberPlan(), to which offers may have added prefixes of their own
 * @throws if two entries have the same digits
 */
export function compileNumbers(entries: readonly NumberEntry[]): NumberTables {
  const e164 = new Map<string, number>();
  const national = new Map<string, number>();
  const short = new Map<number, number>();
  const countryCode = new Int32Array(entries.length);
  const forms = new Map(readFrenchForms().map((form) => [form.e164, form]));
  entries.forEach((entry, index) => {
    if (entry.type === 'short_unknown') return;
    if (entry.short) {
      setOnce(short, Number(entry.digits), index, entry);
      return;
    }
    setOnce(e164, entry.digits, index, entry);
    const nationalDigits = nationalForm(forms, entry.digits);
    if (nationalDigits === undefined) return;
    setOnce(national, nationalDigits, index, entry);
    // What E.164 has before the national digits; nothing for 0508, whose digits begin with the code.
    countryCode[index] = Number(entry.digits.slice(0, entry.digits.length - nationalDigits.length));
  });
  const e164Trie = buildDigitTrie(e164);
  const nationalTrie = buildDigitTrie(national);
  const shortTable = buildShortNumberTable(short);
  return {
    entryCount: entries.length,
    e164Child: e164Trie.child,
    e164Entry: e164Trie.entry,
    nationalChild: nationalTrie.child,
    nationalEntry: nationalTrie.entry,
    nationalCountryCode: sharedInt32(countryCode),
    shortNumber: shortTable.number,
    shortEntry: shortTable.entry,
    unknownShortEntry: entries.findIndex((entry) => entry.type === 'short_unknown'),
  };
}

/** How a called number was classified, for `explain`. */
export interface MatchedEntry {
  /** E.164 prefix or whole short number that matched; empty for a short number of no list. */
  digits: string;
  region: string;
  type: NumberType;
}

/** The plan's row behind an entry of the tables; undefined for -1, a number in no listed range. */
export function describeEntry(
  entries: readonly NumberEntry[],
  entry: number,
): MatchedEntry | undefined {
  if (entry < 0) return undefined;
  const { digits, region, type } = entries[entry];
  return { digits, region, type };
}

/** Digits after the 0 under which an E.164 prefix is dialled in France; undefined if it is not French. */
function nationalForm(forms: ReadonlyMap<string, FrenchForm>, prefix: string): string | undefined {
  for (let length = prefix.length; length > 0; length--) {
    const form = forms.get(prefix.slice(0, length));
    if (form !== undefined) return form.national + prefix.slice(length);
  }
  return undefined;
}

function setOnce<K>(map: Map<K, number>, key: K, index: number, entry: NumberEntry): void {
  if (map.has(key)) throw new Error(`number plan: two entries for ${entry.digits}`);
  map.set(key, index);
}

function readFrenchForms(): FrenchForm[] {
  return readRows('french-numbers.csv').map(([dialled, e164, region, type]) => ({
    national: dialled.slice(1),
    e164,
    region,
    type: numberType(type),
  }));
}

function readShortNumbers(): NumberEntry[] {
  return readRows('short-numbers.csv').flatMap(([first, last, type]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, offset) => ({
      digits: String(Number(first) + offset),
      short: true,
      region: 'FR',
      type: numberType(type),
    })),
  );
}

/** Rows after the header. The shipped files have no quotes, so a comma always ends a field. */
function readRows(file: string): string[][] {
  const lines = readFileSync(fileURLToPath(new URL(file, DATA)), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.slice(1).map((line) => line.split(','));
}

function numberType(text: string): NumberType {
  const type = NUMBER_TYPES.find((known) => known === text);
  if (type === undefined) throw new Error(`number plan: unknown number type ${text}`);
  return type;
}

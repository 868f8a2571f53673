import { readFileSync } from 'node:fs';

/**
 * What a called number is. `free`: costs nothing in any offer. `support_3901`: has its own price.
 * `no_list`: value-added or unknown short number. `internal`: extension of the customer's Webex
 * sites. `nowhere`: in no listed range.
 */
export type NumberKind =
  | 'fixed'
  | 'mobile'
  | 'free'
  | 'support_3901'
  | 'no_list'
  | 'special_abroad'
  | 'internal'
  | 'nowhere';

export interface CalledNumber {
  /** E.164 digits without `+`; a short or internal number as dialled. */
  digits: string;
  /** A short number has no country code; an SMS to one has no price. */
  short: boolean;
  kind: NumberKind;
  /** ISO 3166 alpha-2, `US-AK`, `US-HI`, or empty. */
  region: string;
  /** Two digits of an internal number, else empty. */
  siteCode: string;
}

/** G6: emergency and free numbers, exact; 30xx and 31xx are patterns. */
const FREE_SHORT = new Set(
  '15 17 18 112 114 115 119 191 196 197 116000 116117 3114 3919 1013 1014 1015 1016 1017'.split(
    ' ',
  ),
);

/**
 * National prefixes that look metropolitan but are overseas, and the country code before the nine
 * digits.
 */
const OVERSEAS: [RegExp, string][] = [
  [/^(262|263|2688)/, '262'],
  [/^(692|693|7092[0-2])/, '262'],
  [/^(269|2689)/, '262'],
  [/^(639|7093[5-7])/, '262'],
  [/^(590|5987|690|691|7090[0-4])/, '590'],
  [/^(594|5988|694|7093[0-3])/, '594'],
  [/^(596|5989|696|697|7091[0-3])/, '596'],
  [/^708/, '508'],
];

/** Parts of a country that an offer may tell apart from it, and Kazakhstan inside Russia's code. */
const TERRITORIES: [RegExp, string][] = [
  [/^1907/, 'US-AK'],
  [/^1808/, 'US-HI'],
  [/^35818/, 'AX'],
  [/^3906698|^379/, 'VA'],
  [/^441481/, 'GG'],
  [/^441534/, 'JE'],
  [/^(441624|447924)/, 'IM'],
  [/^7[67]/, 'KZ'],
  [/^90392/, 'CY-N'],
];

/** Types of the prefix list read as fixed: the country is known and nothing says mobile (B12). */
const FIXED_TYPES = new Set(['fixed', 'fixed_or_mobile', 'unknown', 'voip']);

const PREFIX_LIST = new URL('../../src/numbering/data/e164-prefixes.csv', import.meta.url);

interface PrefixEntry {
  region: string;
  type: string;
}

let prefixes: Map<string, PrefixEntry> | undefined;
let longestPrefix = 0;
let resolved = new Map<string, CalledNumber>();

/** Reads the prefix list (`prefix,region,type`); the shipped one unless a path is given. */
export function loadPrefixes(path: string | URL = PREFIX_LIST): void {
  prefixes = new Map();
  resolved = new Map();
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/).slice(1)) {
    const [prefix, region, type] = line.split(',');
    if (line === '' || line.startsWith('#')) continue;
    prefixes.set(prefix, { region, type });
    longestPrefix = Math.max(longestPrefix, prefix.length);
  }
}

/**
 * Resolves a called number, in the order: exact short number, internal Webex number, E.164 after
 * `+` or `00`, French national number, other short numbers, E.164 as it stands.
 * @param fromWebex the calling line is a Webex line, so `5` + site code + extension is internal
 * (003 2.6.3.2)
 */
export function resolveCalled(dialled: string, fromWebex: boolean): CalledNumber {
  const key = fromWebex ? `w${dialled}` : dialled;
  let called = resolved.get(key);
  if (called === undefined) {
    called = resolve(dialled, fromWebex);
    resolved.set(key, called);
  }
  return called;
}

/** The number without regard to how it was dialled, to compare repeated records. */
export function canonicalCalled(dialled: string): string {
  return dialled === '' ? '' : resolveCalled(dialled, false).digits;
}

function resolve(dialled: string, fromWebex: boolean): CalledNumber {
  const short = shortNumber(dialled);
  if (short !== null) return short;
  if (fromWebex && /^5\d{2}\d{3,4}$/.test(dialled)) {
    return number(dialled, 'internal', '', { short: true, siteCode: dialled.slice(1, 3) });
  }
  if (dialled.startsWith('+')) return e164(dialled.slice(1));
  if (dialled.startsWith('00')) return e164(dialled.slice(2));
  if (/^0[1-9]\d{8}$/.test(dialled)) return e164(`33${dialled.slice(1)}`);
  if (dialled.length <= 6) return number(dialled, 'no_list', '', { short: true });
  return e164(dialled);
}

function shortNumber(dialled: string): CalledNumber | null {
  if (FREE_SHORT.has(dialled) || /^3[01]\d\d$/.test(dialled)) {
    return number(dialled, 'free', '', { short: true });
  }
  // 002, C5: the call to 3900 is an ordinary national call.
  if (dialled === '3900') return number(dialled, 'fixed', 'FR', { short: true });
  if (dialled === '3901') return number(dialled, 'support_3901', '', { short: true });
  return null;
}

function e164(digits: string): CalledNumber {
  if (/^33\d{9}$/.test(digits)) {
    const national = digits.slice(2);
    // Saint-Pierre-et-Miquelon: +508 and the six digits after 0508.
    if (national.startsWith('508')) return byPrefix(national);
    const overseas = OVERSEAS.find(([form]) => form.test(national));
    if (overseas !== undefined) return byPrefix(overseas[1] + national);
  }
  // Cut short it is nobody's number.
  if (digits.length < (digits.startsWith('33') ? 11 : 7)) return number(digits, 'nowhere', '');
  if (digits.startsWith('1') && digits.length !== 11) return number(digits, 'nowhere', '');
  return digits.startsWith('33') ? french(digits) : byPrefix(digits);
}

/** The French plan: 01 to 05 and 09 fixed (X7, D2), 06 and 07 mobile, 08 value-added. */
function french(digits: string): CalledNumber {
  if (digits.startsWith('338')) return valueAdded(digits);
  return number(digits, /^33[67]/.test(digits) ? 'mobile' : 'fixed', 'FR');
}

/**
 * 0800 to 0805 are free, 0806, 0808 and 0809 ordinary calls, all other 08 numbers have no printed
 * price.
 */
function valueAdded(digits: string): CalledNumber {
  if (/^3380[0-5]/.test(digits)) return number(digits, 'free', 'FR');
  if (/^3380[689]/.test(digits)) return number(digits, 'fixed', 'FR');
  return number(digits, 'no_list', 'FR');
}

function byPrefix(digits: string): CalledNumber {
  const entry = longestMatch(digits);
  if (entry === null) return number(digits, 'nowhere', '');
  const region = TERRITORIES.find(([form]) => form.test(digits))?.[1] ?? entry.region;
  if (entry.type === 'mobile') return number(digits, 'mobile', region);
  if (FIXED_TYPES.has(entry.type)) return number(digits, 'fixed', region);
  return number(digits, 'special_abroad', region);
}

function longestMatch(digits: string): PrefixEntry | null {
  if (prefixes === undefined) loadPrefixes();
  for (let length = Math.min(longestPrefix, digits.length); length > 0; length--) {
    const entry = prefixes?.get(digits.slice(0, length));
    if (entry !== undefined) return entry;
  }
  return null;
}

function number(
  digits: string,
  kind: NumberKind,
  region: string,
  rest: { short?: boolean; siteCode?: string } = {},
): CalledNumber {
  return { digits, kind, region, short: rest.short ?? false, siteCode: rest.siteCode ?? '' };
}

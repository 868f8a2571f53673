import type { Random } from './prng.ts';

/** A range that called numbers are made in; region and kind say what a rater must see in them. */
export interface NumberRange {
  /** E.164 digits, filled up to `length`; or a short number in full. */
  prefix: string;
  length: number;
  region: string;
  kind: 'fixed' | 'mobile' | 'special_abroad' | 'free' | 'no_list' | 'support_3901' | 'nowhere';
  short?: boolean;
}

function ranges(kind: NumberRange['kind'], text: string): NumberRange[] {
  return text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [region, prefix, length] = entry.split(':');
      return { region: region === '-' ? '' : region, prefix, length: Number(length), kind };
    });
}

export const METROPOLITAN_FIXED = ranges(
  'fixed',
  `FR:3314:11 FR:3324:11 FR:3338:11 FR:3347:11 FR:3355:11 FR:33970:11 FR:33980:11 FR:33806:11
   FR:33809:11`,
);
export const METROPOLITAN_MOBILE = ranges(
  'mobile',
  'FR:3361:11 FR:3367:11 FR:3368:11 FR:33630:11 FR:3376:11 FR:33781:11',
);
export const OVERSEAS = [
  ...ranges(
    'fixed',
    `RE:262262:12 YT:2622696:12 GP:59059081:12 GF:5945942:12 MQ:5965963:12 BL:59059027:12
   MF:59059000:12 PM:50841:9 NC:68727:9 PF:689404:11 WF:68172:9`,
  ),
  ...ranges(
    'mobile',
    `RE:262692:12 YT:2626392:12 GP:590690:12 GF:5946942:12 MQ:596696:12 PM:50855:9 PM:50870841:12
   NC:6877:9 PF:68987:11 WF:68182:9`,
  ),
];
export const ABROAD = [
  ...ranges(
    'fixed',
    `ES:3491:11 DE:4930:12 IT:39061:12 VA:3906698:12 GB:44207:12 IM:441624230:12 JE:4415347:12
   US:1212:11 US-AK:1907:11 US-HI:1808:11 CA:1416:11 CH:4122:11 BE:3227:10 AD:3768:9
   MA:212522:12 DZ:2132:11 TN:2167:11 RU:7495:11 CN:8610:12 JP:8131:11 IN:91222:12 BR:55113:12
   MX:5255:12 AU:6129:11 NZ:6493:10 SN:22133:12 ZA:2711:11`,
  ),
  ...ranges(
    'mobile',
    `ES:346:11 DE:49151:13 IT:39347:12 GB:4474:12 IM:4476244:12 CH:4179:11 BE:3247:11 AD:3763:9
   MA:2126:12 DZ:2136:12 TN:2162:11 RU:791:11 CN:8613:13 JP:81901:12 IN:919:12 BR:55119:13
   AU:6141:11 NZ:6421:11 SN:22177:12 ZA:2782:11`,
  ),
];
/** 001 prices the reduced-mobility numbers of Morocco as mobiles although they look fixed. */
export const MOROCCO_REDUCED = ranges('fixed', 'MA:212526:12 MA:212534:12 MA:212553:12');
export const PREMIUM_ABROAD = ranges('special_abroad', 'GB:44870:12 GB:44871:12 US:1900:11');
export const FREE = [
  ...shortNumbers('free', '15 17 112 114 119 196 116000 116117 3010 3114 3119 3919 1013 1016'),
  ...ranges('free', 'FR:33800:11 FR:33801:11 FR:33805:11'),
];
export const ORDINARY_SHORT = shortNumbers('fixed', '3900', 'FR');
export const SUPPORT = shortNumbers('support_3901', '3901');
export const VALUE_ADDED = [
  ...ranges('no_list', 'FR:33807:11 FR:33820:11 FR:33890:11 FR:33899:11'),
  ...shortNumbers('no_list', '3250 3615 118712 1023'),
];
export const UNKNOWN_SHORT = shortNumbers('no_list', '4567 7123 81234');
export const NOWHERE = ranges('nowhere', '-:999:12 -:2101:11');

export const ALL_RANGES = [
  METROPOLITAN_FIXED,
  METROPOLITAN_MOBILE,
  OVERSEAS,
  ABROAD,
  MOROCCO_REDUCED,
  PREMIUM_ABROAD,
  FREE,
  ORDINARY_SHORT,
  SUPPORT,
  VALUE_ADDED,
  UNKNOWN_SHORT,
  NOWHERE,
].flat();

function shortNumbers(kind: NumberRange['kind'], text: string, region = ''): NumberRange[] {
  return text
    .split(' ')
    .map((prefix) => ({ prefix, length: prefix.length, region, kind, short: true }));
}

/** The number of a range with a given serial: the same serial is the same correspondent. */
export function numberIn(range: NumberRange, serial: number): string {
  const free = range.length - range.prefix.length;
  return free === 0 ? range.prefix : range.prefix + String(serial % 10 ** free).padStart(free, '0');
}

const OVERSEAS_CODES = ['262', '590', '594', '596'];

/** One of the ways to dial a number: national, `+`, `00`, or bare E.164 digits. */
export function dial(random: Random, digits: string, isShort = false): string {
  if (isShort) return digits;
  const international = [`+${digits}`, `00${digits}`, digits];
  return random.pick([...international, ...nationalForms(digits)]);
}

function nationalForms(digits: string): string[] {
  if (digits.startsWith('33')) return [`0${digits.slice(2)}`];
  if (OVERSEAS_CODES.includes(digits.slice(0, 3))) {
    const national = digits.slice(3);
    return [`0${national}`, `+33${national}`, `0033${national}`];
  }
  // Saint-Pierre-et-Miquelon: 0508 and six digits, or 0708 and six digits, of +508.
  if (digits.startsWith('508')) {
    return [digits.length === 9 ? `0${digits}` : `0${digits.slice(3)}`];
  }
  return [];
}

import { longestPrefix } from '../numbering/digit-trie.ts';
import type { CalledNumber, NumberTables } from '../numbering/number-tables.ts';
import { findShortNumber, MAX_SHORT_DIGITS } from '../numbering/short-numbers.ts';

const PLUS = 0x2b;
const ZERO = 0x30;
const ONE = 0x31;
const THREE = 0x33;
const FIVE = 0x35;

/** Digits that E.164 allows; more could not be held exactly in a number either. */
const MAX_E164_DIGITS = 15;

/** The shortest anywhere: a country code of three digits and four of a subscriber. */
const LEAST_E164_DIGITS = 7;
/** 33 and nine digits. */
const FRENCH_E164_DIGITS = 11;
/** 1 and ten digits: North America. */
const NANP_DIGITS = 11;

const POWER_OF_TEN = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** Six-digit numbers of Saint-Pierre-et-Miquelon, from the country code on, with its code written twice. */
const DOUBLED_508 = [0x35, 0x30, 0x38, 0x35, 0x30, 0x38];

/**
 * Classifies a called number, as dialled in France or in E.164; all forms of a number give the same result.
 *
 * In this order: listed short number; `5`, site code and extension on a Webex line (G12); `+` or `00`
 * and E.164; `0` and a French national number; any other number of at most six digits is an unknown short
 * number; the rest is E.164 as it stands. A French number after country code 33 is read as its national form,
 * so overseas numbers get their territory's country code (G11).
 *
 * @param bytes the digits, ASCII, after an optional `+`, at bytes[start, end)
 * @param out overwritten; `number` is 0 where there are no digits or more than E.164 allows
 */
export function resolveCalled(
  numbers: NumberTables,
  bytes: Uint8Array,
  start: number,
  end: number,
  onWebexLine: boolean,
  out: CalledNumber,
): void {
  out.siteCode = -1;
  const length = end - start;
  if (length === 0) {
    out.number = 0;
    out.entry = -1;
    return;
  }
  const first = bytes[start];
  if (first === PLUS) {
    resolveE164(numbers, bytes, start + 1, end, out);
  } else if (first === ZERO) {
    resolveZero(numbers, bytes, start, end, out);
  } else if (length > MAX_SHORT_DIGITS + 1) {
    resolveE164(numbers, bytes, start, end, out);
  } else {
    resolveShort(numbers, bytes, start, end, onWebexLine, out);
  }
}

/** A number of at most seven digits, the first not 0. */
function resolveShort(
  numbers: NumberTables,
  bytes: Uint8Array,
  start: number,
  end: number,
  onWebexLine: boolean,
  out: CalledNumber,
): void {
  const length = end - start;
  const value = integerOf(bytes, start, end);
  const listed =
    length > MAX_SHORT_DIGITS
      ? -1
      : findShortNumber(numbers.shortNumber, numbers.shortEntry, value);
  if (listed >= 0) {
    out.number = -value;
    out.entry = listed;
  } else if (onWebexLine && bytes[start] === FIVE && length >= 6) {
    out.number = -value;
    out.entry = -1;
    out.siteCode = integerOf(bytes, start + 1, start + 3);
  } else if (length <= MAX_SHORT_DIGITS) {
    out.number = -value;
    out.entry = numbers.unknownShortEntry;
  } else {
    resolveE164(numbers, bytes, start, end, out);
  }
}

/** Digits that begin with 0: the international prefix 00, a national number, or neither. */
function resolveZero(
  numbers: NumberTables,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: CalledNumber,
): void {
  const length = end - start;
  if (length >= 2 && bytes[start + 1] === ZERO) {
    resolveE164(numbers, bytes, start + 2, end, out);
  } else if (isNational(bytes, start + 1, end)) {
    resolveNational(numbers, bytes, start + 1, end, out);
  } else {
    // No short or E.164 number begins with 0, and as a number it would lose that digit and become another.
    out.number = 0;
    out.entry = -1;
  }
}

function resolveE164(
  numbers: NumberTables,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: CalledNumber,
): void {
  const length = end - start;
  const isFrench = length >= 2 && bytes[start] === THREE && bytes[start + 1] === THREE;
  if (isFrench && length >= FRENCH_E164_DIGITS) {
    // People write +33 (0)1…; no French number has a 0 there.
    const national = bytes[start + 2] === ZERO ? start + 3 : start + 2;
    if (isNational(bytes, national, end)) {
      resolveNational(numbers, bytes, national, end, out);
      return;
    }
  }
  const from = length === 12 && isDoubled508(bytes, start) ? start + 3 : start;
  if (bytes[from] === ZERO) out.number = 0;
  else setNumber(out, 0, bytes, from, end);
  // Cut short it is nobody's number, whatever its first digits would cost; nor has +1 any but eleven digits.
  const isCutShort = end - from < (isFrench ? FRENCH_E164_DIGITS : LEAST_E164_DIGITS);
  const isNobodys = isCutShort || (bytes[from] === ONE && end - from !== NANP_DIGITS);
  out.entry =
    out.number === 0 || isNobodys
      ? -1
      : longestPrefix(numbers.e164Child, numbers.e164Entry, bytes, from, end);
}

/** @param start first of the national digits, after 0 or 33 */
function resolveNational(
  numbers: NumberTables,
  bytes: Uint8Array,
  start: number,
  end: number,
  out: CalledNumber,
): void {
  const entry = longestPrefix(numbers.nationalChild, numbers.nationalEntry, bytes, start, end);
  const countryCode = numbers.nationalCountryCode[entry];
  setNumber(out, countryCode, bytes, start, end);
  out.entry = out.number === 0 ? -1 : entry;
}

/** Nine digits, or the twelve (overseas) or thirteen of the numbers of extended length in 0700 and 0901. */
function isNational(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 9) return true;
  if (length !== 12 && length !== 13) return false;
  const block = integerOf(bytes, start, start + 3);
  return block === 700 || block === 901;
}

/** +508 508…: the national form of Saint-Pierre-et-Miquelon after its country code. */
function isDoubled508(bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < DOUBLED_508.length; at++) {
    if (bytes[start + at] !== DOUBLED_508[at]) return false;
  }
  return true;
}

/** Sets `number` to the country code followed by bytes[start, end); 0 where that is too long for E.164. */
function setNumber(
  out: CalledNumber,
  countryCode: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const length = end - start;
  const codeDigits = countryCode === 0 ? 0 : countryCode < 100 ? 2 : 3;
  if (length + codeDigits > MAX_E164_DIGITS) {
    out.number = 0;
    return;
  }
  // Nine digits at a time are exact in 32-bit arithmetic, which is faster.
  const middle = end - 9;
  const digits =
    middle <= start
      ? integerOf(bytes, start, end)
      : integerOf(bytes, start, middle) * 1e9 + integerOf(bytes, middle, end);
  out.number = countryCode * POWER_OF_TEN[length] + digits;
}

/** Value of at most nine digits. */
function integerOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = Math.imul(value, 10) + bytes[at] - ZERO;
  return value;
}

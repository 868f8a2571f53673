import { byteAt, wordAt } from './window';

/** Values of fields from the window's bytes; what they mean is said in field-parsers.ts and native-csv.ts. */

// Service codes, as in batch/services.ts.
export const VOICE: u32 = 0;
export const CSD: u32 = 1;
export const SMS: u32 = 2;
export const DATA: u32 = 3;
export const NO_SERVICE: u32 = 255;

// Their names as 32-bit words, first letter lowest; `voic` is followed by an `e`.
const WORD_VOIC: u32 = 0x63696f76;
const WORD_DATA: u32 = 0x61746164;
const LETTERS_SMS: u32 = 0x736d73;
const LETTERS_CSD: u32 = 0x647363;

const DAY_US: i64 = 86_400_000_000;

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const ZERO: u32 = 48;
const COLON: u32 = 58;

/** What a parser returns when the text is empty, or not what it should be. */
export const EMPTY: i64 = -1;
export const NOT_PLAIN: i64 = -2;

// Set by `limitValues`.
let maxIdBytes: u32 = 0;
let maxCalledDigits: u32 = 0;
let firstYear: u32 = 0;
let lastYear: u32 = 0;
let firstInstantUnixUs: i64 = 0;
let endInstantUnixUs: i64 = 0;

/** The limits of bounds.ts. */
export function limitValues(idBytes: u32, calledDigits: u32, minYear: u32, maxYear: u32): void {
  maxIdBytes = idBytes;
  maxCalledDigits = calledDigits;
  firstYear = minYear;
  lastYear = maxYear;
  firstInstantUnixUs = dayNumber(minYear, 1, 1) * DAY_US;
  endInstantUnixUs = dayNumber(maxYear + 1, 1, 1) * DAY_US;
}

export function isId(start: u32, end: u32): bool {
  return start < end && end - start <= maxIdBytes;
}

export function afterPlus(start: u32, end: u32): u32 {
  return start < end && byteAt(start) === PLUS ? start + 1 : start;
}

export function serviceIn(start: u32, end: u32): u32 {
  const length = end - start;
  // At least a line feed follows, so that four bytes can be read of three.
  const word = wordAt(start);
  if (length === 5 && word === WORD_VOIC && byteAt(start + 4) === 101) return VOICE;
  if (length === 4 && word === WORD_DATA) return DATA;
  if (length !== 3) return NO_SERVICE;
  const letters = word & 0xffffff;
  return letters === LETTERS_SMS ? SMS : letters === LETTERS_CSD ? CSD : NO_SERVICE;
}

/** As in CdrRows.country, or -1. */
export function countryIn(start: u32, end: u32): i32 {
  if (start === end) return 0;
  if (end - start !== 2) return -1;
  const first = (byteAt(start) | 32) - 97;
  const second = (byteAt(start + 1) | 32) - 97;
  const areLetters = byteAt(start) > 64 && byteAt(start + 1) > 64;
  return areLetters && first < 26 && second < 26 ? i32(first * 26 + second + 1) : -1;
}

export function isDialled(start: u32, end: u32): bool {
  if (start === end || end - start > maxCalledDigits) return false;
  for (let at = start; at < end; at++) {
    if (byteAt(at) - ZERO > 9) return false;
  }
  return true;
}

/** A whole number of at most 18 digits, up to `most`; EMPTY or NOT_PLAIN. */
export function countIn(start: u32, end: u32, most: i64): i64 {
  if (start === end) return EMPTY;
  if (end - start > 18) return NOT_PLAIN;
  let value: i64 = 0;
  for (let at = start; at < end; at++) {
    const digit = byteAt(at) - ZERO;
    if (digit > 9) return NOT_PLAIN;
    value = value * 10 + digit;
  }
  return value <= most ? value : NOT_PLAIN;
}

/** Above every year, even as the last two digits of one. */
const NOT_DIGITS: u32 = 10_000;

function twoDigits(at: u32): u32 {
  const tens = byteAt(at) - ZERO;
  const units = byteAt(at + 1) - ZERO;
  return tens > 9 || units > 9 ? NOT_DIGITS : tens * 10 + units;
}

function daysInMonth(year: u32, month: u32): u32 {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  // Seven months of 31 days: odd ones before August, even ones from there on.
  return 30 + ((month ^ (month >> 3)) & 1);
}

/** Days since 1970-01-01; years begin in March here, so that a leap day is their last. */
function dayNumber(year: u32, month: u32, day: u32): i64 {
  const isBeforeMarch = month < 3;
  const y = isBeforeMarch ? year - 1 : year;
  const m = isBeforeMarch ? month + 9 : month - 3;
  const days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day;
  return i64(days) - 719_469;
}

/** Microseconds since 1970 of an RFC 3339 instant with `Z` or an offset, or NOT_PLAIN: as parseInstant does. */
export function instantIn(start: u32, end: u32): i64 {
  if (end - start < 20) return NOT_PLAIN;
  const year = twoDigits(start) * 100 + twoDigits(start + 2);
  const month = twoDigits(start + 5);
  const day = twoDigits(start + 8);
  const hour = twoDigits(start + 11);
  const minute = twoDigits(start + 14);
  const second = twoDigits(start + 17);
  const separator = byteAt(start + 10) | 32;
  if (year < firstYear || year > lastYear || month < 1 || month > 12) return NOT_PLAIN;
  if (day < 1 || day > daysInMonth(year, month)) return NOT_PLAIN;
  if (hour > 23 || minute > 59 || second > 59) return NOT_PLAIN;
  if (byteAt(start + 4) !== MINUS || byteAt(start + 7) !== MINUS) return NOT_PLAIN;
  if (byteAt(start + 13) !== COLON || byteAt(start + 16) !== COLON) return NOT_PLAIN;
  if (separator !== 116 && separator !== 32) return NOT_PLAIN;
  let at = start + 19;
  let fractionUs: u32 = 0;
  if (byteAt(at) === POINT) {
    const first = ++at;
    let scale: u32 = 100_000;
    for (; at < end; at++) {
      const digit = byteAt(at) - ZERO;
      if (digit > 9) break;
      fractionUs += digit * scale;
      scale /= 10;
    }
    if (at === first) return NOT_PLAIN;
  }
  const offset = offsetMinutesIn(at, end);
  if (offset === NO_OFFSET) return NOT_PLAIN;
  const minutes = (dayNumber(year, month, day) * 24 + hour) * 60 + minute - offset;
  const unixUs = (minutes * 60 + second) * 1_000_000 + fractionUs;
  return unixUs >= firstInstantUnixUs && unixUs < endInstantUnixUs ? unixUs : NOT_PLAIN;
}

const NO_OFFSET: i64 = 10_000;

/** Minutes east of UTC of `Z`, `+hh:mm` or `-hh:mm` that fills the rest, or NO_OFFSET. */
function offsetMinutesIn(at: u32, end: u32): i64 {
  if (end - at === 1) return (byteAt(at) | 32) === 122 ? 0 : NO_OFFSET;
  if (end - at !== 6 || byteAt(at + 3) !== COLON) return NO_OFFSET;
  const hours = twoDigits(at + 1);
  const minutes = twoDigits(at + 4);
  if (hours > 23 || minutes > 59) return NO_OFFSET;
  const sign = byteAt(at);
  if (sign === PLUS) return hours * 60 + minutes;
  return sign === MINUS ? -i64(hours * 60 + minutes) : NO_OFFSET;
}

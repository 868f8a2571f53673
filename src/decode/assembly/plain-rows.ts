/**
 * AssemblyScript, compiled to WebAssembly by `npm run build`: reads the plain rows of octroi's own CSV.
 *
 * A plain row is what nearly all rows are: fields without quotes, ASCII, every value as it should be, one of the
 * four services below. At the first row that is anything else the kernel stops and says where; JavaScript reads that
 * row (native-csv.ts), and it alone knows why rows are rejected. So a row decoded here and there gives the same, or
 * is not decoded here at all: test/decode/plain-rows.test.ts compares them.
 *
 * It takes sixteen bytes at a time to find the ends of fields, and has no bounds checks: a third of JavaScript's time.
 * plain-rows.ts places the memory it works in.
 */

// Service codes, as in batch/services.ts.
const VOICE: u32 = 0;
const CSD: u32 = 1;
const SMS: u32 = 2;
const DATA: u32 = 3;
const NO_SERVICE: u32 = 255;

// Their names as 32-bit words, first letter lowest; `voic` is followed by an `e`.
const WORD_VOIC: u32 = 0x63696f76;
const WORD_DATA: u32 = 0x61746164;
const LETTERS_SMS: u32 = 0x736d73;
const LETTERS_CSD: u32 = 0x647363;

const DAY_US: i64 = 86_400_000_000;

const LF: u32 = 10;
const CR: u32 = 13;
const PLUS: u32 = 43;
const COMMA: u32 = 44;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const ZERO: u32 = 48;
const COLON: u32 = 58;

/** What a parser returns when the text is empty, or not what it should be. */
const EMPTY: i64 = -1;
const NOT_PLAIN: i64 = -2;

// Marks: the bytes that matter for finding fields, in order. A mark is its offset in the window x 4 + its kind.
const KIND_COMMA: u32 = 0;
const KIND_LF: u32 = 1;
/** Anything that makes its row not plain: a quote, a control character, a byte beyond ASCII. */
const KIND_OTHER: u32 = 2;
/** Bytes looked through at a time. */
const SCAN_BYTES: u32 = 2048;

// Set by `place`: where things are in memory.
let windowAt: usize = 0;
let marksAt: usize = 0;
let boundsAt: usize = 0;
let rowAt: usize = 0;
let serviceAt: usize = 0;
let startedAtAt: usize = 0;
let durationAt: usize = 0;
let octetsUpAt: usize = 0;
let octetsDownAt: usize = 0;
let sessionStartedAtAt: usize = 0;
let countryAt: usize = 0;
let outcomeAt: usize = 0;
let marksOfRowAt: usize = 0;
let eventIdStartAt: usize = 0;
let eventIdEndAt: usize = 0;
let lineStartAt: usize = 0;
let lineEndAt: usize = 0;
let calledStartAt: usize = 0;
let calledEndAt: usize = 0;
let sessionIdStartAt: usize = 0;
let sessionIdEndAt: usize = 0;

// Set by `arrange`: which field of a row is which.
let columnCount: u32 = 0;
let eventIdSlot: u32 = 0;
let serviceSlot: u32 = 0;
let lineSlot: u32 = 0;
let startedAtSlot: u32 = 0;
let durationSlot: u32 = 0;
let calledSlot: u32 = 0;
let octetsUpSlot: u32 = 0;
let octetsDownSlot: u32 = 0;
let sessionIdSlot: u32 = 0;
let sessionStartedAtSlot: u32 = 0;
let countrySlot: u32 = 0;

// Set by `limit`: see bounds.ts.
let maxRecordBytes: u32 = 0;
let maxIdBytes: u32 = 0;
let maxCalledDigits: u32 = 0;
let maxDurationSeconds: i64 = 0;
let maxOctets: i64 = 0;
let firstYear: u32 = 0;
let lastYear: u32 = 0;
let firstInstantUnixUs: i64 = 0;
let endInstantUnixUs: i64 = 0;

// Marks found and not yet used: of the window as `begin` met it.
let firstMark: u32 = 0;
let markCount: u32 = 0;
let scannedTo: u32 = 0;
/** Offset of the first byte that `decode` left. */
let next: u32 = 0;

/**
 * Where things are: the window, room for marks and for bounds, and a list of the addresses of the columns of CdrRows,
 * in the order of COLUMNS in plain-rows.ts.
 */
export function place(window: usize, marks: usize, bounds: usize, columns: usize): void {
  windowAt = window;
  marksAt = marks;
  boundsAt = bounds;
  rowAt = itemOf(columns, 0);
  serviceAt = itemOf(columns, 1);
  startedAtAt = itemOf(columns, 2);
  durationAt = itemOf(columns, 3);
  octetsUpAt = itemOf(columns, 4);
  octetsDownAt = itemOf(columns, 5);
  sessionStartedAtAt = itemOf(columns, 6);
  countryAt = itemOf(columns, 7);
  outcomeAt = itemOf(columns, 8);
  marksOfRowAt = itemOf(columns, 9);
  eventIdStartAt = itemOf(columns, 10);
  eventIdEndAt = itemOf(columns, 11);
  lineStartAt = itemOf(columns, 12);
  lineEndAt = itemOf(columns, 13);
  calledStartAt = itemOf(columns, 14);
  calledEndAt = itemOf(columns, 15);
  sessionIdStartAt = itemOf(columns, 16);
  sessionIdEndAt = itemOf(columns, 17);
}

/**
 * Which field of a row is which: the number of fields, and a list of positions in the order of FIELDS in
 * plain-rows.ts. A column that the file does not have stands behind the last.
 */
export function arrange(fieldCount: u32, slots: usize): void {
  columnCount = fieldCount;
  eventIdSlot = itemOf(slots, 0);
  serviceSlot = itemOf(slots, 1);
  lineSlot = itemOf(slots, 2);
  startedAtSlot = itemOf(slots, 3);
  durationSlot = itemOf(slots, 4);
  calledSlot = itemOf(slots, 5);
  octetsUpSlot = itemOf(slots, 6);
  octetsDownSlot = itemOf(slots, 7);
  sessionIdSlot = itemOf(slots, 8);
  sessionStartedAtSlot = itemOf(slots, 9);
  countrySlot = itemOf(slots, 10);
}

function itemOf(list: usize, k: u32): u32 {
  return load<u32>(list + (k << 2));
}

/** The limits of bounds.ts; those that may not fit in 32 bits come as floating point. */
export function limit(
  recordBytes: u32,
  idBytes: u32,
  calledDigits: u32,
  durationSeconds: f64,
  octets: f64,
  minYear: u32,
  maxYear: u32,
): void {
  maxRecordBytes = recordBytes;
  maxIdBytes = idBytes;
  maxCalledDigits = calledDigits;
  maxDurationSeconds = i64(durationSeconds);
  maxOctets = i64(octets);
  firstYear = minYear;
  lastYear = maxYear;
  firstInstantUnixUs = dayNumber(minYear, 1, 1) * DAY_US;
  endInstantUnixUs = dayNumber(maxYear + 1, 1, 1) * DAY_US;
}

/** The window holds new bytes, of which the first wanted is at `at`. */
export function begin(at: u32): void {
  firstMark = 0;
  markCount = 0;
  scannedTo = at;
}

/** Offset of the first byte that `decode` left. */
export function nextByte(): u32 {
  return next;
}

/**
 * Decodes plain rows from `at` on until one is not plain, not whole, or the block is full.
 * @param row number of the first of them in its range
 * @param first place in the block for it
 * @returns how many there were; nextByte says where they end
 */
export function decode(at: u32, end: u32, row: u32, first: u32, capacity: u32): u32 {
  skipMarksBefore(at);
  let i = first;
  while (i < capacity && hasRow(end) && decodeRow(at, i)) {
    store<u32>(rowAt + (i << 2), row + (i - first));
    at = (markAt(columnCount - 1) >> 2) + 1;
    firstMark += columnCount;
    i++;
  }
  next = at;
  return i - first;
}

/** Marks of rows that JavaScript has read meanwhile. */
function skipMarksBefore(at: u32): void {
  while (firstMark < markCount && markAt(0) >> 2 < at) firstMark++;
  if (firstMark === markCount && scannedTo < at) scannedTo = at;
}

function markAt(k: u32): u32 {
  return load<u32>(marksAt + ((firstMark + k) << 2));
}

/** True when as many marks as a row has are there, looked for if need be. */
function hasRow(end: u32): bool {
  while (markCount - firstMark < columnCount && scannedTo < end) scan(end);
  return markCount - firstMark >= columnCount;
}

/** Finds the marks among the next bytes; those not used yet move to the front. */
function scan(end: u32): void {
  markCount -= firstMark;
  memory.copy(marksAt, marksAt + (firstMark << 2), markCount << 2);
  firstMark = 0;
  const stop = min(scannedTo + SCAN_BYTES, end);
  const commas = i8x16.splat(<i8>COMMA);
  const quotes = i8x16.splat(34);
  const spaces = i8x16.splat(32);
  let to = marksAt + (markCount << 2);
  for (let at = scannedTo; at < stop; at += 16) {
    const bytes = v128.load(windowAt + at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, commas), i8x16.eq(bytes, quotes)),
      i8x16.lt_s(bytes, spaces), // Signed: a byte beyond ASCII is less than a space too.
    );
    let bits: u32 = i8x16.bitmask(found);
    if (stop - at < 16) bits &= (1 << (stop - at)) - 1;
    for (; bits !== 0; bits &= bits - 1) {
      const offset = at + ctz(bits);
      const byte = load<u8>(windowAt + offset);
      let kind = KIND_COMMA;
      if (byte !== COMMA) {
        if (byte === CR && offset + 1 < end && load<u8>(windowAt + offset + 1) === LF) continue;
        kind = byte === LF ? KIND_LF : KIND_OTHER;
      }
      store<u32>(to, (offset << 2) | kind);
      to += 4;
    }
  }
  markCount = u32((to - marksAt) >> 2);
  scannedTo = stop;
}

/** Writes row `i` of the block; false when it is not plain, and what was written counts for nothing. */
function decodeRow(at: u32, i: u32): bool {
  if (!findBounds(at)) return false;
  const idStart = startOf(eventIdSlot);
  const idEnd = endOf(eventIdSlot);
  if (!isId(idStart, idEnd)) return false;
  const service = serviceIn(startOf(serviceSlot), endOf(serviceSlot));
  if (service === NO_SERVICE) return false;
  const lineEnd = endOf(lineSlot);
  const lineStart = afterPlus(startOf(lineSlot), lineEnd);
  if (!isId(lineStart, lineEnd)) return false;
  const startedAt = instantIn(startOf(startedAtSlot), endOf(startedAtSlot));
  if (startedAt < 0) return false;
  const country = countryIn(startOf(countrySlot), endOf(countrySlot));
  if (country < 0) return false;
  if (!decodeCall(i, service) || !decodeData(i, service, startedAt)) return false;
  store<u8>(marksOfRowAt + i, 0);
  store<u8>(outcomeAt + i, 0);
  store<u8>(serviceAt + i, service);
  store<u16>(countryAt + (i << 1), country);
  store<f64>(startedAtAt + (i << 3), f64(startedAt));
  store<u32>(eventIdStartAt + (i << 2), idStart);
  store<u32>(eventIdEndAt + (i << 2), idEnd);
  store<u32>(lineStartAt + (i << 2), lineStart);
  store<u32>(lineEndAt + (i << 2), lineEnd);
  return true;
}

/** Field k is from bounds[k] to bounds[k + 1] - 1 (exclusive); the field behind the last is an empty one. */
function findBounds(at: u32): bool {
  const last = columnCount - 1;
  store<u32>(boundsAt, at);
  let kinds: u32 = 0;
  for (let k: u32 = 0; k < last; k++) {
    const mark = markAt(k);
    kinds |= mark;
    store<u32>(boundsAt + ((k + 1) << 2), (mark >> 2) + 1);
  }
  const lastMark = markAt(last);
  const lineFeed = lastMark >> 2;
  if ((kinds & 3) !== KIND_COMMA || (lastMark & 3) !== KIND_LF) return false;
  if (lineFeed + 1 - at > maxRecordBytes) return false;
  const hasReturn = lineFeed > at && load<u8>(windowAt + lineFeed - 1) === CR;
  const behind = hasReturn ? lineFeed : lineFeed + 1;
  store<u32>(boundsAt + (columnCount << 2), behind);
  store<u32>(boundsAt + ((columnCount + 1) << 2), behind + 1);
  return true;
}

function startOf(slot: u32): u32 {
  return load<u32>(boundsAt + (slot << 2));
}

function endOf(slot: u32): u32 {
  return load<u32>(boundsAt + ((slot + 1) << 2)) - 1;
}

function byteAt(offset: u32): u32 {
  return load<u8>(windowAt + offset);
}

function isId(start: u32, end: u32): bool {
  return start < end && end - start <= maxIdBytes;
}

function afterPlus(start: u32, end: u32): u32 {
  return start < end && byteAt(start) === PLUS ? start + 1 : start;
}

function serviceIn(start: u32, end: u32): u32 {
  const length = end - start;
  // At least a line feed follows, so that four bytes can be read of three.
  const word = load<u32>(windowAt + start);
  if (length === 5 && word === WORD_VOIC && byteAt(start + 4) === 101) return VOICE;
  if (length === 4 && word === WORD_DATA) return DATA;
  if (length !== 3) return NO_SERVICE;
  const letters = word & 0xffffff;
  return letters === LETTERS_SMS ? SMS : letters === LETTERS_CSD ? CSD : NO_SERVICE;
}

/** As in CdrRows.country, or -1. */
function countryIn(start: u32, end: u32): i32 {
  if (start === end) return 0;
  if (end - start !== 2) return -1;
  const first = (byteAt(start) | 32) - 97;
  const second = (byteAt(start + 1) | 32) - 97;
  const areLetters = byteAt(start) > 64 && byteAt(start + 1) > 64;
  return areLetters && first < 26 && second < 26 ? i32(first * 26 + second + 1) : -1;
}

/** Duration and called number. */
function decodeCall(i: u32, service: u32): bool {
  const isCall = service === VOICE || service === CSD;
  const duration = countIn(startOf(durationSlot), endOf(durationSlot), maxDurationSeconds);
  if (duration === NOT_PLAIN || (isCall && duration === EMPTY)) return false;
  const calledStart = startOf(calledSlot);
  const calledEnd = endOf(calledSlot);
  const isEmpty = calledStart === calledEnd;
  if (!isEmpty && !isDialled(afterPlus(calledStart, calledEnd), calledEnd)) return false;
  const hasCalled = service !== DATA;
  if (hasCalled && isEmpty) return false;
  store<f64>(durationAt + (i << 3), isCall ? f64(duration) : 0);
  store<u32>(calledStartAt + (i << 2), calledStart);
  store<u32>(calledEndAt + (i << 2), hasCalled ? calledEnd : calledStart);
  return true;
}

function isDialled(start: u32, end: u32): bool {
  if (start === end || end - start > maxCalledDigits) return false;
  for (let at = start; at < end; at++) {
    if (byteAt(at) - ZERO > 9) return false;
  }
  return true;
}

/** Octets and session. */
function decodeData(i: u32, service: u32, startedAt: i64): bool {
  const isData = service === DATA;
  const up = countIn(startOf(octetsUpSlot), endOf(octetsUpSlot), maxOctets);
  const down = countIn(startOf(octetsDownSlot), endOf(octetsDownSlot), maxOctets);
  if (up === NOT_PLAIN || down === NOT_PLAIN) return false;
  if (isData && (up === EMPTY || down === EMPTY)) return false;
  const sessionStart = startOf(sessionIdSlot);
  const sessionEnd = endOf(sessionIdSlot);
  const timeStart = startOf(sessionStartedAtSlot);
  const timeEnd = endOf(sessionStartedAtSlot);
  let sessionStartedAt = startedAt;
  if (timeStart < timeEnd) {
    sessionStartedAt = instantIn(timeStart, timeEnd);
    if (sessionStartedAt < 0) return false;
  }
  if (isData) {
    if ((sessionStart === sessionEnd) !== (timeStart === timeEnd)) return false;
    if (sessionEnd - sessionStart > maxIdBytes || startedAt < sessionStartedAt) return false;
  }
  store<f64>(octetsUpAt + (i << 3), isData ? f64(up) : 0);
  store<f64>(octetsDownAt + (i << 3), isData ? f64(down) : 0);
  store<u32>(sessionIdStartAt + (i << 2), sessionStart);
  store<u32>(sessionIdEndAt + (i << 2), isData ? sessionEnd : sessionStart);
  store<f64>(sessionStartedAtAt + (i << 3), f64(isData ? sessionStartedAt : startedAt));
  return true;
}

/** A whole number of at most 18 digits, up to `most`; EMPTY or NOT_PLAIN. */
function countIn(start: u32, end: u32, most: i64): i64 {
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

/** Microseconds since 1970 of an RFC 3339 instant with `Z` or an offset, or NOT_PLAIN: parseInstant in field-parsers.ts. */
function instantIn(start: u32, end: u32): i64 {
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

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

import {
  afterPlus,
  CSD,
  countIn,
  countryIn,
  DATA,
  EMPTY,
  instantIn,
  isDialled,
  isId,
  limitValues,
  NO_SERVICE,
  NOT_PLAIN,
  serviceIn,
  VOICE,
} from './field-values';
import {
  beginMarks,
  hasMarks,
  KIND_COMMA,
  KIND_LF,
  markAt,
  placeMarks,
  skipMarksBefore,
  useMarks,
} from './marks';
import { byteAt, placeWindow } from './window';

const CR: u32 = 13;

// Set by `place`: where things are in memory.
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

// Set by `limit`.
let maxRecordBytes: u32 = 0;
let maxDurationSeconds: i64 = 0;
let maxOctets: i64 = 0;

/** Offset of the first byte that `decode` left. */
let next: u32 = 0;

/**
 * Where things are: the window, room for marks and for bounds, and a list of the addresses of the columns of CdrRows,
 * in the order of COLUMNS in plain-rows.ts.
 */
export function place(window: usize, marks: usize, bounds: usize, columns: usize): void {
  placeWindow(window);
  placeMarks(marks);
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
  maxDurationSeconds = i64(durationSeconds);
  maxOctets = i64(octets);
  limitValues(idBytes, calledDigits, minYear, maxYear);
}

/** The window holds new bytes, of which the first wanted is at `at`. */
export function begin(at: u32): void {
  beginMarks(at);
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
  while (i < capacity && hasMarks(columnCount, end) && decodeRow(at, i)) {
    store<u32>(rowAt + (i << 2), row + (i - first));
    at = (markAt(columnCount - 1) >> 2) + 1;
    useMarks(columnCount);
    i++;
  }
  next = at;
  return i - first;
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
  const hasReturn = lineFeed > at && byteAt(lineFeed - 1) === CR;
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
    if (sessionStart < sessionEnd && !isId(sessionStart, sessionEnd)) return false;
    if (startedAt < sessionStartedAt) return false;
  }
  store<f64>(octetsUpAt + (i << 3), isData ? f64(up) : 0);
  store<f64>(octetsDownAt + (i << 3), isData ? f64(down) : 0);
  store<u32>(sessionIdStartAt + (i << 2), sessionStart);
  store<u32>(sessionIdEndAt + (i << 2), isData ? sessionEnd : sessionStart);
  store<f64>(sessionStartedAtAt + (i << 3), f64(isData ? sessionStartedAt : startedAt));
  return true;
}

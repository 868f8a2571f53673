import { addressOf, byteAt } from './window';

/**
 * The bytes of a window that matter for finding its fields, in order. A mark is a byte's offset x 4 + what kind of byte
 * it is.
 */

export const KIND_COMMA: u32 = 0;
export const KIND_LF: u32 = 1;
/** Anything that makes its row not plain: a quote, a control character, a byte beyond ASCII. */
export const KIND_OTHER: u32 = 2;

const LF: u32 = 10;
const CR: u32 = 13;
const QUOTE: u32 = 34;
const SPACE: u32 = 32;
const COMMA: u32 = 44;

/** Bytes looked through at a time. */
const SCAN_BYTES: u32 = 2048;

let marksAt: usize = 0;
/** Marks found and not yet used are those from here on. */
let firstMark: u32 = 0;
let markCount: u32 = 0;
let scannedTo: u32 = 0;

export function placeMarks(address: usize): void {
  marksAt = address;
}

/** The window holds new bytes, of which the first wanted is at `at`. */
export function beginMarks(at: u32): void {
  firstMark = 0;
  markCount = 0;
  scannedTo = at;
}

/** Mark k of those not yet used. */
export function markAt(k: u32): u32 {
  return load<u32>(marksAt + ((firstMark + k) << 2));
}

/** True when so many marks are there, looked for before `end` if need be. */
export function hasMarks(count: u32, end: u32): bool {
  while (markCount - firstMark < count && scannedTo < end) scan(end);
  return markCount - firstMark >= count;
}

export function useMarks(count: u32): void {
  firstMark += count;
}

/** Leaves out the marks of rows that JavaScript has read meanwhile. */
export function skipMarksBefore(at: u32): void {
  while (firstMark < markCount && markAt(0) >> 2 < at) firstMark++;
  if (firstMark === markCount && scannedTo < at) scannedTo = at;
}

/** Finds the marks among the next bytes; those not used yet move to the front. */
function scan(end: u32): void {
  markCount -= firstMark;
  memory.copy(marksAt, marksAt + (firstMark << 2), markCount << 2);
  firstMark = 0;
  const stop = min(scannedTo + SCAN_BYTES, end);
  const commas = i8x16.splat(<i8>COMMA);
  const quotes = i8x16.splat(<i8>QUOTE);
  const spaces = i8x16.splat(<i8>SPACE);
  let to = marksAt + (markCount << 2);
  for (let at = scannedTo; at < stop; at += 16) {
    const bytes = v128.load(addressOf(at));
    const found = v128.or(
      v128.or(i8x16.eq(bytes, commas), i8x16.eq(bytes, quotes)),
      i8x16.lt_s(bytes, spaces), // Signed: a byte beyond ASCII is less than a space too.
    );
    let bits: u32 = i8x16.bitmask(found);
    if (stop - at < 16) bits &= (1 << (stop - at)) - 1;
    for (; bits !== 0; bits &= bits - 1) {
      const offset = at + ctz(bits);
      const byte = byteAt(offset);
      let kind = KIND_COMMA;
      if (byte !== COMMA) {
        if (byte === CR && offset + 1 < end && byteAt(offset + 1) === LF) continue;
        kind = byte === LF ? KIND_LF : KIND_OTHER;
      }
      store<u32>(to, (offset << 2) | kind);
      to += 4;
    }
  }
  markCount = u32((to - marksAt) >> 2);
  scannedTo = stop;
}

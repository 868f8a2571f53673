/** Telephone numbers as people and switches write them: `tel:`, a plus, spaces, points, dashes, parentheses. */

const SPACE = 32;
const OPENING_PARENTHESIS = 40;
const CLOSING_PARENTHESIS = 41;
const PLUS = 43;
const DASH = 45;
const POINT = 46;
const ZERO = 48;
const TEL = new TextEncoder().encode('tel:');

function isSeparator(byte: number): boolean {
  return (
    byte === SPACE ||
    byte === DASH ||
    byte === POINT ||
    byte === OPENING_PARENTHESIS ||
    byte === CLOSING_PARENTHESIS
  );
}

function afterTel(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= TEL.length) return start;
  for (let at = 0; at < TEL.length; at++) {
    if ((bytes[start + at] | 32) !== (TEL[at] | 32)) return start;
  }
  return start + TEL.length;
}

/** How many digits the telephone number in bytes[start, end) has; 0 when it is none. */
export function countPhoneDigits(bytes: Uint8Array, start: number, end: number): number {
  let digitCount = 0;
  let hasPlus = false;
  for (let at = afterTel(bytes, start, end); at < end; at++) {
    const byte = bytes[at];
    if (byte >= ZERO && byte <= ZERO + 9) digitCount++;
    else if (byte === PLUS && digitCount === 0 && !hasPlus) hasPlus = true;
    else if (!isSeparator(byte)) return 0;
  }
  return digitCount;
}

/**
 * Leaves only the digits, and the plus before them, of a text that countPhoneDigits knows as a number.
 * They are moved to `start` in `bytes` itself.
 * @returns their end
 */
export function dropSeparators(bytes: Uint8Array, start: number, end: number): number {
  let write = start;
  for (let at = afterTel(bytes, start, end); at < end; at++) {
    const byte = bytes[at];
    if (isSeparator(byte)) continue;
    if (write !== at) bytes[write] = byte;
    write++;
  }
  return write;
}

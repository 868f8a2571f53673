/**
 * Text written straight into a byte buffer: every function returns the offset after what it wrote.
 */

const encoder = new TextEncoder();

/** UTF-8 bytes of a constant, to be copied by `writeBytes`. */
export function asBytes(text: string): Uint8Array {
  return encoder.encode(text);
}

export function writeBytes(bytes: Uint8Array, at: number, source: Uint8Array): number {
  for (let from = 0; from < source.length; from++) bytes[at + from] = source[from];
  return at + source.length;
}

/** bytes[from, from + length) of `source`. */
export function writeSlice(
  bytes: Uint8Array,
  at: number,
  source: Uint8Array,
  from: number,
  length: number,
): number {
  for (let offset = 0; offset < length; offset++) bytes[at + offset] = source[from + offset];
  return at + length;
}

/** A whole number below 2^31 in exactly `width` digits, leading zeros included. */
export function writePadded(bytes: Uint8Array, at: number, value: number, width: number): number {
  let rest = value | 0;
  for (let digit = at + width - 1; digit >= at; digit--) {
    const quotient = (rest / 10) | 0;
    bytes[digit] = 48 + rest - quotient * 10;
    rest = quotient;
  }
  return at + width;
}

/** A whole number, 0 to 2^53 - 1, without leading zeros. */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  if (value >= 1_000_000_000) {
    const high = Math.floor(value / 1_000_000_000);
    return writePadded(bytes, writeNumber(bytes, at, high), value - high * 1_000_000_000, 9);
  }
  let width = 1;
  for (let bound = 10; bound <= value; bound *= 10) width++;
  return writePadded(bytes, at, value, width);
}

/** A 32-bit integer as eight hexadecimal digits. */
function writeHex32(bytes: Uint8Array, at: number, value: number): number {
  for (let digit = 0; digit < 8; digit++) {
    const nibble = (value >>> (28 - digit * 4)) & 15;
    bytes[at + digit] = nibble < 10 ? 48 + nibble : 87 + nibble;
  }
  return at + 8;
}

/** A UUID of version 4 form made of four 32-bit integers; the first one keeps all its bits. */
export function writeUuid(
  bytes: Uint8Array,
  at: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): number {
  // Digits are written in runs and moved apart afterwards: 8-4-4-4-12.
  writeHex32(bytes, at, first);
  writeHex32(bytes, at + 9, (second & 0xffff0fff) | 0x4000);
  writeHex32(bytes, at + 19, (third & 0x3fffffff) | 0x80000000);
  writeHex32(bytes, at + 28, fourth);
  bytes.copyWithin(at + 14, at + 13, at + 17);
  bytes.copyWithin(at + 24, at + 23, at + 27);
  bytes[at + 8] = 45;
  bytes[at + 13] = 45;
  bytes[at + 18] = 45;
  bytes[at + 23] = 45;
  return at + 36;
}

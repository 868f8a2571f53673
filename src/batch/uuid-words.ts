/** Length of a UUID as text: 32 hexadecimal digits and four hyphens. */
export const UUID_BYTES = 36;

const HYPHEN = 45;
const HYPHENS = [8, 13, 18, 23];
/** Where the eight groups of four digits stand, two to a word. */
const GROUPS = [0, 4, 9, 14, 19, 24, 28, 32];
const GROUP_DIGITS = 4;

/**
 * Reads the UUID bytes[start, start + UUID_BYTES) into four 32-bit words, the first digits in words[0].
 * @returns false when it is none, or one in capital letters: it could not be told from its lower-case form again
 */
export function readUuid(bytes: Uint8Array, start: number, words: Int32Array): boolean {
  for (const place of HYPHENS) if (bytes[start + place] !== HYPHEN) return false;
  for (let group = 0; group < GROUPS.length; group++) {
    const from = start + GROUPS[group];
    let value = group % 2 === 0 ? 0 : words[group >> 1];
    for (let at = from; at < from + GROUP_DIGITS; at++) {
      const digit = hexDigit(bytes[at]);
      if (digit < 0) return false;
      value = (value << 4) | digit;
    }
    words[group >> 1] = value;
  }
  return true;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

/** Length of a UUID as text: 32 hexadecimal digits and four hyphens. */
export const UUID_BYTES = 36;
/** Where its hyphens stand. */
const HYPHENS = [8, 13, 18, 23];
/** Digits of a 32-bit word. */
const WORD_DIGITS = 8;

/**
 * Reads the UUID bytes[start, start + UUID_BYTES) into four 32-bit words, the first digits in words[0].
 * @returns false when it is none, or one in capital letters: it could not be told from its lower-case form again
 */
export function readUuid(bytes: Uint8Array, start: number, words: Int32Array): boolean {
  for (const place of HYPHENS) if (bytes[start + place] !== 45) return false;
  let at = start;
  for (let word = 0; word < 4; word++) {
    let value = 0;
    for (let k = 0; k < WORD_DIGITS; at++) {
      const byte = bytes[at];
      if (byte === 45) continue;
      const digit = hexDigit(byte);
      if (digit < 0) return false;
      value = (value << 4) | digit;
      k++;
    }
    words[word] = value;
  }
  return true;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

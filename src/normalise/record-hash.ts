/**
 * Hashes that identify a record and its content. They are compared within one run or stored, so their
 * definition must not change without a new store version.
 */

/**
 * 96-bit hash of an event id, written to out[at] and the two words after it: three lanes of multiply-and-xor,
 * crossed at the end. In 100 million ids one false match is expected once in 10^13 runs.
 */
export function hashEventId(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  at: number,
): void {
  let a = 0x9e3779b9 ^ (end - start);
  let b = 0x7f4a7c15;
  let c = 0x3c6ef372;
  for (let k = start; k < end; k++) {
    const byte = bytes[k];
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul((b ^ byte) + 0x165667b1, 0x85ebca6b);
    b ^= b >>> 13;
    c = Math.imul(c + byte, 0xc2b2ae35) ^ (c >>> 15);
  }
  out[at] = mix32(a ^ (b >>> 7));
  out[at + 1] = mix32(b + c);
  out[at + 2] = mix32(c ^ a);
}

/** Low half of the 64-bit key of a data session: its line and its id. */
export function hashSession(
  lineHash: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let hash = lineHash ^ 0x5bd1e995;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
  return mix32(hash);
}

/** High half, from other constants; never 0. */
export function hashSessionHigh(
  lineHash: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let hash = Math.imul(lineHash, 0x85ebca6b) + (end - start);
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash + bytes[at], 0xc2b2ae35) ^ (hash >>> 13);
  }
  return mix32(hash) | 1;
}

/** Adds a safe integer to a running content hash. */
export function addToHash(hash: number, value: number): number {
  const low = Math.imul(hash ^ (value | 0), 0x9e3779b1);
  const high = Math.imul((low ^ (low >>> 15)) + ((value / 4294967296) | 0), 0x85ebca77);
  return high ^ (high >>> 13);
}

/** Spreads all input bits over the result. */
export function mix32(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return hash ^ (hash >>> 16);
}

/**
 * Our own generator of pseudo-random numbers, on 32-bit integers only: the same seed gives the same
 * numbers on any machine and in any version of Node, which `Math.random` does not promise.
 */

/** Four 32-bit words of state (the sfc32 generator). */
export type RandomState = Int32Array;

/** A generator started from any safe integer. */
export function seededRandom(seed: number): RandomState {
  const low = (seed % 0x1_0000_0000) | 0;
  const high = Math.floor(seed / 0x1_0000_0000) | 0;
  const state = Int32Array.of(mix32(low), mix32(high ^ 0x51ed270b), mix32(low ^ high), 1);
  // The first numbers of similar seeds resemble each other until the state is stirred.
  for (let round = 0; round < 16; round++) nextU32(state);
  return state;
}

/** The next number, 0 to 2^32 - 1. */
export function nextU32(state: RandomState): number {
  const sum = (state[0] + state[1] + state[3]) | 0;
  const third = state[2];
  state[3]++;
  state[0] = state[1] ^ (state[1] >>> 9);
  state[1] = third + (third << 3);
  state[2] = ((third << 21) | (third >>> 11)) + sum;
  return sum >>> 0;
}

/** Scatters a 32-bit integer over 0 to 2^32 - 1; different integers give different results. */
export function mix32(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** 32 bits of a seed, for ids. */
export function seedWord(seed: number): number {
  return mix32(seed % 0x1_0000_0000) ^ Math.floor(seed / 0x1_0000_0000);
}

/** An index below `count`; the first ones come up to ten times as often as the average. */
export function skewedIndex(u32: number, count: number): number {
  const x = u32 / 0x1_0000_0000;
  return Math.floor(count * x * (0.1 + 0.9 * x));
}

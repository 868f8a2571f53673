import { sharedInt32 } from './digit-trie.ts';

/** Longest short number, in digits: 118XYZ and 116XYZ. */
export const MAX_SHORT_DIGITS = 6;

/** Multiplier of Fibonacci hashing: 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1;

/** Open-addressed table: number[slot], 0 = free, and entry[slot]; a power of two of slots, at most half full. */
export interface ShortNumberTable {
  number: Int32Array;
  entry: Int32Array;
}

/** @param entries short number -> entry */
export function buildShortNumberTable(entries: ReadonlyMap<number, number>): ShortNumberTable {
  let slots = 16;
  while (slots < entries.size * 2) slots *= 2;
  const number = sharedInt32(new Int32Array(slots));
  const entry = sharedInt32(new Int32Array(slots));
  for (const [short, shortEntry] of entries) {
    let slot = firstSlot(short, slots - 1);
    while (number[slot] !== 0) slot = (slot + 1) & (slots - 1);
    number[slot] = short;
    entry[slot] = shortEntry;
  }
  return { number, entry };
}

/** Entry of the short number, -1 = not listed. */
export function findShortNumber(number: Int32Array, entry: Int32Array, short: number): number {
  const mask = number.length - 1;
  for (let slot = firstSlot(short, mask); number[slot] !== 0; slot = (slot + 1) & mask) {
    if (number[slot] === short) return entry[slot];
  }
  return -1;
}

function firstSlot(short: number, mask: number): number {
  return (Math.imul(short, SPREAD) >>> 16) & mask;
}

import { sharedBytes, sharedInts } from './shared-array.ts';

/**
 * A read-only map from text to a dense index 0, 1, 2 … in the order added, held in shared memory:
 * UTF-8 bytes one after the other, their offsets, and an open-addressed hash table.
 * Millions of ids cost tens of megabytes once, whatever the number of workers.
 */
export interface TextIndex {
  count: number;
  /**
   * All texts, UTF-8, one after the other; text i is bytes[offsets[i]] to offsets[i + 1]
   * (exclusive).
   */
  bytes: Uint8Array;
  offsets: Int32Array;
  /**
   * Power-of-two table, linear probing: index + 1 in the low TAG_SHIFT bits, the hash's top bits
   * above them, 0 = free. The tag settles nearly all collisions without touching the texts, which
   * lie elsewhere in memory.
   */
  slots: Int32Array;
}

export const TAG_SHIFT = 26;
export const INDEX_MASK = (1 << TAG_SHIFT) - 1;

/**
 * 32-bit hash of bytes[start, end): multiply and rotate per byte, then mixed so that the low bits
 * are usable.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/**
 * Index of the text bytes[start, end), or -1.
 * @param hash hashBytes of the same range, so that callers who need the hash compute it once
 */
export function findText(
  index: TextIndex,
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
): number {
  const { slots, offsets, bytes: texts } = index;
  const mask = slots.length - 1;
  const length = end - start;
  const tag = hash >>> TAG_SHIFT;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const entry = slots[slot];
    if (entry === 0) return -1;
    if (entry >>> TAG_SHIFT !== tag) continue;
    const found = (entry & INDEX_MASK) - 1;
    const textStart = offsets[found];
    if (offsets[found + 1] - textStart !== length) continue;
    let at = 0;
    while (at < length && texts[textStart + at] === bytes[start + at]) at++;
    if (at === length) return found;
  }
}

/** Text of index i. */
export function textAt(index: TextIndex, i: number): string {
  return decoder.decode(index.bytes.slice(index.offsets[i], index.offsets[i + 1]));
}

const decoder = new TextDecoder();

/** Collects texts in shared memory, then freezes them into a TextIndex. */
export class TextIndexBuilder {
  count = 0;
  private bytes = sharedBytes(1 << 12);
  private offsets = sharedInts(1 << 10);
  private slots: Int32Array;
  private lastFound = -1;

  /**
   * @param expectedCount texts to come, as far as known: right-sized tables need not grow step by
   * step
   */
  constructor(expectedCount = 0) {
    this.slots = sharedInts(slotsFor(expectedCount));
  }

  /** Index of the text, added if it is new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(bytes, start, end);
    const found = findText(this.view(), bytes, start, end, hash);
    return found >= 0 ? found : this.append(bytes, start, end, hash);
  }

  addText(text: string): number {
    const bytes = encoder.encode(text);
    return this.add(bytes, 0, bytes.length);
  }

  /** Index of the text, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return findText(this.view(), bytes, start, end, hashBytes(bytes, start, end));
  }

  /**
   * Like `find`, and much faster where the texts looked up repeat or come in the order in which
   * they were added, as ids in sorted files do.
   */
  findInOrder(bytes: Uint8Array, start: number, end: number): number {
    const last = this.lastFound;
    if (last >= 0 && this.isText(last, bytes, start, end)) return last;
    const isNext = this.isText(last + 1, bytes, start, end);
    this.lastFound = isNext ? last + 1 : this.find(bytes, start, end);
    return this.lastFound;
  }

  /** True when the text of this index is bytes[start, end); false for an index beyond the last. */
  private isText(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (index >= this.count) return false;
    const textStart = this.offsets[index];
    const length = this.offsets[index + 1] - textStart;
    if (length !== end - start) return false;
    let at = 0;
    while (at < length && this.bytes[textStart + at] === bytes[start + at]) at++;
    return at === length;
  }

  /** The finished index: no copy, the memory beyond its end was never touched. */
  freeze(): TextIndex {
    const bytesUsed = this.offsets[this.count];
    if (this.slots.length !== slotsFor(this.count)) this.rehash(slotsFor(this.count));
    return {
      count: this.count,
      bytes: this.bytes.subarray(0, bytesUsed),
      offsets: this.offsets.subarray(0, this.count + 1),
      slots: this.slots,
    };
  }

  private view(): TextIndex {
    return this as unknown as TextIndex;
  }

  private append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const index = this.count++;
    const textStart = this.offsets[index];
    const textEnd = textStart + end - start;
    if (textEnd > MAX_BYTES) throw new RangeError('more than 2 GiB of ids in one index');
    if (index >= INDEX_MASK) throw new RangeError(`more than ${INDEX_MASK} ids in one index`);
    if (textEnd > this.bytes.length) {
      this.bytes = copiedInto(sharedBytes(Math.max(textEnd, this.bytes.length * 2)), this.bytes);
    }
    if (index + 2 > this.offsets.length) {
      this.offsets = copiedInto(sharedInts(this.offsets.length * 2), this.offsets);
    }
    // Ids are short: a loop beats the view that `set` would need.
    const { bytes: texts } = this;
    for (let at = start; at < end; at++) texts[textStart + at - start] = bytes[at];
    this.offsets[index + 1] = textEnd;
    if (this.count * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    else this.insert(index, hash);
    return index;
  }

  private insert(index: number, hash: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = ((hash >>> TAG_SHIFT) << TAG_SHIFT) | (index + 1);
  }

  private rehash(slotCount: number): void {
    this.slots = sharedInts(slotCount);
    for (let index = 0; index < this.count; index++) {
      this.insert(index, hashBytes(this.bytes, this.offsets[index], this.offsets[index + 1]));
    }
  }
}

const encoder = new TextEncoder();

/** Offsets are 32-bit. */
const MAX_BYTES = 0x7fff_ffff;

/** Slots that stay at most half full with this many texts, never fewer than eight. */
function slotsFor(count: number): number {
  let slots = 8;
  while (slots < count * 2) slots *= 2;
  return slots;
}

function copiedInto<T extends Uint8Array | Int32Array>(larger: T, array: T): T {
  larger.set(array);
  return larger;
}

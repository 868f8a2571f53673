import {
  COMPONENT,
  ID_BYTES,
  ID_LENGTH,
  INLINE_BYTES,
  STARTED_AT,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';

/** Length of a tick: 230 years of ticks fit in 31 bits. */
const TICK_US = 4_000_000;
const RADIX_BITS = 11;
const RADIX = 1 << RADIX_BITS;

/**
 * Order in which records are rated: by component, then start, then event id bytewise (G2). Arrival order
 * plays no part, so results cannot depend on it.
 *
 * A radix sort on ticks of four seconds, then on components; the few records of one component and tick are
 * put in order by comparing them.
 * @returns rows in rating order
 */
export function orderRecords(records: UsageRecords): Int32Array {
  const ticks = ticksOf(records, firstStart(records));
  const components = componentsOf(records);
  let order = inputOrder(records.rowCount);
  order = sortByDigits(order, ticks, largestOf(ticks));
  order = sortByDigits(order, components, largestOf(components));
  settleTies(order, records, ticks, components);
  return order;
}

// Each loop over records is a function of its own, so that it is compiled once: src/README.md, "loops over records".
// Inside a longer function it was compiled again in every sixteenth call.

function firstStart({ rowCount, doubles }: UsageRecords): number {
  let first = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rowCount; i++) {
    first = Math.min(first, doubles[(i * WORDS) / 2 + STARTED_AT]);
  }
  return first;
}

function ticksOf({ rowCount, doubles }: UsageRecords, first: number): Int32Array {
  const ticks = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    ticks[i] = Math.floor((doubles[(i * WORDS) / 2 + STARTED_AT] - first) / TICK_US);
  }
  return ticks;
}

function componentsOf({ rowCount, words }: UsageRecords): Int32Array {
  const components = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) components[i] = words[i * WORDS + COMPONENT];
  return components;
}

function inputOrder(rowCount: number): Int32Array {
  const order = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) order[i] = i;
  return order;
}

/** 0 where all are negative, or none is there. */
function largestOf(keys: Int32Array): number {
  let largest = 0;
  for (let i = 0; i < keys.length; i++) largest = Math.max(largest, keys[i]);
  return largest;
}

/** Stable radix sort of `order` by a non-negative key up to `largest`, least significant digit first. */
function sortByDigits(order: Int32Array, keys: Int32Array, largest: number): Int32Array {
  let from = order;
  let to: Int32Array = new Int32Array(order.length);
  const starts = new Int32Array(RADIX);
  for (let shift = 0; shift < 32 && largest >>> shift > 0; shift += RADIX_BITS) {
    starts.fill(0);
    for (let k = 0; k < from.length; k++) starts[(keys[k] >>> shift) & (RADIX - 1)]++;
    let sum = 0;
    for (let digit = 0; digit < RADIX; digit++) {
      const count = starts[digit];
      starts[digit] = sum;
      sum += count;
    }
    for (let k = 0; k < from.length; k++) {
      const row = from[k];
      to[starts[(keys[row] >>> shift) & (RADIX - 1)]++] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Orders runs of one component and one tick by exact start and event id. */
function settleTies(
  order: Int32Array,
  records: UsageRecords,
  ticks: Int32Array,
  components: Int32Array,
): void {
  const { doubles } = records;
  const compare = (left: number, right: number) =>
    doubles[(left * WORDS) / 2 + STARTED_AT] - doubles[(right * WORDS) / 2 + STARTED_AT] ||
    compareEventIds(records, left * WORDS, right * WORDS);
  let runStart = 0;
  for (let k = 1; k <= order.length; k++) {
    const row = order[runStart];
    const isSameRun =
      k < order.length &&
      components[order[k]] === components[row] &&
      ticks[order[k]] === ticks[row];
    if (isSameRun) continue;
    if (k - runStart > 1) order.subarray(runStart, k).sort(compare);
    runStart = k;
  }
}

/** Compares two event ids as UTF-8 bytes, shorter first where one begins the other. */
function compareEventIds(records: UsageRecords, left: number, right: number): number {
  const { words } = records;
  const bytes = new Uint8Array(words.buffer, words.byteOffset);
  const leftLength = words[left + ID_LENGTH];
  const rightLength = words[right + ID_LENGTH];
  const leftBytes = leftLength > INLINE_BYTES ? records.texts : bytes;
  const rightBytes = rightLength > INLINE_BYTES ? records.texts : bytes;
  const leftStart = leftLength > INLINE_BYTES ? words[left + ID_BYTES] : (left + ID_BYTES) * 4;
  const rightStart = rightLength > INLINE_BYTES ? words[right + ID_BYTES] : (right + ID_BYTES) * 4;
  const length = Math.min(leftLength, rightLength);
  for (let k = 0; k < length; k++) {
    const difference = leftBytes[leftStart + k] - rightBytes[rightStart + k];
    if (difference !== 0) return difference;
  }
  return leftLength - rightLength;
}

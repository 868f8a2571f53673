import type { Repeats } from './find-repeats.ts';

/** All repeats of a run, sorted by (range, row), with a filter in front; in shared memory. */
export interface RepeatIndex {
  count: number;
  filter: Uint32Array;
  /** range * 2^32 + row of each repeat, ascending. */
  key: Float64Array;
  firstRange: Uint32Array;
  firstRow: Uint32Array;
  conflict: Uint8Array;
}

/** Joins the repeats of all partitions. */
export function indexRepeats(parts: Repeats[]): RepeatIndex {
  const count = parts.reduce((sum, part) => sum + part.range.length, 0);
  const keys = new Float64Array(count);
  const from: [Repeats, number][] = [];
  for (const part of parts) {
    for (let i = 0; i < part.range.length; i++) {
      keys[from.length] = part.range[i] * 2 ** 32 + part.row[i];
      from.push([part, i]);
    }
  }
  const order = Uint32Array.from(keys.keys()).sort((x, y) => keys[x] - keys[y]);
  const index: RepeatIndex = {
    count,
    filter: new Uint32Array(new SharedArrayBuffer(filterWords(count) * 4)),
    key: new Float64Array(new SharedArrayBuffer(count * 8)),
    firstRange: new Uint32Array(new SharedArrayBuffer(count * 4)),
    firstRow: new Uint32Array(new SharedArrayBuffer(count * 4)),
    conflict: new Uint8Array(new SharedArrayBuffer(count)),
  };
  order.forEach((source, to) => {
    const [part, i] = from[source];
    index.key[to] = keys[source];
    index.firstRange[to] = part.firstRange[i];
    index.firstRow[to] = part.firstRow[i];
    index.conflict[to] = part.conflict[i];
    const bit = filterBit(index, part.range[i], part.row[i]);
    index.filter[bit >>> 5] |= 1 << (bit & 31);
  });
  return index;
}

/** Position of a record among the repeats, or -1 when it is the first of its id. */
export function findRepeat(index: RepeatIndex, range: number, row: number): number {
  const bit = filterBit(index, range, row);
  if (((index.filter[bit >>> 5] >>> (bit & 31)) & 1) === 0) return -1;
  const wanted = range * 2 ** 32 + row;
  let low = 0;
  let high = index.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const key = index.key[middle];
    if (key === wanted) return middle;
    if (key < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Sixteen bits per repeat keep false alarms, which cost a binary search, under seven in a hundred. */
function filterWords(count: number): number {
  let words = 1;
  while (words * 2 < count) words *= 2;
  return words;
}

function filterBit(index: RepeatIndex, range: number, row: number): number {
  const hash = Math.imul(row ^ Math.imul(range, 0x85ebca6b), 0x9e3779b1);
  // A power of two: a remainder of such large numbers would be worked out in floating point.
  return (hash ^ (hash >>> 15)) & (index.filter.length * 32 - 1);
}

import type { TextColumn, UsageColumns } from '../batch/usage-columns.ts';

/** Length of a tick: 230 years of ticks fit in 31 bits. */
const TICK_US = 4_000_000;
const RADIX_BITS = 11;
const RADIX = 1 << RADIX_BITS;

/**
 * Order in which records are rated: by component, then start, then event id bytewise (G2). Arrival order
 * plays no part, so results cannot depend on it.
 *
 * A radix sort on ticks of four seconds, then on components; the few records of one component and tick are put
 * in order by comparing them.
 * @returns row numbers in rating order
 */
export function orderRecords(
  columns: UsageColumns,
  eventId: TextColumn,
  rowCount: number,
): Int32Array {
  const { startedAtUnixUs, component } = columns;
  const ticks = new Int32Array(rowCount);
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (let i = 0; i < rowCount; i++) {
    if (startedAtUnixUs[i] < first) first = startedAtUnixUs[i];
  }
  for (let i = 0; i < rowCount; i++) {
    ticks[i] = Math.floor((startedAtUnixUs[i] - first) / TICK_US);
    if (ticks[i] > last) last = ticks[i];
  }
  let order: Int32Array = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) order[i] = i;
  order = sortByDigits(order, ticks, last);
  let largest = 0;
  for (let i = 0; i < rowCount; i++) if (component[i] > largest) largest = component[i];
  order = sortByDigits(order, component, largest);
  settleTies(order, columns, ticks, eventId);
  return order;
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
  columns: UsageColumns,
  ticks: Int32Array,
  eventId: TextColumn,
): void {
  const { startedAtUnixUs, component } = columns;
  const compare = (left: number, right: number) =>
    startedAtUnixUs[left] - startedAtUnixUs[right] || compareTexts(eventId, left, right);
  let runStart = 0;
  for (let k = 1; k <= order.length; k++) {
    const row = order[runStart];
    const isSameRun =
      k < order.length && component[order[k]] === component[row] && ticks[order[k]] === ticks[row];
    if (isSameRun) continue;
    if (k - runStart > 1) order.subarray(runStart, k).sort(compare);
    runStart = k;
  }
}

/** Compares two texts as UTF-8 bytes, shorter first where one begins the other. */
function compareTexts(column: TextColumn, left: number, right: number): number {
  const { offsets, bytes } = column;
  const leftStart = offsets[left];
  const rightStart = offsets[right];
  const leftLength = offsets[left + 1] - leftStart;
  const rightLength = offsets[right + 1] - rightStart;
  const length = leftLength < rightLength ? leftLength : rightLength;
  for (let k = 0; k < length; k++) {
    const difference = bytes[leftStart + k] - bytes[rightStart + k];
    if (difference !== 0) return difference;
  }
  return leftLength - rightLength;
}

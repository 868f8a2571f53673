import { type RunPlaces, readIdRuns, sumOfRows } from '../batch/shuffle-block.ts';
import { ID_WORDS } from '../batch/usage-builder.ts';

/** Repeated event ids of some partitions: parallel arrays, one place per record that is not the first. */
export interface Repeats {
  range: Uint32Array;
  row: Uint32Array;
  firstRange: Uint32Array;
  firstRow: Uint32Array;
  /** 1 = same id, other content. */
  conflict: Uint8Array;
}

/** Memory of the partition looked at last, used again for the next one. */
let slots = new Int32Array(0);
let kept = new Int32Array(0);

/**
 * Finds records whose event id stands earlier in the input, among the ids of some partitions.
 * @param places of the ids, those of a partition in input order, so that the first record met is the first in the input
 */
export function findRepeats(places: RunPlaces): Repeats {
  const total = sumOfRows(places);
  const mask = tableSize(total) - 1;
  if (slots.length <= mask) slots = new Int32Array(mask + 1);
  else slots.fill(0, 0, mask + 1);
  if (kept.length < total * ID_WORDS) kept = new Int32Array(Math.ceil(total * 1.25) * ID_WORDS);
  const repeats: number[] = [];
  let keptCount = 0;
  for (const ids of readIdRuns(places)) keptCount = addIds(ids, mask, keptCount, repeats);
  return columnsOfRepeats(repeats);
}

/** Looks up each id among those kept, and keeps it if it is new; returns how many are kept then. */
function addIds(ids: Int32Array, mask: number, keptBefore: number, repeats: number[]): number {
  let keptCount = keptBefore;
  for (let at = 0; at < ids.length; at += ID_WORDS) {
    const a = ids[at];
    const b = ids[at + 1];
    const c = ids[at + 2];
    let slot = (b ^ (a >>> 16)) & mask;
    let found = slots[slot] - 1;
    while (
      found >= 0 &&
      !(
        kept[found * ID_WORDS] === a &&
        kept[found * ID_WORDS + 1] === b &&
        kept[found * ID_WORDS + 2] === c
      )
    ) {
      slot = (slot + 1) & mask;
      found = slots[slot] - 1;
    }
    if (found < 0) {
      slots[slot] = keptCount + 1;
      for (let k = 0; k < ID_WORDS; k++) kept[keptCount * ID_WORDS + k] = ids[at + k];
      keptCount++;
    } else {
      addRepeat(repeats, ids, at, found * ID_WORDS);
    }
  }
  return keptCount;
}

function addRepeat(repeats: number[], ids: Int32Array, at: number, first: number): void {
  const isConflict = kept[first + 3] !== ids[at + 3];
  // Words are signed in the tables; ranges and rows are not.
  repeats.push(ids[at + 4] >>> 0, ids[at + 5] >>> 0);
  repeats.push(kept[first + 4] >>> 0, kept[first + 5] >>> 0, isConflict ? 1 : 0);
}

function columnsOfRepeats(flat: number[]): Repeats {
  const column = (k: number) => flat.filter((_, index) => index % 5 === k);
  return {
    range: Uint32Array.from(column(0)),
    row: Uint32Array.from(column(1)),
    firstRange: Uint32Array.from(column(2)),
    firstRow: Uint32Array.from(column(3)),
    conflict: Uint8Array.from(column(4)),
  };
}

/** Power of two at least twice the number of ids. */
function tableSize(count: number): number {
  let size = 1024;
  while (size < count * 2) size *= 2;
  return size;
}

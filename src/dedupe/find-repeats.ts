import { ID_WORDS, type RunPlace, readIds } from '../batch/shuffle-block.ts';

/** Repeated event ids of one partition: parallel arrays, one place per record that is not the first. */
export interface Repeats {
  range: Uint32Array;
  row: Uint32Array;
  firstRange: Uint32Array;
  firstRow: Uint32Array;
  /** 1 = same id, other content. */
  conflict: Uint8Array;
}

/**
 * Finds records whose event id stands earlier in the input, among the ids of one partition.
 * @param places of the partition's ids in input order, so that the first record met is the first in the input
 */
export function findRepeats(places: RunPlace[]): Repeats {
  const total = places.reduce((sum, place) => sum + place.rowCount, 0);
  const mask = tableSize(total) - 1;
  const slots = new Int32Array(mask + 1);
  const kept = new Uint32Array(total * ID_WORDS);
  const repeats: number[] = [];
  let keptCount = 0;
  for (const place of places) {
    const count = place.rowCount;
    const words = readIds(place);
    for (let i = 0; i < count; i++) {
      const a = words[i];
      const b = words[count + i];
      const c = words[2 * count + i];
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
        for (let k = 0; k < ID_WORDS; k++) kept[keptCount * ID_WORDS + k] = words[k * count + i];
        keptCount++;
      } else {
        const isConflict = kept[found * ID_WORDS + 3] !== words[3 * count + i];
        repeats.push(
          words[4 * count + i],
          words[5 * count + i],
          kept[found * ID_WORDS + 4],
          kept[found * ID_WORDS + 5],
          isConflict ? 1 : 0,
        );
      }
    }
  }
  return columnsOfRepeats(repeats);
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

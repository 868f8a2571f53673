import { mix32 } from '../normalise/record-hash.ts';

/**
 * Sums of hashes by component, two words wide. Addition does not care for order, so that what is hashed may
 * come in the order of any file.
 */
export class HashSums {
  private readonly words: Int32Array;

  constructor(componentCount: number) {
    this.words = new Int32Array(componentCount * 2);
  }

  add(component: number, hash: number): void {
    this.words[component * 2] += mix32(hash);
    this.words[component * 2 + 1] += mix32(Math.imul(hash, 0x9e3779b1) ^ 0x68e31da4);
  }

  /** The sums, each mixed with `base`. */
  finish(base: number): Int32Array {
    return this.words.map((word, at) => mix32(word ^ mix32(base + (at & 1))));
  }
}

/** Hashes that count for a group from a day on: parallel lists. */
export interface HashEvents {
  group: number[];
  day: number[];
  hash: number[];
}

/** Components that want the sum of a group up to their day: parallel lists. */
export interface WantedSums {
  group: number[];
  component: number[];
  /** Told apart by: what of the component the group belongs to. */
  salt: number[];
}

/** Later than any day that is rated. */
const NEVER = 1 << 20;

/**
 * Adds to each wanted component the sum of its group's hashes up to the component's day. Events and wishes
 * are gone through together by day, so that a large customer's lines are added up once, not once per site.
 */
export function sumsByDay(
  events: HashEvents,
  wanted: WantedSums,
  untilDay: Int32Array,
  sums: HashSums,
): void {
  const eventOrder = orderByDay(events.day);
  const untilDays = wanted.component.map((component) => untilDay[component]);
  const sumOfGroup = new Map<number, number>();
  let next = 0;
  for (const k of orderByDay(untilDays)) {
    for (; next < eventOrder.length && events.day[eventOrder[next]] <= untilDays[k]; next++) {
      const group = events.group[eventOrder[next]];
      const before = sumOfGroup.get(group) ?? 0;
      sumOfGroup.set(group, (before + mix32(events.hash[eventOrder[next]])) | 0);
    }
    const sum = sumOfGroup.get(wanted.group[k]) ?? 0;
    sums.add(wanted.component[k], mix32(sum) ^ wanted.salt[k]);
  }
}

function orderByDay(days: number[]): Uint32Array {
  // One sortable number per item: the day, then the item itself.
  const keys = Float64Array.from(days, (day, k) => (Math.min(day, NEVER) + 1) * 2 ** 26 + k);
  keys.sort();
  return Uint32Array.from(keys, (key) => key % 2 ** 26);
}

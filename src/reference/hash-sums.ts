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

/** The same hashes in order of their days. */
export function sortedByDay({ group, day, hash }: HashEvents): HashEvents {
  const order = orderByDay(day);
  const picked = (values: number[]) => Array.from(order, (k) => values[k]);
  return { group: picked(group), day: picked(day), hash: picked(hash) };
}

/**
 * Adds to each wanted component the sum of its group's hashes up to the component's day; a negative day wants none.
 * Events and wishes are gone through together by day, so that a large customer's lines are added up once, not once
 * per site.
 * @param events in order of their days
 */
export function sumsByDay(
  events: HashEvents,
  wanted: WantedSums,
  untilDay: Int32Array,
  sums: HashSums,
): void {
  const untilDays = wanted.component.map((component) => untilDay[component]);
  const sumOfGroup = new Int32Array(
    wanted.group.reduce((most, group) => Math.max(most, group), -1) + 1,
  );
  let next = 0;
  for (const k of orderByDay(untilDays)) {
    if (untilDays[k] < 0) continue;
    for (; next < events.day.length && events.day[next] <= untilDays[k]; next++) {
      const group = events.group[next];
      if (group < sumOfGroup.length) sumOfGroup[group] += mix32(events.hash[next]);
    }
    sums.add(wanted.component[k], mix32(sumOfGroup[wanted.group[k]]) ^ wanted.salt[k]);
  }
}

/** Days told apart: from 1970 to the year 4840, what is before and what is after. */
const DAYS = 2 ** 20;

/** Places of the days in ascending order, those of one day in the order they had. */
function orderByDay(days: number[]): Uint32Array {
  const slotOf = (day: number) => Math.max(0, Math.min(day + 1, DAYS));
  const next = new Uint32Array(DAYS + 2);
  for (const day of days) next[slotOf(day) + 1]++;
  for (let slot = 0; slot <= DAYS; slot++) next[slot + 1] += next[slot];
  const order = new Uint32Array(days.length);
  for (let k = 0; k < days.length; k++) order[next[slotOf(days[k])]++] = k;
  return order;
}

import type { CarriedNumbers, CarriedPlaces } from '../carried-state.ts';

/**
 * Different numbers called inside a contract's allowances in a month (001, B3 and B4): the first `limit`
 * keep their place all month, calls to any further number are outside.
 */
export class Correspondents {
  /** Numbers counted, by slot of (contract, month); the limit is 0 while a carried month has no new call. */
  readonly counts: number[] = [];
  readonly contracts: number[] = [];
  readonly months: number[] = [];
  readonly limits: number[] = [];
  private readonly slots = new Map<number, number>();
  private lastKey = -1;
  private lastSlot = -1;
  private member = new Float64Array(1024);
  private memberSlot = new Int32Array(1024);
  private memberSinceUs = new Float64Array(1024);
  private memberCount = 0;
  /** Numbers that took a place in this run, or an earlier one than was known, in that order, and their slots. */
  private readonly taken: number[] = [];
  private readonly takenSlot: number[] = [];
  private readonly takenAtUs: number[] = [];

  /** Takes up the numbers that earlier runs gave a place to, and how many there are where not all are carried. */
  carry({ contract, month, number, sinceUs }: CarriedNumbers, places: CarriedPlaces): void {
    const limit = Number.POSITIVE_INFINITY;
    for (let k = 0; k < contract.length; k++) {
      this.admit(this.slotOf(contract[k], month[k], 0), number[k], limit, sinceUs[k]);
    }
    for (let k = 0; k < places.taken.length; k++) {
      this.counts[this.slotOf(places.contract[k], places.month[k], 0)] = places.taken[k];
    }
    this.taken.length = 0;
    this.takenSlot.length = 0;
    this.takenAtUs.length = 0;
  }

  /** Slot of a contract's month. */
  slotOf(contract: number, month: number, limit: number): number {
    const key = contract * 4096 + month;
    if (key === this.lastKey) return this.lastSlot;
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.counts.length;
      this.slots.set(key, slot);
      this.counts.push(0);
      this.contracts.push(contract);
      this.months.push(month);
      this.limits.push(limit);
    } else if (this.limits[slot] === 0) {
      this.limits[slot] = limit;
    }
    this.lastKey = limit === 0 ? -1 : key;
    this.lastSlot = slot;
    return slot;
  }

  /**
   * True when the number has a place, or takes one of those left. A late record can show that it had its place
   * earlier: that is kept too, so that the state of any instant can be told.
   */
  admit(slot: number, number: number, limit: number, startedAtUs: number): boolean {
    if (this.memberCount * 2 >= this.member.length) this.grow();
    const place = this.placeOf(slot, number);
    const isMember = this.member[place] !== 0;
    if (isMember && startedAtUs >= this.memberSinceUs[place]) return true;
    if (!isMember) {
      if (this.counts[slot] >= limit) return false;
      this.member[place] = number;
      this.memberSlot[place] = slot;
      this.memberCount++;
      this.counts[slot]++;
    }
    this.memberSinceUs[place] = startedAtUs;
    this.taken.push(number);
    this.takenSlot.push(slot);
    this.takenAtUs.push(startedAtUs);
    return true;
  }

  private placeOf(slot: number, number: number): number {
    const mask = this.member.length - 1;
    let place = Math.imul((number | 0) ^ Math.imul(slot, 0x85ebca6b), 0x9e3779b1) >>> 7;
    place &= mask;
    while (
      this.member[place] !== 0 &&
      !(this.member[place] === number && this.memberSlot[place] === slot)
    ) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private grow(): void {
    const { member, memberSlot, memberSinceUs } = this;
    this.member = new Float64Array(member.length * 2);
    this.memberSlot = new Int32Array(member.length * 2);
    this.memberSinceUs = new Float64Array(member.length * 2);
    for (let old = 0; old < member.length; old++) {
      if (member[old] === 0) continue;
      const place = this.placeOf(memberSlot[old], member[old]);
      this.member[place] = member[old];
      this.memberSlot[place] = memberSlot[old];
      this.memberSinceUs[place] = memberSinceUs[old];
    }
  }

  /** Numbers that took a place, or an earlier one, since what was carried. */
  added(): CarriedNumbers {
    const { taken, takenSlot, takenAtUs } = this;
    const added = {
      contract: new Int32Array(taken.length),
      month: new Int32Array(taken.length),
      number: new Float64Array(taken.length),
      sinceUs: new Float64Array(taken.length),
    };
    // A loop: `from` asks an iterator for each value.
    for (let k = 0; k < taken.length; k++) {
      added.contract[k] = this.contracts[takenSlot[k]];
      added.month[k] = this.months[takenSlot[k]];
      added.number[k] = taken[k];
      added.sinceUs[k] = takenAtUs[k];
    }
    return added;
  }
}

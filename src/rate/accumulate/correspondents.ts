/**
 * Different numbers called inside a contract's allowances in a month (001, B3 and B4): the first `limit`
 * keep their place all month, calls to any further number are outside.
 */
export class Correspondents {
  /** Numbers counted, by slot of (contract, month). */
  readonly counts: number[] = [];
  readonly contracts: number[] = [];
  readonly months: number[] = [];
  readonly limits: number[] = [];
  private readonly slots = new Map<number, number>();
  private lastKey = -1;
  private lastSlot = -1;
  private member = new Float64Array(1024);
  private memberSlot = new Int32Array(1024);
  private memberCount = 0;

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
    }
    this.lastKey = key;
    this.lastSlot = slot;
    return slot;
  }

  /** True when the number has a place, or takes one of those left. */
  admit(slot: number, number: number, limit: number): boolean {
    if (this.memberCount * 2 >= this.member.length) this.grow();
    const place = this.placeOf(slot, number);
    if (this.member[place] !== 0) return true;
    if (this.counts[slot] >= limit) return false;
    this.member[place] = number;
    this.memberSlot[place] = slot;
    this.memberCount++;
    this.counts[slot]++;
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
    const { member, memberSlot } = this;
    this.member = new Float64Array(member.length * 2);
    this.memberSlot = new Int32Array(member.length * 2);
    for (let old = 0; old < member.length; old++) {
      if (member[old] === 0) continue;
      const place = this.placeOf(memberSlot[old], member[old]);
      this.member[place] = member[old];
      this.memberSlot[place] = memberSlot[old];
    }
  }
}

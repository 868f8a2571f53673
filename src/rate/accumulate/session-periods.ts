import type { CarriedPeriods } from '../carried-state.ts';

/** Octets seen so far in each session period: an open-addressed table of (session key, period start). */
export class SessionPeriods {
  private keyLow = new Int32Array(1024);
  private keyHigh = new Int32Array(1024);
  private periodStartUs = new Float64Array(1024);
  private octets = new Float64Array(1024);
  private contract = new Int32Array(1024);
  private count = 0;

  /** Takes up periods that earlier runs left open. */
  carry(periods: CarriedPeriods): void {
    const { keyLow, keyHigh, periodStartUs, octets, contract } = periods;
    for (let k = 0; k < keyLow.length; k++) {
      this.add(keyLow[k], keyHigh[k], periodStartUs[k], octets[k], contract[k]);
    }
  }

  /** Adds a record's octets to its period and returns the period's octets before it. */
  add(
    keyLow: number,
    keyHigh: number,
    periodStartUs: number,
    octets: number,
    contract: number,
  ): number {
    if (this.count * 2 >= this.keyLow.length) this.grow();
    const slot = this.slotOf(keyLow, keyHigh, periodStartUs);
    if (this.keyHigh[slot] === 0) {
      this.keyLow[slot] = keyLow;
      this.keyHigh[slot] = keyHigh;
      this.periodStartUs[slot] = periodStartUs;
      this.contract[slot] = contract;
      this.count++;
    }
    const before = this.octets[slot];
    this.octets[slot] = before + octets;
    return before;
  }

  /** Slot of the key, or the free one where it belongs; a free slot has keyHigh 0, a session key never. */
  private slotOf(keyLow: number, keyHigh: number, periodStartUs: number): number {
    const mask = this.keyLow.length - 1;
    let slot = (keyLow ^ Math.imul(periodStartUs / 1_000_000, 0x9e3779b1)) & mask;
    while (
      this.keyHigh[slot] !== 0 &&
      !(
        this.keyLow[slot] === keyLow &&
        this.keyHigh[slot] === keyHigh &&
        this.periodStartUs[slot] === periodStartUs
      )
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private grow(): void {
    const { keyLow, keyHigh, periodStartUs, octets, contract } = this;
    const size = keyLow.length * 2;
    this.keyLow = new Int32Array(size);
    this.keyHigh = new Int32Array(size);
    this.periodStartUs = new Float64Array(size);
    this.octets = new Float64Array(size);
    this.contract = new Int32Array(size);
    for (let old = 0; old < keyLow.length; old++) {
      if (keyHigh[old] === 0) continue;
      const slot = this.slotOf(keyLow[old], keyHigh[old], periodStartUs[old]);
      this.keyLow[slot] = keyLow[old];
      this.keyHigh[slot] = keyHigh[old];
      this.periodStartUs[slot] = periodStartUs[old];
      this.octets[slot] = octets[old];
      this.contract[slot] = contract[old];
    }
  }

  /** The periods for which `isOpen` says yes, by the contract of their first record and their start. */
  open(isOpen: (contract: number, periodStartUs: number) => boolean): CarriedPeriods {
    const slots: number[] = [];
    for (let slot = 0; slot < this.keyLow.length; slot++) {
      if (this.keyHigh[slot] === 0) continue;
      if (isOpen(this.contract[slot], this.periodStartUs[slot])) slots.push(slot);
    }
    return {
      keyLow: pick(this.keyLow, slots, new Int32Array(slots.length)),
      keyHigh: pick(this.keyHigh, slots, new Int32Array(slots.length)),
      periodStartUs: pick(this.periodStartUs, slots, new Float64Array(slots.length)),
      octets: pick(this.octets, slots, new Float64Array(slots.length)),
      contract: pick(this.contract, slots, new Int32Array(slots.length)),
    };
  }
}

/** The values of those slots: a loop, because `from` with a function calls it for each. */
function pick<Column extends Int32Array | Float64Array>(
  values: Column,
  slots: number[],
  picked: Column,
): Column {
  for (let k = 0; k < slots.length; k++) picked[k] = values[slots[k]];
  return picked;
}

import { SCOPE_SITE } from '../../catalogue/tariff-tables.ts';
import type { RatingTables } from '../../classify/rating-tables.ts';
import { monthStartDay } from '../../normalise/paris-calendar.ts';
import { openingAt } from '../../reference/opening-at.ts';
import type { CarriedBalances } from '../carried-state.ts';
import { grantedUnits, grantedUnitsBefore } from './granted-units.ts';

/**
 * What is left of each metered allowance, by (name of the allowance, site or contract, month): versions of an
 * offer that follow each other within a month share the month's balance.
 */
export class AllowanceBalances {
  readonly allowances: number[] = [];
  /** Site or contract index, by the allowance's scope. */
  readonly scopes: number[] = [];
  readonly months: number[] = [];
  readonly granted: number[] = [];
  readonly rolledIn: number[] = [];
  readonly used: number[] = [];
  /** Start of the record that took the last of it: -Infinity = nothing was granted, Infinity = some is left. */
  readonly spentAtUs: number[] = [];
  private readonly tables: RatingTables;
  private readonly slots = new Map<number, number>();
  private readonly carried = new Map<number, number>();
  private readonly from: CarriedBalances;
  /** By allowance: the first of its name. */
  private readonly named: Int32Array;
  private lastKey = -1;
  private lastSlot = -1;

  constructor(tables: RatingTables, carried: CarriedBalances) {
    this.tables = tables;
    this.from = carried;
    const { allowanceName } = tables.tariffs;
    this.named = Int32Array.from(allowanceName, (name) => allowanceName.indexOf(name));
    for (const [k, allowance] of carried.allowance.entries()) {
      this.carried.set(keyOf(this.named[allowance], carried.scope[k], carried.month[k]), k);
    }
  }

  /**
   * Takes up to `wanted` units and returns how many there were (G5): the rest is paid. The balance is
   * whole in a part month, and known from the start of the month (D6, D7).
   * @param startedAtUs start of the record
   */
  take(slot: number, wanted: number, startedAtUs: number): number {
    const left = this.granted[slot] + this.rolledIn[slot] - this.used[slot];
    if (left <= 0) return 0;
    const taken = Math.min(wanted, left);
    this.used[slot] += taken;
    if (taken === left) this.spentAtUs[slot] = startedAtUs;
    return taken;
  }

  left(slot: number): number {
    return this.granted[slot] + this.rolledIn[slot] - this.used[slot];
  }

  /** Slot of an allowance for a contract's month; a site's, when the allowance is shared by the site. */
  slotOf(allowance: number, contract: number, month: number): number {
    const { tariffs, reference } = this.tables;
    const scope =
      tariffs.allowanceScope[allowance] === SCOPE_SITE
        ? reference.contractSite[contract]
        : contract;
    const key = keyOf(this.named[allowance], scope, month);
    if (key === this.lastKey) return this.lastSlot;
    const slot = this.slots.get(key) ?? this.open(key, allowance, scope, month);
    this.lastKey = key;
    this.lastSlot = slot;
    return slot;
  }

  /** Goes on from what earlier runs left of the month, or begins it. */
  private open(key: number, allowance: number, scope: number, month: number): number {
    const { from } = this;
    const slot = this.allowances.length;
    const carried = this.carried.get(key) ?? -1;
    const granted = grantedUnits(this.tables, allowance, scope, month);
    const rollsOver = this.tables.tariffs.allowanceRolloverMonths[allowance] > 0;
    this.slots.set(key, slot);
    this.allowances.push(allowance);
    this.scopes.push(scope);
    this.months.push(month);
    this.granted.push(carried < 0 ? granted : from.granted[carried]);
    if (carried >= 0) this.rolledIn.push(from.rolledIn[carried]);
    else this.rolledIn.push(rollsOver ? this.rollover(allowance, scope, month) : 0);
    this.used.push(carried < 0 ? 0 : from.used[carried]);
    const never = this.left(slot) === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    this.spentAtUs.push(carried < 0 ? never : from.spentAtUs[carried]);
    return slot;
  }

  /**
   * What the month before left unused of its own grant (B5): rolled-in units are used first and never
   * live on. The whole grant when the contract was active then without drawing on it; an opening balance
   * brought from another system wins.
   */
  private rollover(allowance: number, contract: number, month: number): number {
    const { reference } = this.tables;
    const opening = openingAt(reference, contract, month, allowance);
    if (opening >= 0) return reference.openingRolledIn[opening];
    const wasActive =
      reference.contractFromDay[contract] < monthStartDay(month) &&
      reference.contractToDay[contract] >= monthStartDay(month - 1);
    if (!wasActive) return 0;
    const key = keyOf(this.named[allowance], contract, month - 1);
    const before = this.slots.get(key);
    if (before !== undefined) {
      return unusedGrant(this.granted[before], this.rolledIn[before], this.used[before]);
    }
    const carried = this.carried.get(key);
    if (carried === undefined) {
      return grantedUnitsBefore(this.tables, allowance, contract, month - 1);
    }
    const { from } = this;
    return unusedGrant(from.granted[carried], from.rolledIn[carried], from.used[carried]);
  }
}

function unusedGrant(granted: number, rolledIn: number, used: number): number {
  return granted - Math.max(0, used - rolledIn);
}

function keyOf(allowance: number, scope: number, month: number): number {
  return (scope * 4096 + month) * 256 + allowance;
}

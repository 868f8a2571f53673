import { SCOPE_SITE } from '../../catalogue/tariff-tables.ts';
import type { RatingTables } from '../../classify/rating-tables.ts';
import { monthStartDay } from '../../normalise/paris-calendar.ts';
import { openingAt } from '../../reference/opening-at.ts';
import { countLicences } from '../../reference/site-licences.ts';

/** An allowance of an earlier month as the store has it: what a rollover starts from. */
export interface StoredBalance {
  allowance: number;
  contract: number;
  month: number;
  granted: number;
  rolledIn: number;
  used: number;
}

/** What is left of each metered allowance, by (allowance, site or contract, month). */
export class AllowanceBalances {
  readonly allowances: number[] = [];
  /** Site or contract index, by the allowance's scope. */
  readonly scopes: number[] = [];
  readonly months: number[] = [];
  readonly granted: number[] = [];
  readonly rolledIn: number[] = [];
  readonly used: number[] = [];
  private readonly tables: RatingTables;
  private readonly slots = new Map<number, number>();
  private readonly stored = new Map<number, StoredBalance>();
  private lastKey = -1;
  private lastSlot = -1;

  constructor(tables: RatingTables, stored: StoredBalance[]) {
    this.tables = tables;
    for (const balance of stored) {
      this.stored.set(keyOf(balance.allowance, balance.contract, balance.month), balance);
    }
  }

  /**
   * Takes up to `wanted` units and returns how many there were (G5): the rest is paid. The balance is
   * whole in a part month, and known from the start of the month (D6, D7).
   */
  take(slot: number, wanted: number): number {
    const left = this.granted[slot] + this.rolledIn[slot] - this.used[slot];
    const taken = Math.min(wanted, left);
    this.used[slot] += taken;
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
    const key = keyOf(allowance, scope, month);
    if (key === this.lastKey) return this.lastSlot;
    const slot = this.slots.get(key) ?? this.open(key, allowance, scope, month);
    this.lastKey = key;
    this.lastSlot = slot;
    return slot;
  }

  private open(key: number, allowance: number, scope: number, month: number): number {
    const { tariffs, reference } = this.tables;
    const slot = this.allowances.length;
    let granted = tariffs.allowanceGranted[allowance];
    if (tariffs.allowancePerLicence[allowance] === 1) {
      granted *= countLicences(reference, tariffs, scope, month);
    }
    this.slots.set(key, slot);
    this.allowances.push(allowance);
    this.scopes.push(scope);
    this.months.push(month);
    this.granted.push(granted);
    this.rolledIn.push(
      tariffs.allowanceRolloverMonths[allowance] > 0
        ? this.rollover(allowance, scope, month, granted)
        : 0,
    );
    this.used.push(0);
    return slot;
  }

  /**
   * What the month before left unused of its own grant (B5): rolled-in units are used first and never
   * live on. The whole grant when the contract was active then without drawing on it; an opening balance
   * brought from another system wins.
   */
  private rollover(allowance: number, contract: number, month: number, granted: number): number {
    const { reference } = this.tables;
    const opening = openingAt(reference, contract, month, allowance);
    if (opening >= 0) return reference.openingRolledIn[opening];
    const wasActive =
      reference.contractFromDay[contract] < monthStartDay(month) &&
      reference.contractToDay[contract] >= monthStartDay(month - 1);
    if (!wasActive) return 0;
    const key = keyOf(allowance, contract, month - 1);
    const before = this.slots.get(key);
    if (before !== undefined) {
      return unusedGrant(this.granted[before], this.rolledIn[before], this.used[before]);
    }
    const stored = this.stored.get(key);
    return stored === undefined
      ? granted
      : unusedGrant(stored.granted, stored.rolledIn, stored.used);
  }
}

function unusedGrant(granted: number, rolledIn: number, used: number): number {
  return granted - Math.max(0, used - rolledIn);
}

function keyOf(allowance: number, scope: number, month: number): number {
  return (scope * 4096 + month) * 256 + allowance;
}

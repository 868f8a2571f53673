import { SCOPE_SITE } from '../catalogue/tariff-tables.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { monthStartDay } from '../normalise/paris-calendar.ts';
import type { CarriedBalances } from '../rate/carried-state.ts';
import type { PartitionResult } from '../rate/partition-result.ts';
import {
  ColumnAppender,
  int32Column,
  int64Column,
  type StoreColumn,
  textColumn,
} from './append-columns.ts';
import { NEVER_US, NOT_YET_US } from './rated-scopes.ts';
import type { Store } from './store.ts';

/** Collects what the allowances stand at, and appends them to `allowance_balances`. */
export class BalanceWriter {
  private readonly tables: RatingTables;
  private readonly keys: StoreKeys;
  private readonly months: number[] = [];
  private readonly scopeKeys: number[] = [];
  private readonly numbers: number[][] = [[], [], []];
  private readonly names: string[][] = [[], [], []];
  private readonly spentAtUs: number[] = [];

  constructor(tables: RatingTables, keys: StoreKeys) {
    this.tables = tables;
    this.keys = keys;
  }

  add(result: Pick<PartitionResult, 'balances' | 'correspondents'>): void {
    const { tariffs } = this.tables;
    const { siteKey, contractKey } = this.keys;
    for (const balance of result.balances) {
      const isSite = tariffs.allowanceScope[balance.allowance] === SCOPE_SITE;
      const key = isSite ? siteKey[balance.scope] : contractKey[balance.scope];
      const name = tariffs.allowanceName[balance.allowance];
      const unit = tariffs.allowanceUnit[balance.allowance];
      this.push(balance.month, key, balance.granted, balance.rolledIn, balance.used);
      this.pushNames(name, isSite ? 'site' : 'contract', unit);
      this.pushSpentAt(balance.spentAtUs);
    }
    for (const { contract, month, limit, used } of result.correspondents) {
      this.push(month, contractKey[contract], limit, 0, used);
      this.pushNames('correspondents', 'contract', 'correspondent');
      this.pushSpentAt(Number.POSITIVE_INFINITY);
    }
  }

  /** Stores everything collected in place of what the same scopes and months had. */
  async write(store: Store): Promise<void> {
    // A first run has nothing to replace.
    if ((await store.query('FROM allowance_balances LIMIT 1')).length === 0) {
      await this.appendTo(store, 'allowance_balances');
      return;
    }
    await store.run('CREATE OR REPLACE TEMP TABLE new_balances AS FROM allowance_balances LIMIT 0');
    await this.appendTo(store, 'new_balances');
    await store.run(
      `DELETE FROM allowance_balances a USING new_balances n WHERE a.month = n.month
         AND a.scope_kind = n.scope_kind AND a.scope_key = n.scope_key AND a.allowance = n.allowance`,
    );
    await store.run('INSERT INTO allowance_balances FROM new_balances');
    await store.run('DROP TABLE new_balances');
  }

  private async appendTo(store: Store, table: string): Promise<void> {
    const appender = await ColumnAppender.open(store, table);
    const columns = [
      int32Column(this.months),
      int32Column(this.scopeKeys),
      ...this.numbers.map(int64Column),
      ...this.names.map(columnOfNames),
      int64Column(this.spentAtUs),
    ];
    appender.append(columns, this.months.length);
    appender.close();
  }

  private push(month: number, key: number, granted: number, rolledIn: number, used: number): void {
    this.months.push(monthStartDay(month));
    this.scopeKeys.push(key);
    this.numbers[0].push(granted);
    this.numbers[1].push(rolledIn);
    this.numbers[2].push(used);
  }

  private pushSpentAt(us: number): void {
    this.spentAtUs.push(Math.min(NOT_YET_US, Math.max(NEVER_US, us)));
  }

  private pushNames(allowance: string, scopeKind: string, unit: string): void {
    this.names[0].push(allowance);
    this.names[1].push(scopeKind);
    this.names[2].push(unit);
  }
}

/** Stores balances in place of what the same scopes and months had. */
export async function storeBalances(
  { store, tables, keys }: { store: Store; tables: RatingTables; keys: StoreKeys },
  { allowance, scope, month, granted, rolledIn, used, spentAtUs }: CarriedBalances,
): Promise<void> {
  if (allowance.length === 0) return;
  const balances = Array.from(allowance, (_, k) => ({
    allowance: allowance[k],
    scope: scope[k],
    month: month[k],
    granted: granted[k],
    rolledIn: rolledIn[k],
    used: used[k],
    spentAtUs: spentAtUs[k],
  }));
  const writer = new BalanceWriter(tables, keys);
  writer.add({ balances, correspondents: [] });
  await writer.write(store);
}

function columnOfNames(names: string[]): StoreColumn {
  const offsets = new Int32Array(names.length + 1);
  for (const [k, name] of names.entries()) offsets[k + 1] = offsets[k] + name.length;
  return textColumn(offsets, Buffer.from(names.join(''), 'latin1'));
}

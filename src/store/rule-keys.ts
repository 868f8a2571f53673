import { MAX_RULE_KEY } from '../batch/packed-columns.ts';
import { SERVICE_COUNT } from '../batch/services.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { FREE_CALLS, freeIndex } from '../classify/free-calls.ts';
import type { StoreKeys } from '../classify/rating-tables.ts';
import { type Store, StoreError } from './store.ts';

interface StoredRule {
  rule_key: number;
  rule: string;
  service: number;
  zone: string;
  /** Name of the allowance the rule draws from, empty = none. */
  allowance: string;
}

/** Keys of what priced a record: one per rule, service, zone and allowance that the catalogue can give. */
export async function ruleKeys(
  store: Store,
  tariffs: TariffTables,
): Promise<Pick<StoreKeys, 'ruleKeyOfCell' | 'ruleKeyOfFree'>> {
  const keys = await RuleKeys.load(store);
  const { destinationCount, ruleOf, destinationZone } = tariffs;
  const ruleKeyOfCell = sharedInt32(ruleOf.length);
  for (let cell = 0; cell < ruleOf.length; cell++) {
    if (ruleOf[cell] < 0) continue;
    const service = Math.floor(cell / destinationCount) % SERVICE_COUNT;
    const zone = destinationZone[cell % destinationCount];
    const rule = ruleOf[cell];
    const allowance = tariffs.allowanceName[tariffs.ruleAllowance[rule]] ?? '';
    ruleKeyOfCell[cell] = keys.keyOf(tariffs.ruleId[rule], service, zone, allowance);
  }
  const ruleKeyOfFree = sharedInt32(FREE_CALLS.length * SERVICE_COUNT * destinationCount);
  for (const { rule, cell } of FREE_CALLS) {
    for (let service = 0; service < SERVICE_COUNT; service++) {
      for (let destination = 0; destination < destinationCount; destination++) {
        const key = keys.keyOf(rule, service, destinationZone[destination]);
        ruleKeyOfFree[freeIndex(cell, service, destination, destinationCount)] = key;
      }
    }
  }
  await keys.storeNew(store);
  return { ruleKeyOfCell, ruleKeyOfFree };
}

/** Keys given so far, and those to be added. */
class RuleKeys {
  private readonly keys = new Map<string, number>();
  private readonly fresh: StoredRule[] = [];
  private next = 1;

  static async load(store: Store): Promise<RuleKeys> {
    const keys = new RuleKeys();
    for (const row of await store.query<StoredRule>('SELECT * FROM rules')) {
      keys.keys.set(nameOf(row.rule, row.service, row.zone, row.allowance), row.rule_key);
      keys.next = Math.max(keys.next, row.rule_key + 1);
    }
    return keys;
  }

  keyOf(rule: string, service: number, zone: string, allowance = ''): number {
    const name = nameOf(rule, service, zone, allowance);
    let key = this.keys.get(name);
    if (key === undefined) {
      key = this.next++;
      this.keys.set(name, key);
      this.fresh.push({ rule_key: key, rule, service, zone, allowance });
    }
    return key;
  }

  async storeNew(store: Store): Promise<void> {
    if (this.fresh.length === 0) return;
    if (this.next - 1 > MAX_RULE_KEY) {
      throw new StoreError(`${store.path}: more than ${MAX_RULE_KEY} rules; rate into a new file`);
    }
    const rows = JSON.stringify(this.fresh);
    await store.run(
      `INSERT INTO rules SELECT unnest(from_json(?,
         '[{"rule_key":"INTEGER","rule":"VARCHAR","service":"UTINYINT","zone":"VARCHAR",
           "allowance":"VARCHAR"}]'),
         recursive := true)`,
      [rows],
    );
  }
}

function nameOf(rule: string, service: number, zone: string, allowance: string): string {
  return `${service}\n${zone}\n${allowance}\n${rule}`;
}

function sharedInt32(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { monthStartDay } from '../normalise/paris-calendar.ts';
import { textAt } from '../reference/text-index.ts';
import { ColumnAppender } from './append-columns.ts';
import { NotStoredError, type Store } from './store.ts';
import type { Listing, TouchedScopes } from './touched-scopes.ts';

/** What a user asks to be rated again. */
export interface Correction {
  /** Months since 1970-01; later months follow, because rollover and sessions pass on. */
  month: number;
  /** One customer's usage; everyone's when not given. */
  customer?: string;
}

/**
 * Marks the components that a correction asks for.
 * @returns keys of stored contracts that the reference data no longer has, to be rated again with them
 * @throws NotStoredError when nobody knows the customer
 */
export async function forcedScopes(
  { store, tables, keys, scopes }: Listing,
  { month, customer }: Correction,
  { againFrom }: TouchedScopes,
): Promise<{ keys: number[]; month: number }> {
  const { contractComponent } = tables.reference;
  const wanted =
    customer === undefined
      ? await everyContract(store)
      : await contractsOf({ store, tables, keys }, month, customer);
  if (customer === undefined)
    againFrom.forEach((from, c) => {
      againFrom[c] = Math.min(from, month);
    });
  const gone: number[] = [];
  for (const key of wanted) {
    const contract = scopes.contractOfKey[key] ?? -1;
    if (contract < 0) gone.push(key);
    else {
      const component = contractComponent[contract];
      againFrom[component] = Math.min(againFrom[component], month);
    }
  }
  return { keys: gone, month };
}

async function everyContract(store: Store): Promise<number[]> {
  const rows = await store.query<{ contract_key: number }>('SELECT contract_key FROM contracts');
  return rows.map((row) => row.contract_key);
}

/**
 * Keys of the customer's contracts, and of those that the month's usage of the customer's lines is stored
 * under: a line may have been someone else's.
 */
async function contractsOf(
  { store, tables, keys }: { store: Store; tables: RatingTables; keys: StoreKeys },
  month: number,
  customer: string,
): Promise<number[]> {
  const { reference } = tables;
  const own = await store.query<{ contract_key: number }>(
    'SELECT contract_key FROM contracts WHERE customer_id = ?',
    [customer],
  );
  const contracts = new Set<number>();
  for (let contract = 0; contract < reference.contracts.count; contract++) {
    if (textAt(reference.customers, reference.contractCustomer[contract]) === customer) {
      contracts.add(contract);
    }
  }
  if (own.length === 0 && contracts.size === 0) {
    throw new NotStoredError(
      `${store.path}: no customer ${customer} in the reference data or in the database`,
    );
  }
  const lines: number[] = [];
  for (let line = 0; line < reference.lines.count; line++) {
    for (let at = reference.lineFirst[line]; at < reference.lineFirst[line + 1]; at++) {
      if (contracts.has(reference.lineContract[at])) lines.push(keys.lineKey[line]);
    }
  }
  await store.run('CREATE OR REPLACE TEMP TABLE own_lines (line BIGINT)');
  const appender = await ColumnAppender.open(store, 'own_lines');
  const column = BigInt64Array.from(lines, (line) => BigInt(line));
  appender.append([{ width: 8, buffer: column.buffer }], lines.length);
  appender.close();
  const used = await store.query<{ contract_key: number }>(
    `SELECT DISTINCT u.contract_key FROM usage_events u JOIN own_lines USING (line)
     WHERE u.month >= DATE '1970-01-01' + CAST(? AS INTEGER)`,
    [monthStartDay(month)],
  );
  return [
    ...own.map((row) => row.contract_key),
    ...Array.from(contracts, (contract) => keys.contractKey[contract]),
    ...used.map((row) => row.contract_key),
  ];
}

import type { StoreKeys } from '../classify/rating-tables.ts';
import type { CalledNumbers } from '../rate/list-called.ts';
import { ColumnAppender, int32Column, int64Column } from './append-columns.ts';
import type { Store } from './store.ts';

/** Temporary table of the numbers that a run calls, by contract: of the stored ones only these are loaded. */
export const CALLED_NUMBERS = 'called_numbers';

/** Fills `called_numbers`. */
export class CalledNumbersWriter {
  private readonly keys: StoreKeys;
  private readonly appender: ColumnAppender;

  private constructor(keys: StoreKeys, appender: ColumnAppender) {
    this.keys = keys;
    this.appender = appender;
  }

  static async open(store: Store, keys: StoreKeys): Promise<CalledNumbersWriter> {
    await store.run(
      `CREATE OR REPLACE TEMP TABLE ${CALLED_NUMBERS} (contract_key INTEGER, called BIGINT)`,
    );
    return new CalledNumbersWriter(keys, await ColumnAppender.open(store, CALLED_NUMBERS));
  }

  add({ contract, number }: CalledNumbers): void {
    const { contractKey } = this.keys;
    const columns = [int32Column(contract.map((c) => contractKey[c])), int64Column(number)];
    this.appender.append(columns, contract.length);
  }

  close(): void {
    this.appender.close();
  }
}

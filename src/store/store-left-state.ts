import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { monthStartDay } from '../normalise/paris-calendar.ts';
import type { LeftState } from '../rate/carried-state.ts';
import type { ComponentFingerprints } from '../reference/fingerprints.ts';
import { ColumnAppender, int64Column, type StoreColumn } from './append-columns.ts';
import { storeRatedScopes } from './rated-scopes.ts';
import type { Store } from './store.ts';

/** Stores what later runs go on from, partition by partition. */
export class LeftStateWriter {
  private readonly store: Store;
  private readonly tables: RatingTables;
  private readonly keys: StoreKeys;
  private readonly numbers: ColumnAppender;
  private readonly periods: ColumnAppender;
  private readonly ratedUntilUs: Float64Array;
  private readonly isRated: Uint8Array;

  private constructor(
    store: Store,
    tables: RatingTables,
    keys: StoreKeys,
    ratedUntilUs: Float64Array,
    appenders: { numbers: ColumnAppender; periods: ColumnAppender },
  ) {
    this.store = store;
    this.tables = tables;
    this.keys = keys;
    this.numbers = appenders.numbers;
    this.periods = appenders.periods;
    this.ratedUntilUs = ratedUntilUs;
    this.isRated = new Uint8Array(ratedUntilUs.length);
  }

  /** @param ratedUntilUs by component, as earlier runs left it: brought up to date by `add` */
  static async open(
    store: Store,
    tables: RatingTables,
    keys: StoreKeys,
    ratedUntilUs: Float64Array,
  ): Promise<LeftStateWriter> {
    const numbers = await ColumnAppender.open(store, 'rated_correspondents');
    const periods = await ColumnAppender.open(store, 'open_periods');
    return new LeftStateWriter(store, tables, keys, ratedUntilUs, { numbers, periods });
  }

  add({ component, ratedUntilUs, numbers, periods }: LeftState): void {
    for (const [k, c] of component.entries()) {
      this.ratedUntilUs[c] = Math.max(this.ratedUntilUs[c], ratedUntilUs[k]);
      this.isRated[c] = 1;
    }
    this.numbers.append(
      [
        this.contractKeys(numbers.contract),
        int32(numbers.month.map(monthStartDay)),
        int64Column(numbers.number),
        int64Column(numbers.sinceUs),
      ],
      numbers.contract.length,
    );
    this.periods.append(
      [
        this.contractKeys(periods.contract),
        int32(periods.keyLow),
        int32(periods.keyHigh),
        int64Column(periods.periodStartUs),
        int64Column(periods.octets),
      ],
      periods.contract.length,
    );
  }

  /** Stores how far each component has been rated, on what reference data. */
  async finish(fingerprints: ComponentFingerprints): Promise<void> {
    this.numbers.close();
    this.periods.close();
    const { store, tables, keys, ratedUntilUs, isRated } = this;
    await storeRatedScopes(store, tables, keys, fingerprints, ratedUntilUs, isRated);
  }

  /** Lets go of what is not stored yet, after a failure. */
  discard(): void {
    this.numbers.discard();
    this.periods.discard();
  }

  private contractKeys(contracts: Int32Array): StoreColumn {
    return int32(contracts.map((contract) => this.keys.contractKey[contract]));
  }
}

function int32(values: Int32Array): StoreColumn {
  return { width: 4, buffer: values.buffer as ArrayBuffer };
}

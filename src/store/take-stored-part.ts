import { readFileSync, statSync } from 'node:fs';
import type { ShuffleBlock } from '../batch/shuffle-block.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { storedCsv } from '../decode/stored-csv.ts';
import type { StoredBalance } from '../rate/accumulate/allowance-balances.ts';
import { cutRanges } from '../read/cut-ranges.ts';
import type { InputRange } from '../read/input-range.ts';
import type { Store } from './open-store.ts';
import { balancesBefore, exportSuspense, markTouched, takeTouchedUsage } from './stored-usage.ts';

/** Stored records to be rated again, and the balances that the months before left. */
export interface StoredPart {
  blocks: ShuffleBlock[];
  balances: StoredBalance[];
}

/**
 * Reads back what a run must rate again: every suspended record, and all usage of the components and
 * months that the run's records touch. It is deleted from the store and comes back as rated anew.
 */
export async function takeStoredPart(
  run: { store: Store; workFolder: string; tables: RatingTables; keys: StoreKeys },
  touchedMonth: Int32Array,
  decode: (ranges: InputRange[]) => Promise<{ blocks: ShuffleBlock[] }[]>,
): Promise<StoredPart> {
  const { store, workFolder, tables, keys } = run;
  const { tariffs, reference } = tables;
  const suspense = await decode(rangesOf(await exportSuspense(store, workFolder)));
  await markTouched(store, touchedMonth, tariffs, reference, keys);
  const balances = await balancesBefore(store, tariffs, reference, keys);
  const usage = await decode(rangesOf(await takeTouchedUsage(store, workFolder)));
  return { blocks: [...suspense, ...usage].flatMap((result) => result.blocks), balances };
}

/** Ranges of a file of stored usage; they number their rows themselves. */
function rangesOf(path: string): InputRange[] {
  const head = new Uint8Array(readFileSync(path).subarray(0, 1 << 16));
  const sizeBytes = statSync(path).size;
  return cutRanges([{ path, sizeBytes, isGzip: false, format: storedCsv, head }]);
}

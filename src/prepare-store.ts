import type { RatingTables, StoreKeys } from './classify/rating-tables.ts';
import type { CompiledTables } from './compile-tables.ts';
import { ComponentFingerprints } from './reference/fingerprints.ts';
import { findRetries } from './store/find-retries.ts';
import { assignKeys } from './store/keys.ts';
import { compareRatedScopes, type RatedScopes, readRatedContracts } from './store/rated-scopes.ts';
import { isLastRunOfThisVersion } from './store/run-files.ts';
import type { Store } from './store/store.ts';
import { storeAlarms } from './store/store-alarms.ts';
import {
  digestsOf,
  sameFiles,
  storeBillingCatalogue,
  storeReference,
} from './store/store-reference.ts';

/** Keys of what the run will store, and what it has to know of the runs before it: null in a first run. */
export interface PreparedStore {
  keys: StoreKeys;
  earlier: EarlierRuns | null;
  /** Of the reference data, the catalogue and the program. */
  fingerprints: ComponentFingerprints;
}

/** What earlier runs left, whatever the new records are. */
export interface EarlierRuns {
  rated: RatedScopes;
  /** True when suspended records are to be tried again: see findRetries. */
  hasRetries: boolean;
}

export interface PrepareStep {
  tables: RatingTables;
  compiled: CompiledTables;
  /** Directory of reference data. */
  reference: string;
  runKey: number;
  /** True while the store has no usage. */
  isFirstRun: boolean;
  /** Hash of catalogue and program. */
  base: number;
}

/**
 * All of the store's work that needs no record: done while the workers decode.
 */
export async function prepareStore(store: Store, step: PrepareStep): Promise<PreparedStore> {
  const { tables, compiled, reference, runKey, isFirstRun, base } = step;
  const digests = digestsOf(reference);
  const same = await sameFiles(store, digests);
  const hasSameContracts = same.has('contracts');
  const keys = await assignKeys(store, tables.tariffs, tables.reference, hasSameContracts);
  const hasSameLines =
    hasSameContracts && same.has('lines') && (await isLastRunOfThisVersion(store));
  const fingerprints = new ComponentFingerprints(tables.reference, tables.tariffs, base);
  const earlier = isFirstRun
    ? null
    : await readEarlierRuns(store, tables, keys, { fingerprints, hasSameLines });
  await storeReference(store, reference, runKey, digests);
  await storeBillingCatalogue(store, compiled.billing, runKey);
  await storeAlarms(store, compiled.alarms);
  return { keys, earlier, fingerprints };
}

async function readEarlierRuns(
  store: Store,
  tables: RatingTables,
  keys: StoreKeys,
  { fingerprints, hasSameLines }: { fingerprints: ComponentFingerprints; hasSameLines: boolean },
): Promise<EarlierRuns> {
  const rated = compareRatedScopes(await readRatedContracts(store), tables, keys, fingerprints);
  const hasRetries = await findRetries(store, tables, keys, rated, hasSameLines);
  return { rated, hasRetries };
}

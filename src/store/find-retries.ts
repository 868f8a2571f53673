import { SUSPENSE_REASONS, UNKNOWN_LINE } from '../batch/suspense-reasons.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { parisDay } from '../normalise/paris-calendar.ts';
import { contractAt } from '../reference/contract-at.ts';
import { findText, hashBytes } from '../reference/text-index.ts';
import { OPEN_FROM } from './purges.ts';
import { indexOfKeys, type RatedScopes } from './rated-scopes.ts';
import type { Store } from './store.ts';

/** Temporary tables of what findRetries found. */
export const RETRIED = { contracts: 'retried_contracts', lines: 'retried_lines' };

/**
 * Finds the suspended records that may have a price now: whether they have one depends on nothing but the
 * record, the reference data and the catalogue, so that those whose contract knows no change would only be
 * suspended again. Leaves the temporary tables RETRIED.
 * @param hasSameLines this version of octroi has tried the lines in the last run, on the same lines and contracts
 * @returns false when there are none
 */
export async function findRetries(
  store: Store,
  tables: RatingTables,
  keys: StoreKeys,
  rated: RatedScopes,
  hasSameLines: boolean,
): Promise<boolean> {
  const contracts = await changedContracts(store, tables, keys, rated);
  const lines = hasSameLines ? [] : await linesWithNews(store, tables);
  if (contracts.length === 0 && lines.length === 0) return false;
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${RETRIED.contracts} AS
     SELECT unnest(CAST(CAST(? AS JSON) AS INTEGER[])) AS contract_key`,
    [JSON.stringify(contracts)],
  );
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${RETRIED.lines} AS SELECT line, make_timestamp(us) AS hour
     FROM (SELECT unnest(from_json(?, '[{"line":"VARCHAR","us":"BIGINT"}]'), recursive := true))`,
    [JSON.stringify(lines)],
  );
  return true;
}

/** Contracts with suspense whose reference data or catalogue has changed, or that are no more. */
async function changedContracts(
  store: Store,
  { reference }: RatingTables,
  keys: StoreKeys,
  rated: RatedScopes,
): Promise<number[]> {
  const rows = await store.query<{ contract_key: number }>(
    `SELECT DISTINCT contract_key FROM suspended_events WHERE contract_key <> 0 AND month >= ${OPEN_FROM}`,
  );
  const contractOfKey = indexOfKeys(keys.contractKey);
  return rows
    .map(({ contract_key }) => contract_key)
    .filter((key) => {
      const contract = contractOfKey[key] ?? -1;
      return contract < 0 || rated.isChanged[reference.contractComponent[contract]] === 1;
    });
}

/** Lines of records without a contract that have one now, or are known now, with the hours of those records. */
async function linesWithNews(
  store: Store,
  { reference }: RatingTables,
): Promise<{ line: string; us: number }[]> {
  const rows = await store.query<{ line: string; us: number; was_unknown: boolean }>(
    `SELECT DISTINCT line, CAST(epoch_us(date_trunc('hour', started_at)) AS DOUBLE) AS us,
       reason = '${SUSPENSE_REASONS[UNKNOWN_LINE]}' AS was_unknown
     FROM suspended_events WHERE contract_key = 0 AND month >= ${OPEN_FROM}`,
  );
  return rows.filter(({ line, us, was_unknown }) => {
    const bytes = Buffer.from(line);
    const hash = hashBytes(bytes, 0, bytes.length);
    const index = findText(reference.lines, bytes, 0, bytes.length, hash);
    const isUnknown = index < 0;
    return (
      isUnknown !== was_unknown || (!isUnknown && contractAt(reference, index, parisDay(us)) >= 0)
    );
  });
}

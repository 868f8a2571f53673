import { hashIdAt } from '../batch/event-id-hash.ts';
import { CONTENT_HASH, RANGE, ROW, type UsageRecords, WORDS } from '../batch/usage-records.ts';

/** Event ids of some partitions' records as columns, to be looked up among those of earlier runs. */
export interface IdList {
  rowCount: number;
  /** Two words per id. */
  idHash: Int32Array;
  contentHash: Int32Array;
  range: Int32Array;
  row: Int32Array;
}

/** Lists the ids of runs of records. */
export function listIds(runs: readonly UsageRecords[]): IdList {
  const rowCount = runs.reduce((sum, run) => sum + run.rowCount, 0);
  const list: IdList = {
    rowCount,
    idHash: new Int32Array(rowCount * 2),
    contentHash: new Int32Array(rowCount),
    range: new Int32Array(rowCount),
    row: new Int32Array(rowCount),
  };
  let k = 0;
  for (const run of runs) {
    for (let at = 0; at < run.rowCount * WORDS; at += WORDS, k++) {
      hashIdAt(run, at, list.idHash, 2 * k);
      list.contentHash[k] = run.words[at + CONTENT_HASH];
      list.range[k] = run.words[at + RANGE];
      list.row[k] = run.words[at + ROW];
    }
  }
  return list;
}

import type { ControlSums } from '../batch/control-sums.ts';
import type { RangeTables } from '../rate/range-tables.ts';
import type { InputFile } from '../read/find-inputs.ts';
import { VERSION } from '../version.ts';
import type { KeptTotals, UsageTotals } from './control-totals.ts';
import { euroText } from './euro-text.ts';
import type { Rerated } from './rerated.ts';
import type { Store } from './store.ts';

/** A file the run takes in. */
export interface RunFile extends InputFile, ControlSums {
  fileKey: number;
  /** Settles while the file is read. */
  sha256: () => Promise<string>;
  /** Rows decoded and rejected. */
  rowCount: number;
}

export interface Run {
  runKey: number;
  startedAt: Date;
  firstFileKey: number;
}

/** Opens a run: the next run and file keys. */
export async function nextRun(store: Store): Promise<Run> {
  const [row] = await store.query<{ run_key: number; file_key: number }>(
    `SELECT CAST(coalesce((SELECT max(run_key) FROM runs), 0) + 1 AS INTEGER) AS run_key,
       CAST(coalesce((SELECT max(file_key) FROM input_files), 0) + 1 AS INTEGER) AS file_key`,
  );
  return { runKey: row.run_key, startedAt: new Date(), firstFileKey: row.file_key };
}

/** True when the last run was of this version of octroi: what it could not do, this one cannot either. */
export async function isLastRunOfThisVersion(store: Store): Promise<boolean> {
  const [last] = await store.query<{ octroi_version: string }>(
    'SELECT octroi_version FROM runs ORDER BY run_key DESC LIMIT 1',
  );
  return last?.octroi_version === VERSION;
}

/** What earlier runs have taken in: the path of each content hash, and all sizes. */
export async function filesTakenIn(
  store: Store,
): Promise<{ paths: Map<string, string>; sizes: Set<number> }> {
  const rows = await store.query<{ sha256: string; path: string; size_bytes: bigint }>(
    'SELECT sha256, path, size_bytes FROM input_files',
  );
  return {
    paths: new Map(rows.map((row) => [row.sha256, row.path])),
    sizes: new Set(rows.map((row) => Number(row.size_bytes))),
  };
}

/** What a run did to the stored usage. */
export interface RunTotals {
  /** Usage of earlier runs that it did not rate again. */
  kept: KeptTotals;
  rated: UsageTotals;
  /** What became of records stored by earlier runs. */
  stored: Rerated;
}

/** How a run came about. */
export interface RunOrigin {
  /** What the user asked for: rate, rerate or recycle. */
  command: string;
  catalogueDigest: string;
  octroiVersion: string;
}

/** Stores the run and its files; their counts are filled in by countFiles. */
export async function storeRun(
  store: Store,
  run: Run,
  files: RunFile[],
  totals: RunTotals,
  { command, catalogueDigest, octroiVersion }: RunOrigin,
): Promise<void> {
  const started = run.startedAt.toISOString();
  const finished = new Date().toISOString();
  const { kept, rated, stored } = totals;
  await store.run(
    `INSERT INTO runs (run_key, started_at, finished_at, catalogue_digest, octroi_version, rows_kept,
       amount_kept, rows_rated, amount_rated, command, rerated, retried, changed)
     VALUES (?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), ?, ?, ?, CAST(? AS DECIMAL(38,6)), ?,
       CAST(? AS DECIMAL(38,6)), ?, ?, ?, ?)`,
    [
      run.runKey,
      started,
      finished,
      catalogueDigest,
      octroiVersion,
      kept.rows,
      euroText(kept.amountMicroEuros),
      rated.rows,
      euroText(rated.amountMicroEuros),
      command,
      BigInt(stored.rerated),
      BigInt(stored.retried),
      BigInt(stored.changed),
    ],
  );
  for (const file of files) {
    await store.run(
      `INSERT INTO input_files (file_key, run_key, path, sha256, size_bytes, format, row_count, started_at,
         finished_at, seconds, octets)
       VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), ?, ?)`,
      [
        file.fileKey,
        run.runKey,
        file.path,
        await file.sha256(),
        BigInt(file.sizeBytes),
        file.format.name,
        BigInt(file.rowCount),
        started,
        finished,
        file.seconds,
        file.octets,
      ],
    );
  }
}

/** Makes the range tables known to SQL, for the rejects. */
export async function storeRangeTables(store: Store, ranges: RangeTables): Promise<void> {
  await store.run(
    'CREATE OR REPLACE TEMP TABLE input_ranges (range BIGINT, file_key INTEGER, first_row BIGINT)',
  );
  for (let k = 0; k < ranges.fileKey.length; k++) {
    await store.run('INSERT INTO input_ranges VALUES (?, ?, ?)', [
      BigInt(k),
      ranges.fileKey[k],
      BigInt(ranges.firstRow[k]),
    ]);
  }
}

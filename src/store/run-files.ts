import type { InputFile } from '../read/find-inputs.ts';
import type { Store } from './open-store.ts';

/** A file the run takes in. */
export interface RunFile extends InputFile {
  fileKey: number;
  sha256: string;
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

/** Content hashes of the files taken in by earlier runs, with the path each had. */
export async function filesTakenIn(store: Store): Promise<Map<string, string>> {
  const rows = await store.query<{ sha256: string; path: string }>(
    'SELECT sha256, path FROM input_files',
  );
  return new Map(rows.map((row) => [row.sha256, row.path]));
}

/** Stores the run and its files; their counts are filled in by countFiles. */
export async function storeRun(
  store: Store,
  run: Run,
  files: RunFile[],
  catalogueDigest: string,
  octroiVersion: string,
): Promise<void> {
  const started = run.startedAt.toISOString();
  const finished = new Date().toISOString();
  await store.run('INSERT INTO runs VALUES (?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), ?, ?)', [
    run.runKey,
    started,
    finished,
    catalogueDigest,
    octroiVersion,
  ]);
  for (const file of files) {
    await store.run(
      `INSERT INTO input_files VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, CAST(? AS TIMESTAMP),
         CAST(? AS TIMESTAMP))`,
      [
        file.fileKey,
        run.runKey,
        file.path,
        file.sha256,
        BigInt(file.sizeBytes),
        file.format.name,
        BigInt(file.rowCount),
        started,
        finished,
      ],
    );
  }
}

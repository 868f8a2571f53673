import type { Store } from './open-store.ts';

/** A file's rows and what became of them. */
export interface FileTotals {
  file: string;
  rows: number;
  rated: number;
  rejected: number;
  suspended: number;
  duplicates: number;
}

/** The rows read are not the rows accounted for: nothing of the run is stored (exit 3). */
export class ControlTotalsError extends Error {
  override name = 'ControlTotalsError';
}

/** Counts what the tables hold of every file that changed, and stores it with the file. */
export async function countFiles(store: Store): Promise<void> {
  await store.run(
    `UPDATE input_files SET rated = n.rated, rejected = n.rejected, suspended = n.suspended,
       duplicates = n.duplicates
     FROM (
       SELECT f.file_key, coalesce(any_value(u.n), 0) AS rated, coalesce(any_value(x.n), 0) AS rejected,
         coalesce(any_value(s.n), 0) AS suspended, coalesce(any_value(d.n), 0) AS duplicates
       FROM input_files f
       LEFT JOIN (SELECT file_key, count(*) AS n FROM usage_events GROUP BY ALL) u USING (file_key)
       LEFT JOIN (SELECT file_key, count(*) AS n FROM reject_rows GROUP BY ALL) x USING (file_key)
       LEFT JOIN (SELECT file_key, count(*) AS n FROM suspended_events GROUP BY ALL) s USING (file_key)
       LEFT JOIN (SELECT file_key, count(*) AS n FROM duplicate_events GROUP BY ALL) d USING (file_key)
       GROUP BY f.file_key) n
     WHERE n.file_key = input_files.file_key`,
  );
}

/** Totals of the files read by a run, in input order. */
export async function fileTotals(store: Store, runKey: number): Promise<FileTotals[]> {
  const rows = await store.query<Record<string, string | number | bigint>>(
    `SELECT path AS file, row_count AS rows, rated, rejected, suspended, duplicates FROM input_files
     WHERE run_key = ? ORDER BY file_key`,
    [runKey],
  );
  return rows.map((row) => ({
    file: String(row.file),
    rows: Number(row.rows),
    rated: Number(row.rated),
    rejected: Number(row.rejected),
    suspended: Number(row.suspended),
    duplicates: Number(row.duplicates),
  }));
}

/**
 * Checks for every file in the store that rows = rated + rejected + suspended + duplicates (G14).
 * @throws ControlTotalsError naming the first file that does not tie
 */
export async function checkTotals(store: Store): Promise<void> {
  const [wrong] = await store.query<Record<string, unknown>>(
    `SELECT path, row_count, rated, rejected, suspended, duplicates FROM input_files
     WHERE row_count <> rated + rejected + suspended + duplicates LIMIT 1`,
  );
  if (wrong === undefined) return;
  throw new ControlTotalsError(
    `${wrong.path}: ${wrong.row_count} rows read, but ${wrong.rated} rated + ${wrong.rejected} rejected + ` +
      `${wrong.suspended} suspended + ${wrong.duplicates} duplicates; nothing was stored. This is a fault in octroi.`,
  );
}

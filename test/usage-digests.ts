import type { Bench } from './rate-files.ts';

/** Digests of the views, sorted, without what depends on the files that records came in. */
const DIGESTS = [
  `SELECT md5(string_agg(CAST(t AS VARCHAR), chr(10) ORDER BY event_id)) AS digest
   FROM (SELECT * EXCLUDE (file, row) FROM usage) t`,
  `SELECT md5(string_agg(CAST(t AS VARCHAR), chr(10) ORDER BY event_id)) AS digest
   FROM (SELECT * EXCLUDE (file, row) FROM suspense) t`,
  `SELECT md5(string_agg(CAST(t AS VARCHAR), chr(10) ORDER BY CAST(t AS VARCHAR))) AS digest
   FROM allowances t`,
  `SELECT md5(string_agg(CAST(t AS VARCHAR), chr(10) ORDER BY CAST(t AS VARCHAR))) AS digest
   FROM (SELECT event_id, conflict FROM duplicates) t`,
  'SELECT md5(string_agg(reason, chr(10) ORDER BY reason)) AS digest FROM rejects',
];

/** Digest of every view of usage, sorted; `empty` for a view without rows. */
export async function usageDigests(bench: Pick<Bench, 'query'>): Promise<string[]> {
  const found: string[] = [];
  for (const sql of DIGESTS) {
    const [row] = await bench.query<{ digest: string | null }>(sql);
    found.push(row.digest ?? 'empty');
  }
  return found;
}

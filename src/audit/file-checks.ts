import { UUID_KEY } from '../batch/id-heads.ts';
import { FLAG_PENDING } from '../batch/usage-flags.ts';
import { FILE_DOES_NOT_TIE, measuredByFile } from '../store/control-totals.ts';
import { EVENT_HEAD, SESSION_HEAD } from '../store/id-heads.ts';
import type { Check } from './check.ts';

/** From input files to stored rows: counts, sums, keys. */
export const FILE_CHECKS: readonly Check[] = [
  {
    name: 'file totals',
    compares:
      'rows, seconds and octets read of each file = rated + rejected + suspended + duplicates',
    sql: `SELECT ${FILE_DOES_NOT_TIE} AS is_off,
        format('{}: {} rows, {} s, {} octets read', path, row_count, seconds, octets) AS what
      FROM input_files`,
  },
  {
    name: 'files in the tables',
    compares:
      'the stored totals of each file = what the tables hold of it, rows, seconds, octets, euros',
    sql: `SELECT what,
        (rated, rated_seconds, rated_octets, amount)
          IS DISTINCT FROM (u_rows, u_seconds, u_octets, u_amount)
        OR rejected <> x_rows
        OR (suspended, suspended_seconds, suspended_octets)
          IS DISTINCT FROM (s_rows, s_seconds, s_octets)
        OR (duplicates, duplicate_seconds, duplicate_octets)
          IS DISTINCT FROM (d_rows, d_seconds, d_octets) AS is_off
      FROM (
        SELECT f.*, ${zeroed('u', ['n', 'seconds', 'octets', 'amount'])},
          ${zeroed('x', ['n'])}, ${zeroed('s', ['n', 'seconds', 'octets'])},
          ${zeroed('d', ['n', 'seconds', 'octets'])},
          format('{}: {} rated of {} €, {} rejected, {} suspended, {} duplicates in the tables, not '
            || '{} of {} €, {}, {}, {}', path, u_rows, CAST(u_amount AS VARCHAR), x_rows, s_rows, d_rows,
            rated, CAST(f.amount AS VARCHAR), rejected, suspended, duplicates) AS what
        FROM input_files f
        LEFT JOIN (
          SELECT file_key, sum(n) AS n, sum(CASE WHEN service <= 1 THEN quantity ELSE 0 END) AS seconds,
            sum(octets) AS octets, sum(CASE WHEN NOT is_open THEN amount ELSE 0 END) AS amount
          FROM audited_files LEFT JOIN rules USING (rule_key) GROUP BY file_key) u USING (file_key)
        LEFT JOIN (SELECT file_key, count(*) AS n FROM reject_rows GROUP BY ALL) x USING (file_key)
        LEFT JOIN (${measuredByFile('suspended_events', '>= 0')}) s USING (file_key)
        LEFT JOIN (${measuredByFile('duplicate_events', '>= 0')}) d USING (file_key))`,
  },
  {
    name: 'runs',
    compares:
      'usage after each run, kept + rated, is what the next one found; after the last, what is there',
    sql: `SELECT what, after_rows < next_kept OR (is_last AND (after_rows, after_amount)
          IS DISTINCT FROM ((SELECT coalesce(sum(n), 0) FROM audited_files),
            (SELECT coalesce(sum(amount), 0) FROM audited_files))) AS is_off
      FROM (
        SELECT rows_kept + rows_rated AS after_rows, amount_kept + amount_rated AS after_amount,
          lead(rows_kept, 1, 0) OVER (ORDER BY run_key) AS next_kept,
          run_key = max(run_key) OVER () AS is_last,
          format('run {}: {} rows of {} € after it', run_key, after_rows, CAST(after_amount AS VARCHAR))
            AS what
        FROM runs)`,
  },
  {
    name: 'event ids',
    compares: 'no event id twice in usage and suspense together',
    // By their hashes first: whole ids of a hundred million events would not fit in memory.
    sql: `WITH hashes AS (
        SELECT id_hash, count(*) AS n FROM (
          SELECT id_hash FROM usage_events UNION ALL SELECT id_hash FROM suspended_events)
        GROUP BY id_hash),
      doubtful AS (SELECT id_hash FROM hashes WHERE n > 1)
      SELECT false AS is_off, NULL AS what FROM hashes WHERE n = 1
      UNION ALL
      SELECT count(*) > 1, format('{}: {} times', event_id, count(*)) FROM (
        SELECT event_id, id_hash FROM usage_events UNION ALL SELECT event_id, id_hash FROM suspended_events)
      WHERE id_hash IN (FROM doubtful) GROUP BY event_id`,
  },
  {
    name: 'keys',
    compares: 'every row names a file, contract, rule and heads of its ids that are there',
    sql: `SELECT what, is_off FROM (
        SELECT 'file ' || k.file_key AS what, f.file_key IS NULL AS is_off FROM (
          SELECT file_key FROM audited_files UNION SELECT file_key FROM reject_rows
          UNION SELECT file_key FROM suspended_events UNION SELECT file_key FROM duplicate_events
          UNION SELECT first_file_key FROM duplicate_events) k
        LEFT JOIN input_files f USING (file_key)
        UNION ALL
        SELECT 'contract ' || k.contract_key, c.contract_key IS NULL FROM (
          SELECT contract_key FROM audited_usage
          UNION SELECT contract_key FROM suspended_events WHERE contract_key <> 0) k
        LEFT JOIN contracts c USING (contract_key)
        UNION ALL
        SELECT 'rule ' || k.rule_key, r.rule_key IS NULL
        FROM (SELECT DISTINCT rule_key FROM audited_usage) k LEFT JOIN rules r USING (rule_key)
        UNION ALL
        SELECT 'run ' || f.run_key, r.run_key IS NULL
        FROM (SELECT DISTINCT run_key FROM input_files) f LEFT JOIN runs r USING (run_key)
        UNION ALL
        SELECT 'heads of ids ' || h.event || ' and ' || h.session, h.event BETWEEN n.heads + 1 AND ${UUID_KEY - 1}
          OR h.session BETWEEN n.heads + 1 AND ${UUID_KEY - 1}
          OR (h.event = ${UUID_KEY}) <> (h.session = ${UUID_KEY})
          OR h.texts <> CAST(h.event = 0 AS INTEGER) + CAST(h.session = 0 AS INTEGER)
        FROM (SELECT DISTINCT ${EVENT_HEAD} AS event, ${SESSION_HEAD} AS session, len(id_texts) AS texts
          FROM usage_rows) h
        CROSS JOIN (SELECT CASE WHEN max(head_key) = count(*) THEN count(*) ELSE 0 END AS heads FROM id_heads) n)`,
  },
  {
    name: 'unique keys',
    compares:
      'no key of a file, run, contract, line, rule or head is given twice: the views join on them',
    sql: (
      [
        ['input_files', 'file_key'],
        ['runs', 'run_key'],
        ['contracts', 'contract_key'],
        ['sites', 'site_key'],
        ['line_names', 'line_key'],
        ['rules', 'rule_key'],
        ['id_heads', 'head_key'],
      ] as const
    )
      .map(
        ([table, key]) =>
          `SELECT count(*) > 1 AS is_off, format('${table} {}: {} times', ${key}, count(*)) AS what
           FROM ${table} GROUP BY ${key}`,
      )
      .join(' UNION ALL '),
  },
];

/** Columns of a joined subquery, 0 where it has no row: `u.n` becomes `u_rows`. */
function zeroed(alias: string, columns: string[]): string {
  return columns
    .map(
      (column) => `coalesce(${alias}.${column}, 0) AS ${alias}_${column === 'n' ? 'rows' : column}`,
    )
    .join(', ');
}

/** One pass over all usage; the checks need no other. */
export const AUDITED_TABLES = [
  `audited_files AS SELECT file_key, rule_key, flags & ${FLAG_PENDING} <> 0 AS is_open, count(*) AS n,
     sum(quantity) AS quantity, sum(octets) AS octets, sum(amount) AS amount
   FROM usage_events GROUP BY ALL`,
  `audited_usage AS SELECT month, contract_key, rule_key, flags & ${FLAG_PENDING} <> 0 AS is_open,
     count(*) AS n, sum(quantity) AS quantity, sum(included) AS included, sum(amount) AS amount,
     count(*) FILTER (included < 0 OR included > quantity OR amount < 0 OR quantity < 0) AS impossible
   FROM usage_events GROUP BY ALL`,
];

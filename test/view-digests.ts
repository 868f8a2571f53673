import type { Store } from '../src/store/store.ts';
import { INTERNAL_VIEW } from '../src/store/views.ts';

/**
 * Columns that tell when a run took place: the only ones in which two equal histories may differ. In a view of
 * events `started_at` is the event's own. So may the number of the run: one that is tried again has another.
 */
const VOLATILE = ['started_at', 'finished_at', 'issued_at'];
const OF_THE_RUN = ['run', 'run_started_at'];

/** View -> digest of its sorted rows. Two databases with equal digests show a user the same rows. */
export type ViewDigests = Record<string, string>;

/**
 * Digests of the public views.
 * @param leaveOut view -> columns left out of its digest, or true to leave out the whole view
 */
export async function viewDigests(
  store: Store,
  leaveOut: Record<string, string[] | true> = {},
): Promise<ViewDigests> {
  const columns = await store.query<{ view_name: string; column_name: string }>(
    `SELECT v.view_name, c.column_name FROM duckdb_views() v
     JOIN duckdb_columns() c ON c.table_oid = v.view_oid
       AND c.database_name = v.database_name AND c.schema_name = v.schema_name
     WHERE NOT v.internal AND v.database_name = current_database() AND NOT v.temporary
       AND v.view_name <> '${INTERNAL_VIEW}'
     ORDER BY v.view_name, c.column_index`,
  );
  const views = new Map<string, string[]>();
  for (const { view_name, column_name } of columns) {
    views.set(view_name, [...(views.get(view_name) ?? []), column_name]);
  }
  const digests: ViewDigests = {};
  for (const [view, all] of views) {
    const left: string[] | true = leaveOut[view] ?? [];
    if (left === true) continue;
    const volatile = all.includes('event_id') ? [] : VOLATILE;
    const kept = all.filter((name) => ![...OF_THE_RUN, ...volatile, ...left].includes(name));
    digests[view] = await digestOf(store, `SELECT ${kept.map(quoted).join(', ')} FROM ${view}`);
  }
  return digests;
}

/** Row count and digest of a query's sorted rows. */
async function digestOf(store: Store, sql: string): Promise<string> {
  const [row] = await store.query<{ rows: bigint; digest: string | null }>(
    `SELECT count(*) AS rows, md5(string_agg(line, chr(10) ORDER BY line)) AS digest
     FROM (SELECT CAST(t AS VARCHAR) AS line FROM (${sql}) t)`,
  );
  return `${row.rows} rows ${row.digest ?? ''}`;
}

function quoted(column: string): string {
  return `"${column}"`;
}

/** Names of the views whose digests differ. */
export function differingViews(left: ViewDigests, right: ViewDigests): string[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => left[name] !== right[name]);
}

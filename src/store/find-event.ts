import { hashOfId } from '../batch/event-id-hash.ts';
import type { Store } from './store.ts';

/** What usage and suspense both know of an event. Instants are microseconds since 1970 UTC. */
export interface StoredEvent {
  event_id: string;
  service: string;
  line: string;
  started_at_us: number;
  /** First day of the Paris month, `YYYY-MM-DD`. */
  month: string;
  /** As stored: E.164 digits, short and internal numbers negative, 0 = none. */
  called: number;
  /** As view usage shows it, masked once purged; null = none. */
  called_text: string | null;
  country: string;
  zone: string | null;
  flags: string;
  session_id: string;
  session_started_at_us: number;
  /** Store key of the contract, 0 = none. */
  contract_key: number;
  contract_id: string | null;
  customer_id: string | null;
  site_id: string | null;
  offer: string | null;
  /** First day of the contract in the reference data, `YYYY-MM-DD`; null = not in it. */
  contract_starts_on: string | null;
  file: string;
  row: number;
}

/** A rated event. */
export interface RatedEvent extends StoredEvent {
  /** The line as the store keeps it. */
  line_key: number;
  quantity: number;
  included: number;
  unit: string;
  /** Euros as exact decimal text, null while only the month's close can price it. */
  amount: string | null;
  octets: number;
  rule: string;
}

/** A suspended event. */
export interface SuspendedEvent extends StoredEvent {
  reason: string;
  detail: string;
  /** Why nobody will be billed for it; null unless write_offs.csv names it. */
  written_off: string | null;
  /** Seconds of a call, octets of a data record, else 1. */
  measure: number;
}

/** A record that came again under an id already seen. */
export interface RepeatedRow {
  file: string;
  row: number;
  first_file: string;
  first_row: number;
  conflict: boolean;
}

/** A row that could not be read. */
export interface RejectedRow {
  file: string;
  row: number;
  reason: string;
  detail: string;
}

/** Columns of a view `v` over a table `t`, with contract `c`. */
const COMMON = `v.event_id, v.service, v.line,
  CAST(epoch_us(v.started_at) AS DOUBLE) AS started_at_us,
  CAST(v.month AS VARCHAR) AS month, CAST(t.called AS DOUBLE) AS called, v.called AS called_text,
  v.country, v.zone, v.flags,
  t.session_id, CAST(epoch_us(t.session_started_at) AS DOUBLE) AS session_started_at_us,
  t.contract_key, v.contract_id, v.customer_id, v.site_id, c.offer,
  (SELECT CAST(r.starts_on AS VARCHAR) FROM reference_contracts r WHERE r.contract_id = v.contract_id)
    AS contract_starts_on, v.file,
  CAST(v.row AS DOUBLE) AS row`;

/** The rated event with this id, found by the id's hash: to compare texts, all ids would be put together first. */
export async function findRated(store: Store, eventId: string): Promise<RatedEvent | undefined> {
  const [found] = await store.query<{ place: bigint; started_at: bigint }>(
    `SELECT place, epoch_us(started_at) AS started_at FROM usage_events
     WHERE id_hash = CAST($1 AS UBIGINT) AND event_id = $2`,
    [hashOfId(eventId), eventId],
  );
  if (found === undefined) return undefined;
  const [event] = await store.query<RatedEvent>(
    `SELECT ${COMMON}, CAST(t.line AS DOUBLE) AS line_key, CAST(v.quantity AS DOUBLE) AS quantity,
       CAST(v.included AS DOUBLE) AS included, v.unit, CAST(v.amount AS VARCHAR) AS amount,
       CAST(t.octets AS DOUBLE) AS octets, v.rule
     FROM (FROM usage WHERE event_id = $1 AND started_at = make_timestamp(CAST($2 AS BIGINT))) v
     CROSS JOIN (FROM usage_events WHERE place = CAST($3 AS BIGINT)) t
     LEFT JOIN contracts c ON c.contract_key = t.contract_key`,
    [eventId, found.started_at, found.place],
  );
  return event;
}

/** The suspended event with this id. */
export async function findSuspended(
  store: Store,
  eventId: string,
): Promise<SuspendedEvent | undefined> {
  const [event] = await store.query<SuspendedEvent>(
    `SELECT ${COMMON}, v.reason, v.detail, v.written_off, CAST(v.measure AS DOUBLE) AS measure
     FROM (FROM suspense WHERE event_id = $1) v
     CROSS JOIN (FROM suspended_events WHERE event_id = $1) t
     LEFT JOIN contracts c ON c.contract_key = t.contract_key`,
    [eventId],
  );
  return event;
}

/** Records that repeat the id, in the order of files and rows. */
export async function findRepeatedRows(store: Store, eventId: string): Promise<RepeatedRow[]> {
  return store.query<RepeatedRow>(
    `SELECT file, CAST(row AS DOUBLE) AS row, first_file, CAST(first_row AS DOUBLE) AS first_row,
       conflict
     FROM duplicates WHERE event_id = ? ORDER BY file, row`,
    [eventId],
  );
}

/** The first unreadable rows in whose text the id stands as a word of its own. */
export async function findRejectedRows(store: Store, eventId: string): Promise<RejectedRow[]> {
  if (!/[\p{L}\p{N}]/u.test(eventId)) return []; // A comma stands in every row.
  return store.query<RejectedRow>(
    `SELECT file, CAST(row AS DOUBLE) AS row, reason, detail FROM rejects
     WHERE contains(raw, $1)
       AND regexp_matches(raw, '(^|[^\\w.:-])' || regexp_escape($1) || '($|[^\\w.:-])')
     ORDER BY file, row LIMIT 10`,
    [eventId],
  );
}

/** Digests of the catalogues used by the run that took the file in and by all later ones. */
export async function catalogueDigestsSince(store: Store, file: string): Promise<string[]> {
  const rows = await store.query<{ catalogue_digest: string }>(
    `SELECT DISTINCT catalogue_digest FROM runs
     WHERE run_key >= (SELECT max(run_key) FROM input_files WHERE path = ?)`,
    [file],
  );
  return rows.map((row) => row.catalogue_digest);
}

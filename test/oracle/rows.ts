/** Plain shapes of the reference rater: what goes in, and rows as the DuckDB views show them. */

/** A usage file: whole text, its lines without line ends, or raw bytes (to test invalid UTF-8). */
export interface UsageFile {
  path: string;
  text?: string;
  lines?: Iterable<string>;
  bytes?: Uint8Array;
}

/** One row of a reference CSV file: every value is the text of the file, empty where not given. */
export type TextRow = Record<string, string>;

export interface ReferenceRows {
  customers: TextRow[];
  sites: TextRow[];
  contracts: TextRow[];
  lines: TextRow[];
  options?: TextRow[];
  prices?: TextRow[];
  openings?: TextRow[];
}

/**
 * A readable usage record. Counts a service does not have are 0, texts it does not have are empty.
 */
export interface UsageRecord {
  file: string;
  row: number;
  eventId: string;
  service: string;
  line: string;
  /** Microseconds since 1970 UTC. */
  startedAtUs: number;
  durationSeconds: number;
  /** As dialled; empty where the service has no called party. */
  dialled: string;
  octetsUp: number;
  octetsDown: number;
  /** Empty when the record is its own session. */
  sessionId: string;
  sessionStartedAtUs: number;
  /** Upper case alpha-2; empty when not given. */
  country: string;
  delivered: boolean;
}

export interface RejectRow {
  file: string;
  row: number;
  reason: string;
  detail: string;
  raw: string;
}

export interface DuplicateRow {
  event_id: string;
  file: string;
  row: number;
  first_file: string;
  first_row: number;
  conflict: boolean;
}

export interface UsageRow {
  event_id: string;
  service: string;
  customer_id: string;
  site_id: string | null;
  contract_id: string;
  line: string;
  /** `2013-10-01T10:00:00.000000Z` */
  started_at: string;
  /** First day of the Paris month, `2013-10-01`. */
  month: string;
  called: string | null;
  country: string | null;
  zone: string;
  quantity: number;
  included: number;
  charged: number;
  unit: string;
  /** Decimal text with six places; null while only the month's close can price it. */
  amount: string | null;
  file: string;
  row: number;
}

export interface SuspenseRow {
  event_id: string;
  file: string;
  row: number;
  reason: string;
  detail: string;
  service: string;
  customer_id: string | null;
  contract_id: string | null;
  line: string;
  started_at: string;
  month: string;
}

export interface AllowanceRow {
  month: string;
  scope_kind: string;
  scope_id: string;
  allowance: string;
  granted: number;
  rolled_in: number;
  used: number;
  remaining: number;
  unit: string;
}

export interface RatedMonth {
  usage: UsageRow[];
  suspense: SuspenseRow[];
  duplicates: DuplicateRow[];
  rejects: RejectRow[];
  allowances: AllowanceRow[];
}

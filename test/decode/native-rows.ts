/** Rows of native CSV for tests: a good row of each service, and any field of it changed. */

export const NATIVE_COLUMNS = [
  'event_id',
  'service',
  'line',
  'started_at',
  'duration_s',
  'called',
  'bytes_up',
  'bytes_down',
  'session_id',
  'session_started_at',
  'country',
  'outcome',
] as const;

export type NativeFields = Partial<Record<(typeof NATIVE_COLUMNS)[number], string>>;

export const HEADER = NATIVE_COLUMNS.join(',');

export const VOICE: NativeFields = {
  event_id: 'v1',
  service: 'voice',
  line: '33140000001',
  started_at: '2026-10-01T08:30:00+02:00',
  duration_s: '61',
  called: '0612345678',
};

export const DATA: NativeFields = {
  event_id: 'd1',
  service: 'data',
  line: 'sim-7',
  started_at: '2026-10-01T09:00:00.250Z',
  bytes_up: '1200',
  bytes_down: '900',
  session_id: 's1',
  session_started_at: '2026-10-01T08:59:00Z',
  country: 'de',
};

export const SMS: NativeFields = {
  event_id: 'm1',
  service: 'sms',
  line: 'sim-7',
  started_at: '2026-10-01T10:00:00Z',
  called: '+33612345678',
};

export const SMS_INTERNET: NativeFields = {
  event_id: 'i1',
  service: 'sms_internet',
  line: 'short-38000',
  started_at: '2026-10-01T10:00:01Z',
  called: '+33612345678',
  outcome: 'delivered',
};

/** The row as one line of CSV; `columns` in another order make another file. */
export function rowOf(
  fields: NativeFields,
  columns: readonly (keyof NativeFields)[] = NATIVE_COLUMNS,
) {
  return columns.map((column) => fields[column] ?? '').join(',');
}

/** A file with the header and these rows, each ended by a line feed. */
export function fileOf(...rows: (NativeFields | string)[]): string {
  return [HEADER, ...rows.map((row) => (typeof row === 'string' ? row : rowOf(row))), ''].join(
    '\n',
  );
}

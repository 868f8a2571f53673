/** One usage event before it is written; one object is reused for all rows. */
export interface UsageRecord {
  /** Code from batch/services.ts. */
  service: number;
  /** Family and number of the line (subscribers.ts); line -1 = a line nobody has. */
  family: number;
  line: number;
  startedAtUnixMs: number;
  /** Voice and csd. */
  durationSeconds: number;
  /** As dialled: called[0, calledLength); empty for data. */
  called: Uint8Array;
  calledLength: number;
  /** A call to an extension of the customer's own sites. */
  isInternal: boolean;
  /** Data. */
  octetsUp: number;
  octetsDown: number;
  /** Number of the session, unique for its line; 0 = the record is its own session. */
  sessionNumber: number;
  sessionStartedAtUnixMs: number;
  /** Index in COUNTRIES. */
  country: number;
  /** What became of an SMS Internet message or a hit; written in workload `all` only. */
  isFailed: boolean;
}

/** Where a line is used; 0 = not said, the last one is no assigned code. */
export const COUNTRIES = [
  ...['', 'FR', 'ES', 'DE', 'IT', 'BE', 'CH', 'GB', 'AD', 'RE', 'GP', 'PL', 'NL', 'PT', 'AT'],
  ...['US', 'MA', 'CN', 'TN', 'NO', 'TR', 'XX'],
];

export function emptyRecord(): UsageRecord {
  return {
    service: 0,
    family: 0,
    line: 0,
    startedAtUnixMs: 0,
    durationSeconds: 0,
    called: new Uint8Array(24),
    calledLength: 0,
    isInternal: false,
    octetsUp: 0,
    octetsDown: 0,
    sessionNumber: 0,
    sessionStartedAtUnixMs: 0,
    country: 0,
    isFailed: false,
  };
}

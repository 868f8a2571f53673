/** One thing that must hold for the whole database, as a query an analyst could run. */
export interface Check {
  name: string;
  /** What is compared with what, in words. */
  compares: string;
  /** Tables that must be there and hold something; without them the check is skipped. */
  needs?: readonly string[];
  /**
   * Query with a row per thing compared: `is_off BOOLEAN`, and `what VARCHAR`, which says of one that is off
   * which it is and how far.
   */
  sql: string;
}

export type CheckStatus = 'ok' | 'off' | 'skipped';

export interface CheckResult {
  name: string;
  compares: string;
  status: CheckStatus;
  /** Things compared. */
  compared: number;
  /** How many of them do not tie, and the first few in words. */
  off: number;
  examples: string[];
  /** Why the check was skipped. */
  note?: string;
}

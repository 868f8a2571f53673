import type { RejectedRow, RepeatedRow } from '../store/find-event.ts';

/** Why an event costs what it costs, or why it has no price. Amounts are euros as decimal text. */
export interface Explanation {
  eventId: string;
  /** `unreadable`: no event has this id, but it stands in rows that could not be read. */
  status: 'rated' | 'suspended' | 'unreadable';
  record?: RecordFacts;
  contract?: ContractFacts;
  destination?: DestinationFacts;
  session?: SessionFacts;
  allowance?: AllowanceFacts;
  correspondents?: CorrespondentFacts;
  price?: PriceFacts;
  suspense?: { reason: string; detail: string; remedy: string };
  flags: { flag: string; meaning: string }[];
  /** Records that came again under this id. */
  repeats: RepeatedRow[];
  rejects: RejectedRow[];
  /** What the reader has to know to trust the rest. */
  notes: string[];
}

/** What the source reported. */
export interface RecordFacts {
  service: string;
  line: string;
  /** E.164 digits, a short or an internal number, in full; null where the service calls nobody. */
  called: string | null;
  country: string;
  startedAtUtc: string;
  startedAtParis: string;
  /** Month the event belongs to, `YYYY-MM`. */
  month: string;
  /** Seconds, ko, messages …; of a suspended event seconds or octets. */
  quantity: number;
  unit: string;
  octets?: number;
  file: string;
  row: number;
}

export interface ContractFacts {
  contractId: string;
  customerId: string;
  siteId: string | null;
  offer: string;
  /** First day of the offer's version in force, null when this catalogue has no such offer. */
  versionFrom: string | null;
}

/** The price zone, and what put the event there. */
export interface DestinationFacts {
  zone: string | null;
  because: string;
  /** Row of the number plan, where a called number was looked up. */
  matched?: { digits: string; region: string; type: string };
}

/** The period of a data session in which octets are rounded up together (G9). */
export interface SessionFacts {
  sessionId: string;
  sessionStartedAtUtc: string;
  periodFromUtc: string;
  periodToUtc: string;
  octetsBefore: number;
  koBefore: number;
  koAfter: number;
}

/** An allowance around the event; in its unit. */
export interface AllowanceFacts {
  name: string;
  scope: 'contract' | 'site';
  scopeId: string;
  unit: string;
  isUnlimited: boolean;
  drawn: number;
  /** Absent for an unlimited allowance, and where the month knows no balance. */
  balance?: {
    granted: number;
    rolledIn: number;
    before: number;
    after: number;
    /** Of what had been drawn before, by suspended calls that began inside the allowance. */
    drawnBySuspended: number;
  };
}

/** Different numbers called inside the contract's allowances this month (001, B3 and B4). */
export interface CorrespondentFacts {
  limit: number;
  /** Place of the called number among them; null = all places were taken. */
  rank: number | null;
}

/** The rule and the arithmetic. */
export interface PriceFacts {
  rule: string;
  /** Where the rule stands; absent for rules of no document. */
  source?: { document: string; title: string; section: string; label?: string; readings: string[] };
  assumed: boolean;
  included: number;
  charged: number;
  /** Null while only the month's close can price the event. */
  amount: string | null;
  /** How the amount comes about, line by line. */
  arithmetic: string[];
}

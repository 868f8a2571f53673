import type {
  Charge,
  ChargedEvents,
  InvoiceHead,
  InvoiceLine,
  InvoiceTax,
} from '../store/find-charges.ts';

/** Where a charge's price stands. */
export interface ChargeSource {
  rule: string;
  document: string;
  title?: string;
  section: string;
  readings: string[];
  assumed: boolean;
}

/** Why a charge is what it is, down to the events it is made of. Amounts are euros as decimal text. */
export interface ChargeExplanation {
  charge: Charge;
  source?: ChargeSource;
  /** How the amount comes about, line by line. */
  arithmetic: string[];
  /** The events behind it; absent for fees and orders. */
  events?: ChargedEvents;
  /** Events that came or changed after the invoice of their month: behind a credit or debit. */
  adjusted?: { event_id: string; cause: string; file: string | null; row: number | null }[];
  notes: string[];
}

/** Why an invoice line is what it is. */
export interface LineExplanation {
  invoice: InvoiceHead;
  line: InvoiceLine;
  /** Exact sum of all its charges. */
  exactAmount: string;
  chargeCount: number;
  /** The largest of them. */
  charges: ChargeExplanation[];
}

/** What an invoice's totals are made of. */
export interface InvoiceExplanation {
  invoice: InvoiceHead;
  lines: InvoiceLine[];
  taxes: InvoiceTax[];
}

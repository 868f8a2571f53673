import type { Euros } from './money.ts';
import type { CalledNumber } from './numbers.ts';
import type { Contract, Reference } from './reference-data.ts';
import type { UsageRecord } from './rows.ts';

/** How one record ends: priced, or readable but without a price. */
export type Outcome =
  | {
      ended: 'rated';
      zone: string;
      quantity: number;
      included: number;
      charged: number;
      /** Null while only the month's close can price it. */
      amount: Euros | null;
    }
  | { ended: 'suspended'; reason: string; detail: string };

/** One record with all that pricing it needs. */
export interface Event {
  record: UsageRecord;
  contract: Contract;
  reference: Reference;
  /** Null when the service has no called party. */
  called: CalledNumber | null;
  /** Paris day and month of the start. */
  day: string;
  month: string;
}

export function suspended(reason: string, detail: string): Outcome {
  return { ended: 'suspended', reason, detail };
}

/** Nothing of it is charged: included = quantity. */
export function free(zone: string, quantity: number, zero: Euros): Outcome {
  return { ended: 'rated', zone, quantity, included: quantity, charged: 0, amount: zero };
}

import type { BillSummary } from '../bill/bill-month.ts';
import { UNKNOWN_CUSTOMER } from '../bill/drafts.ts';
import { counted, thousands } from '../progress/thousands.ts';

/** What a draft waits for, by the reason in view blockers. */
const AWAITED: Record<string, string> = {
  no_price: 'a price that nobody has given (prices.csv)',
  no_index: 'an index value (indices.csv)',
  quote: 'a price on quote, to be agreed with the customer (prices.csv)',
  unknown_item: 'an order of something that the catalogue does not have',
  suspended: 'suspended events',
  impossible_quantity: 'a correction of impossibly large usage at the source',
  written_off: 'a decision about events that are written off but have a price (write_offs.csv)',
  adjustment_held: 'an earlier month that cannot be compared with its invoice',
};

/** What keeps drafts open, and who has none, a sentence each; none when all is well. */
export function blockerMessages({ blockers, month, unbilled }: BillSummary): string[] {
  const messages = Object.entries(blockers).map(([reason, customers]) => {
    if (reason === UNKNOWN_CUSTOMER) {
      const who = `${counted(customers, 'customer')} with usage ${customers === 1 ? 'is' : 'are'}`;
      return `${month}: ${who} not in customers.csv: no invoice; view blockers lists them`;
    }
    const whose =
      customers === 1
        ? "1 customer's draft waits"
        : `${thousands(customers)} customers' drafts wait`;
    return `${month}: ${whose} for ${AWAITED[reason] ?? reason}; view blockers lists them`;
  });
  for (const [earlier, customers] of Object.entries(unbilled)) {
    const who = `${counted(customers, 'customer')} ${customers === 1 ? 'has' : 'have'}`;
    messages.push(
      `${earlier}: ${who} charges now and no invoice; octroi bill --month ${earlier} makes it`,
    );
  }
  return messages;
}

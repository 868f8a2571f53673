import type { BillingNames } from './billing-names.ts';
import { checkIndices } from './check-indices.ts';
import { checkOrders } from './check-orders.ts';
import type { ReferenceFiles } from './read-reference-csv.ts';

/**
 * Checks what only the month's close reads, so that faults show before a night's rating and not at
 * the end of the month.
 */
export function checkBillingFiles(files: ReferenceFiles, names: BillingNames): void {
  checkOrders(files, names);
  checkIndices(files, names.billing);
}

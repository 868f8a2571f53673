import type { Store } from '../store/store.ts';

/**
 * Freezes the drafts of the customers billed that nothing keeps open. The run that was last then tells
 * later which events came after it.
 * @returns how many were issued
 */
export async function issueDrafts(store: Store): Promise<number> {
  const [row] = await store.query<{ Count: bigint }>(
    `UPDATE invoice_heads SET status = 'issued', issued_at = CAST(? AS TIMESTAMP),
       issued_after_run = (SELECT max(run_key) FROM runs)
     WHERE month = first_day() AND status = 'draft' AND NOT incomplete
       AND customer_id IN (SELECT customer_id FROM customers_to_bill)`,
    [new Date().toISOString()],
  );
  return Number(row.Count);
}

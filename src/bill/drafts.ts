import type { Store } from '../store/store.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/** Reason of those who have no invoice at all. */
export const UNKNOWN_CUSTOMER = 'unknown_customer';

/**
 * Chooses whom to bill, as `customers_to_bill`: one customer or all, without those whose invoice of the
 * month is issued, numbered in the order of their ids.
 * @returns how many invoices stay because they are issued
 */
export async function chooseCustomers(desk: Desk, customer: string | null): Promise<number> {
  await makeTable(
    desk,
    'customers_to_bill',
    `SELECT CAST(row_number() OVER (ORDER BY customer_id) AS INTEGER) AS customer, customer_id, territory
     FROM reference_customers
     WHERE (CAST($1 AS VARCHAR) IS NULL OR customer_id = $1)
       AND customer_id NOT IN (
         SELECT customer_id FROM invoice_heads WHERE month = first_day() AND status = 'issued')`,
    [customer],
  );
  const [row] = await desk.query<{ issued: number }>(
    `SELECT CAST(count(*) AS INTEGER) AS issued FROM invoice_heads
     WHERE month = first_day() AND status = 'issued' AND ($1 IS NULL OR customer_id = $1)`,
    [customer],
  );
  return row.issued;
}

const DRAFT_TABLES = [
  'billed_charges',
  'invoice_rows',
  'invoice_tax_rows',
  'invoice_parties',
  'invoice_heads',
];

/** Lists the drafts to replace, as `removed_drafts`, and their ids: a customer keeps its id when billed again. */
export async function findDrafts(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'kept_ids',
    `SELECT customer, invoice_id, invoice_key FROM invoice_heads JOIN customers_to_bill USING (customer_id)
     WHERE month = first_day() AND status = 'draft'`,
  );
  // A draft of a customer who is gone is withdrawn: see listUnknownCustomers.
  await makeTable(
    desk,
    'removed_drafts',
    `SELECT invoice_key FROM kept_ids UNION
     SELECT invoice_key FROM invoice_heads WHERE month = first_day() AND status = 'draft'
       AND customer_id NOT IN (SELECT customer_id FROM reference_customers)`,
  );
}

/** Takes the drafts away that are replaced, and what kept them open. */
export async function removeDrafts(store: Store): Promise<void> {
  await store.run(
    DRAFT_TABLES.map(
      (table) => `DELETE FROM ${table} WHERE invoice_key IN (FROM removed_drafts)`,
    ).join(';\n'),
  );
  await store.run(
    `DELETE FROM invoice_blockers WHERE month = first_day()
       AND (customer_id IN (SELECT customer_id FROM customers_to_bill) OR reason = '${UNKNOWN_CUSTOMER}')`,
  );
}

/**
 * Lists customers with usage in the month who are no longer in the reference data: nobody can be sent an invoice
 * without a name and a territory, so they have none, and this says so.
 */
export async function listUnknownCustomers(store: Store): Promise<void> {
  await store.run(
    `INSERT INTO invoice_blockers
     SELECT first_day(), customer_id, NULL, NULL, '${UNKNOWN_CUSTOMER}',
       format('{} events of the month, but no such customer in customers.csv: no invoice. Give the customer and its '
         || 'contracts again and run octroi rate', count(*))
     FROM (
       SELECT contract_key FROM usage_events WHERE month = first_day()
       UNION ALL SELECT contract_key FROM suspended_events WHERE month = first_day())
     JOIN (FROM contracts ANTI JOIN reference_customers USING (customer_id)) c USING (contract_key)
     WHERE customer_id NOT IN (SELECT customer_id FROM invoice_heads WHERE month = first_day())
     GROUP BY customer_id ORDER BY customer_id`,
  );
}

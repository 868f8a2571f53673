import { textLiteral } from './sql-names.ts';
import type { Store } from './store.ts';
import { copyToCsv } from './stored-usage.ts';

/**
 * Writes what a billed month comes to by contract to a CSV file: its own charges, without differences of other
 * months. @param month its first day
 */
export async function exportMonthTotals(store: Store, month: string, path: string): Promise<void> {
  await store.run('CREATE OR REPLACE TEMP TABLE compared_month (month DATE)');
  await store.run('INSERT INTO compared_month VALUES (CAST(? AS DATE))', [month]);
  await copyToCsv(
    store,
    `SELECT customer_id, contract_id, sum(events) AS events, sum(suspended) AS suspended,
       sum(unpriced) AS unpriced, coalesce(sum(amount), 0) AS amount
     FROM (
       SELECT customer_id, contract_id, month, 1 AS events, 0 AS suspended, 0 AS unpriced, NULL AS amount
       FROM usage
       UNION ALL SELECT customer_id, contract_id, month, 0, 1, 0, NULL FROM suspense
       UNION ALL SELECT customer_id, contract_id, month, 0, 0, 1, NULL FROM blockers
       WHERE reason NOT IN ('suspended', 'adjustment_held')
       UNION ALL SELECT customer_id, contract_id, month, 0, 0, 0, amount FROM charges
       WHERE for_month = month)
     JOIN compared_month USING (month)
     GROUP BY ALL`,
    path,
  );
}

const TOTALS = (path: string) => `read_csv(${textLiteral(path)}, header = true,
  columns = {'customer_id': 'VARCHAR', 'contract_id': 'VARCHAR', 'events': 'BIGINT',
    'suspended': 'BIGINT', 'unpriced': 'BIGINT', 'amount': 'DECIMAL(38,6)'})`;

/** Joins the totals of two databases by contract, in the temporary table `contract_differences`. */
export async function loadDifferences(
  store: Store,
  storedPath: string,
  simulatedPath: string,
): Promise<void> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE contract_differences AS
     SELECT coalesce(a.customer_id, b.customer_id) AS customer_id,
       coalesce(a.contract_id, b.contract_id) AS contract_id,
       coalesce(a.amount, 0) AS stored_amount, coalesce(b.amount, 0) AS simulated_amount,
       coalesce(b.amount, 0) - coalesce(a.amount, 0) AS difference,
       coalesce(a.events, 0) AS stored_events, coalesce(b.events, 0) AS simulated_events,
       coalesce(a.suspended, 0) AS stored_suspended, coalesce(b.suspended, 0) AS simulated_suspended,
       coalesce(a.unpriced, 0) AS stored_unpriced, coalesce(b.unpriced, 0) AS simulated_unpriced
     FROM ${TOTALS(storedPath)} a
     FULL JOIN ${TOTALS(simulatedPath)} b ON a.contract_id IS NOT DISTINCT FROM b.contract_id
       AND a.customer_id IS NOT DISTINCT FROM b.customer_id`,
  );
}

const SUMS = [
  'stored_amount',
  'simulated_amount',
  'difference',
  'stored_events',
  'simulated_events',
  'stored_suspended',
  'simulated_suspended',
  'stored_unpriced',
  'simulated_unpriced',
]
  .map((name) => `sum(${name}) AS ${name}`)
  .join(', ');

/**
 * Queries over `contract_differences`. Amounts are exact decimals; a NULL contract is what a customer is
 * charged as a whole, and without a customer the events that belong to nobody.
 */
export const DIFFERENCES = {
  total: `SELECT ${SUMS} FROM contract_differences`,
  byCustomer: `SELECT customer_id, ${SUMS} FROM contract_differences GROUP BY customer_id
    ORDER BY customer_id`,
  byContract: 'FROM contract_differences ORDER BY customer_id, contract_id',
  /** Customers whose month would change most, or where other things lack a price. */
  largest: `SELECT customer_id, ${SUMS} FROM contract_differences GROUP BY customer_id
    HAVING sum(difference) <> 0 OR sum(simulated_suspended) <> sum(stored_suspended)
      OR sum(simulated_unpriced) <> sum(stored_unpriced)
    ORDER BY abs(sum(difference)) DESC, customer_id LIMIT 20`,
} as const;

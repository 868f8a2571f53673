import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import { addAdjustmentTexts } from './charge-texts.ts';
import { computeCharges } from './charges-of-month.ts';
import type { Desk, Desks } from './desks.ts';
import { gatherMonthPrices } from './month-prices.ts';
import { makeEmptyTable, makeTable } from './work-tables.ts';
import { NOT_WRITTEN_OFF } from './write-offs.ts';

const ADJUSTMENTS = `number INTEGER, customer INTEGER, site_key INTEGER, contract_key INTEGER,
  kind VARCHAR, item VARCHAR, rule VARCHAR, label VARCHAR, unit VARCHAR, is_outside_vat BOOLEAN,
  quantity DECIMAL(18,6), amount DECIMAL(18,6), for_month DATE`;

const HELD = 'customer INTEGER, reason VARCHAR, detail VARCHAR';

export interface EarlierMonths {
  /** First days of the months with issued invoices that were worked out again. */
  compared: string[];
  /** Customers with charges of such a month and no invoice of it, by `YYYY-MM`. */
  unbilled: Record<string, number>;
}

/**
 * What issued invoices of earlier months would say now and do not: an issued invoice is never changed, the
 * difference becomes a credit or a debit of this month. Makes `adjustments` and `held_adjustments`.
 *
 * Everything billed for that month counts as invoiced, wherever it stands, drafts of other months included: a
 * difference stands on one invoice only. The drafts that are being replaced do not count.
 * Whoever has charges of such a month now and no invoice of it is counted: only billing that month again makes one.
 */
export async function findAdjustments(
  desks: Desks,
  catalogue: BillingCatalogue,
  month: string,
): Promise<EarlierMonths> {
  const { first } = desks;
  await makeEmptyTable(first, 'adjustments', ADJUSTMENTS);
  await makeEmptyTable(first, 'held_adjustments', HELD);
  const changed = await changedMonths(first, month);
  const unbilled: Record<string, number> = {};
  for (const earlier of changed) {
    await computeCharges(desks, catalogue, earlier);
    await compare(first);
    const customers = await countUnbilled(first);
    if (customers > 0) unbilled[earlier.slice(0, 7)] = customers;
  }
  if (changed.length > 0) await addAdjustmentTexts(first);
  return { compared: changed, unbilled };
}

async function countUnbilled(desk: Desk): Promise<number> {
  const [{ customers }] = await desk.query<{ customers: number }>(
    `SELECT CAST(count(DISTINCT customer) AS INTEGER) AS customers
     FROM new_charges JOIN customers_to_bill USING (customer)
     WHERE amount <> 0 AND customer_id NOT IN (SELECT customer_id FROM invoice_heads WHERE month = first_day())`,
  );
  return customers;
}

/** Earlier months with issued invoices where a later run has stored or changed anything. */
async function changedMonths(desk: Desk, month: string): Promise<string[]> {
  const rows = await desk.query<{ month: string }>(
    `SELECT CAST(h.month AS VARCHAR) AS month
     FROM (SELECT month, min(issued_after_run) AS run FROM invoice_heads
           WHERE status = 'issued' AND month < CAST(? AS DATE)
             AND customer_id IN (SELECT customer_id FROM customers_to_bill)
           GROUP BY month) h
     WHERE EXISTS (SELECT 1 FROM reference_inputs WHERE changed_by > h.run)
       OR EXISTS (SELECT 1 FROM usage_events u JOIN input_files f USING (file_key)
         WHERE u.month = h.month AND f.run_key > h.run)
       OR EXISTS (SELECT 1 FROM rerated_events r WHERE r.month = h.month AND r.run_key > h.run)
     ORDER BY month`,
    [month],
  );
  return rows.map((row) => row.month);
}

/** Compares what the month comes to now with what has been invoiced for it, by contract, item and unit. */
async function compare(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'adjusted_customers',
    `SELECT customer, issued_after_run FROM invoice_heads JOIN customers_to_bill USING (customer_id)
     WHERE status = 'issued' AND month = first_day()`,
  );
  await holdBack(desk);
  await desk.run(
    `INSERT INTO adjustments BY NAME
     SELECT (SELECT count(*) FROM adjustments) + row_number() OVER () AS number, *
     FROM (
       SELECT customer, site_key, contract_key, item, is_outside_vat, max(rule) AS rule,
         CASE WHEN sum(amount) < 0 THEN 'credit' ELSE 'debit' END AS kind,
         strftime(first_day(), 'Régularisation %Y-%m : ')
           || coalesce(max(label) FILTER (is_now), max(label)) AS label,
         unit, sum(quantity) AS quantity, sum(amount) AS amount, first_day() AS for_month
       FROM (${NOW_AND_THEN})
       WHERE customer IN (SELECT customer FROM adjusted_customers)
         AND customer NOT IN (SELECT customer FROM held_adjustments)
       GROUP BY customer, site_key, contract_key, item, is_outside_vat, unit
       HAVING sum(amount) <> 0)`,
  );
  await gatherMonthPrices(
    desk,
    `SELECT customer FROM adjusted_customers
     WHERE customer NOT IN (SELECT customer FROM held_adjustments)`,
  );
}

/**
 * A price that is missing now would look like a fee that is no longer owed, or like calls that are free. An event in
 * suspense that came after the invoice is on no invoice yet: it waits, and holds nothing back.
 */
async function holdBack(desk: Desk): Promise<void> {
  const why = (cause: string) =>
    `SELECT DISTINCT customer, 'adjustment_held', 'invoice of ' || strftime(first_day(), '%Y-%m')
       || ' cannot be compared: ' || ${cause}`;
  await desk.run(
    `INSERT INTO held_adjustments
     ${why("format('{} {}: {}', reason, item, detail)")}
     FROM new_blockers JOIN adjusted_customers USING (customer) WHERE reason <> 'suspended'
     UNION ALL
     ${why("format('events that it may hold are in suspense as {} now: see view suspense', reason)")}
     FROM suspended_events s
     JOIN billed_contracts USING (contract_key)
     JOIN adjusted_customers a USING (customer)
     JOIN input_files f USING (file_key)
     WHERE s.month = first_day() AND f.run_key <= a.issued_after_run AND ${NOT_WRITTEN_OFF}`,
  );
}

const NOW_AND_THEN = `
  SELECT customer, site_key, contract_key, item, is_outside_vat, rule, label, unit, quantity, amount, true AS is_now
  FROM new_charges JOIN texts USING (text)
  UNION ALL
  SELECT n.customer, b.site_key, b.contract_key, t.item, t.is_outside_vat, t.rule,
    CASE WHEN b.month = b.for_month THEN t.label END, t.unit, -b.quantity, -b.amount, false
  FROM billed_charges b
  JOIN charge_texts t USING (text_key)
  JOIN invoice_heads h USING (invoice_key)
  JOIN customers_to_bill n USING (customer_id)
  WHERE b.for_month = first_day() AND b.invoice_key NOT IN (FROM removed_drafts)`;

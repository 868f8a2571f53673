import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { Store } from '../store/store.ts';
import { storeParties } from './invoice-parties.ts';
import { makeTable } from './temporary-table.ts';

/**
 * Puts the month's charges and adjustments on one draft per customer: lines, tax of each rate, totals, and
 * what keeps a draft from being issued.
 */
export async function makeDrafts(store: Store, catalogue: BillingCatalogue): Promise<void> {
  await gatherLines(store);
  await numberInvoices(store);
  await storeLines(store, catalogue);
  await storeTotals(store, catalogue);
  await storeParties(store);
  await storeCharges(store);
  await store.run(
    `INSERT INTO invoice_blockers BY NAME
     SELECT first_day() AS month, * FROM draft_blockers ORDER BY customer_id, contract_id, item, reason`,
  );
}

/** What goes on the drafts: the month's own charges, and differences of earlier months. */
const ALL_CHARGES = `(
  SELECT *, CASE WHEN kind IN ('recurring', 'discount') THEN 1 WHEN kind = 'usage' THEN 2 ELSE 3 END AS section_no
  FROM (SELECT *, first_day() AS for_month FROM new_charges UNION ALL BY NAME SELECT * FROM adjustments)
  WHERE customer_id IN (SELECT customer_id FROM customers_to_bill))`;

/** One line per section, site and item; a difference of an earlier month is a line of its own. */
async function gatherLines(store: Store): Promise<void> {
  await makeTable(
    store,
    'gathered_lines',
    `SELECT customer_id, section_no, site_id, for_month, item, is_outside_vat,
       CASE WHEN min(contract_id) = max(contract_id) AND count(contract_id) = count(*)
         THEN min(contract_id) END AS contract_id,
       min(label) AS label, sum(quantity) AS quantity, min(unit) AS unit,
       CAST(sum(amount) AS BIGINT) AS amount
     FROM ${ALL_CHARGES} GROUP BY customer_id, section_no, site_id, for_month, item, is_outside_vat`,
  );
  await makeTable(
    store,
    'draft_blockers',
    `SELECT * FROM (SELECT * FROM new_blockers UNION ALL BY NAME SELECT * FROM held_adjustments)
     WHERE customer_id IN (SELECT customer_id FROM customers_to_bill)`,
  );
}

/** Numbers run through the month; a customer billed before keeps its number. */
async function numberInvoices(store: Store): Promise<void> {
  await makeTable(
    store,
    'draft_ids',
    `WITH wanted AS (
       SELECT customer_id FROM gathered_lines UNION SELECT customer_id FROM draft_blockers),
     taken AS (
       SELECT max(CAST(split_part(invoice_id, '-', 3) AS INTEGER)) AS number FROM (
         SELECT invoice_id FROM invoice_heads WHERE month = first_day()
         UNION ALL SELECT invoice_id FROM kept_ids))
     SELECT customer_id, invoice_id FROM wanted JOIN kept_ids USING (customer_id)
     UNION ALL
     SELECT customer_id, strftime(first_day(), '%Y-%m-') || lpad(CAST(coalesce(number, 0)
         + row_number() OVER (ORDER BY customer_id) AS VARCHAR), 6, '0')
     FROM wanted ANTI JOIN kept_ids USING (customer_id) CROSS JOIN taken`,
  );
}

/** A line is the exact sum of its charges, then rounded half up; its rate goes by territory and date (G10). */
async function storeLines(store: Store, { lineDecimals }: BillingCatalogue): Promise<void> {
  // The last day of the period decides; the first rate of a territory serves earlier days too.
  await makeTable(
    store,
    'vat_rates',
    `SELECT t.territory, m.for_month, coalesce(
         arg_max(v.percent, v.starts_on) FILTER (v.starts_on <= last_day(m.for_month)),
         arg_min(v.percent, v.starts_on)) AS percent
     FROM (SELECT DISTINCT territory FROM reference_customers) t
     CROSS JOIN (SELECT DISTINCT for_month FROM gathered_lines) m
     LEFT JOIN cat_vat v ON v.territory = t.territory
     GROUP BY t.territory, m.for_month`,
  );
  const step = 10 ** (6 - lineDecimals);
  await makeTable(
    store,
    'draft_lines',
    `SELECT d.invoice_id, l.* EXCLUDE (amount, label), half_up(l.amount, ${step}) * ${step} AS amount,
       regexp_replace(l.label, ' \\(palier [^)]*\\)$', '') AS label,
       CASE WHEN l.is_outside_vat THEN 0 ELSE v.percent END AS percent,
       CAST(row_number() OVER (PARTITION BY d.invoice_id
         ORDER BY section_no, site_id NULLS FIRST, l.for_month, item, is_outside_vat) AS INTEGER) AS line_no
     FROM gathered_lines l
     JOIN draft_ids d USING (customer_id)
     JOIN reference_customers c USING (customer_id)
     JOIN vat_rates v ON v.territory = c.territory AND v.for_month = l.for_month`,
  );
  const sections = `['subscriptions', 'usage', 'other'][section_no]`;
  await store.run(
    `INSERT INTO invoice_rows BY NAME
     SELECT invoice_id, line_no, ${sections} AS section, site_id, contract_id, label, quantity, unit,
       euros(amount) AS amount_excl_tax, percent AS vat_rate, item, for_month
     FROM draft_lines ORDER BY invoice_id, line_no`,
  );
}

/** Tax per rate on the sum of its lines, rounded half up (G10). */
async function storeTotals(store: Store, { vatDecimals }: BillingCatalogue): Promise<void> {
  const step = 10 ** (6 - vatDecimals);
  await makeTable(
    store,
    'draft_taxes',
    `SELECT invoice_id, customer_id, percent, base, half_up_wide(CAST(base AS HUGEINT)
         * CAST(percent * 10000 AS BIGINT), ${1_000_000 * step}) * ${step} AS tax
     FROM (SELECT invoice_id, customer_id, percent, CAST(sum(amount) AS BIGINT) AS base
           FROM draft_lines GROUP BY invoice_id, customer_id, percent)`,
  );
  await store.run(
    `INSERT INTO invoice_tax_rows SELECT invoice_id, percent, euros(base), euros(tax)
     FROM draft_taxes ORDER BY invoice_id, percent`,
  );
  await store.run(
    `INSERT INTO invoice_heads BY NAME
     SELECT d.invoice_id, d.customer_id, first_day() AS month, 'draft' AS status,
       d.customer_id IN (SELECT customer_id FROM draft_blockers) AS incomplete,
       euros(coalesce(t.base, 0)) AS total_excl_tax, euros(coalesce(t.tax, 0)) AS tax,
       euros(coalesce(t.base, 0) + coalesce(t.tax, 0)) AS total_incl_tax
     FROM draft_ids d
     LEFT JOIN (SELECT invoice_id, sum(base) AS base, sum(tax) AS tax FROM draft_taxes GROUP BY invoice_id) t
       USING (invoice_id)
     ORDER BY d.invoice_id`,
  );
}

async function storeCharges(store: Store): Promise<void> {
  await store.run(
    `INSERT INTO billed_charges BY NAME
     SELECT first_day() AS month, c.customer_id, c.site_id, c.contract_id, c.kind, c.item, c.rule, c.label,
       c.unit, c.quantity, euros(c.unit_price) AS unit_price, euros(c.amount) AS amount, c.for_month,
       c.days, c.is_outside_vat, l.invoice_id, l.line_no
     FROM ${ALL_CHARGES} c
     JOIN draft_lines l ON l.customer_id = c.customer_id AND l.section_no = c.section_no
       AND l.site_id IS NOT DISTINCT FROM c.site_id AND l.for_month = c.for_month AND l.item = c.item
       AND l.is_outside_vat = c.is_outside_vat`,
  );
}

import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import { allDone } from '../store/all-done.ts';
import type { Store } from '../store/store.ts';
import { addCharges } from './charge-tables.ts';
import { storeTexts } from './charge-texts.ts';
import type { Desk, Desks } from './desks.ts';
import { makeParties, storeParties } from './invoice-parties.ts';
import { makeTable } from './work-tables.ts';

/**
 * Puts the month's charges and adjustments on one draft per customer: lines, tax of each rate, and what keeps a
 * draft from being issued; nothing is stored.
 */
export async function makeDrafts(desks: Desks, catalogue: BillingCatalogue): Promise<void> {
  const { first, second } = desks;
  await addAdjustments(first);
  await allDone([gatherLines(first), numberInvoices(second)]);
  await makeLines(first, catalogue);
  await allDone([
    makeTaxes(first, catalogue).then(() => makeParties(first)),
    putChargesOnLines(second),
  ]);
}

/** Stores the drafts with their charges, and the totals of each. */
export async function storeDrafts(store: Store): Promise<void> {
  await storeTexts(store);
  await storeLines(store);
  await storeTotals(store);
  await storeParties(store);
  await storeCharges(store);
  await storeBlockers(store);
}

/** What changed of months issued before, and what it waits for, joins the month's own. */
async function addAdjustments(desk: Desk): Promise<void> {
  await addCharges(
    desk,
    `SELECT customer, site_key, contract_key, text, a.quantity, amount, for_month
     FROM adjustments a JOIN texts t ON t.source = 'adjustment' AND t.number = a.number`,
  );
  await makeTable(
    desk,
    'draft_blockers',
    'SELECT * FROM new_blockers UNION ALL BY NAME SELECT * FROM held_adjustments',
  );
}

/**
 * One line per section, site, item and unit; a difference of an earlier month is a line of its own. Sites have
 * numbers from 1, so 0 is none.
 */
async function gatherLines(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'gathered_lines',
    `SELECT customer, line_item, coalesce(site_key, 0) AS site_key, coalesce(for_month, first_day()) AS for_month,
       CASE WHEN min(contract_key) = max(contract_key) AND count(contract_key) = count(*)
         THEN min(contract_key) END AS contract_key,
       min(text) AS text, sum(quantity) AS quantity, micro(sum(amount)) AS amount
     FROM new_charges JOIN texts USING (text) GROUP BY ALL`,
  );
}

/** Numbers run through the month; a customer billed before keeps its number. */
async function numberInvoices(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'draft_ids',
    `WITH kept_heads AS (
       SELECT month, invoice_id, invoice_key FROM invoice_heads
       WHERE invoice_key IN (SELECT invoice_key FROM kept_ids)
         OR invoice_key NOT IN (FROM removed_drafts)),
     wanted AS (
       SELECT customer FROM new_charges UNION SELECT customer FROM draft_blockers),
     taken AS (
       SELECT max(CAST(split_part(invoice_id, '-', 3) AS INTEGER)) AS number FROM (
         FROM kept_heads WHERE month = first_day())),
     keys AS (
       SELECT max(invoice_key) AS last_key FROM kept_heads)
     SELECT customer, customer_id, territory, invoice_id, invoice_key
     FROM wanted JOIN customers_to_bill USING (customer) JOIN kept_ids USING (customer)
     UNION ALL
     SELECT customer, customer_id, territory,
       strftime(first_day(), '%Y-%m-') || lpad(CAST(coalesce(number, 0) + nth AS VARCHAR), 6, '0'),
       CAST(coalesce(last_key, 0) + nth AS INTEGER)
     FROM (SELECT customer, row_number() OVER (ORDER BY customer) AS nth
           FROM wanted ANTI JOIN kept_ids USING (customer))
     JOIN customers_to_bill USING (customer) CROSS JOIN taken CROSS JOIN keys`,
  );
}

/**
 * A line is the exact sum of its charges, then rounded half up; its rate goes by territory and date (G10). What changes
 * an issued invoice has that one's territory, wherever the customer is by now: it gives back the tax that was paid.
 */
async function makeLines(desk: Desk, { lineDecimals }: BillingCatalogue): Promise<void> {
  await makeTable(
    desk,
    'issued_territories',
    `SELECT c.customer, h.month AS for_month, json_extract_string(p.customer, '$.territory') AS territory
     FROM invoice_heads h
     JOIN invoice_parties p USING (invoice_key)
     JOIN customers_to_bill c USING (customer_id)
     WHERE h.status = 'issued' AND h.month IN (
       SELECT for_month FROM gathered_lines WHERE for_month <> first_day())`,
  );
  // The last day of the period decides; the first rate of a territory serves earlier days too.
  await makeTable(
    desk,
    'vat_rates',
    `SELECT t.territory, m.for_month, coalesce(
         arg_max(v.percent, v.starts_on) FILTER (v.starts_on <= last_day(m.for_month)),
         arg_min(v.percent, v.starts_on)) AS percent
     FROM (SELECT territory FROM draft_ids UNION SELECT territory FROM issued_territories) t
     CROSS JOIN (SELECT DISTINCT for_month FROM gathered_lines) m
     LEFT JOIN cat_vat v ON v.territory = t.territory
     GROUP BY t.territory, m.for_month`,
  );
  const step = 10 ** (6 - lineDecimals);
  await makeTable(
    desk,
    'draft_lines',
    `SELECT d.invoice_key, l.* EXCLUDE (amount), half_up(l.amount, ${step}) * ${step} AS amount,
       CASE WHEN t.is_outside_vat THEN 0 ELSE v.percent END AS percent,
       CAST(row_number() OVER (PARTITION BY d.invoice_key
         ORDER BY t.section_no, s.place NULLS FIRST, l.for_month, l.line_item) AS INTEGER) AS line_no
     FROM gathered_lines l
     JOIN texts t USING (text)
     JOIN draft_ids d USING (customer)
     LEFT JOIN issued_territories i ON i.customer = d.customer AND i.for_month = l.for_month
     JOIN vat_rates v ON v.territory = coalesce(i.territory, d.territory) AND v.for_month = l.for_month
     LEFT JOIN (SELECT site_key, row_number() OVER (ORDER BY site_id) AS place FROM sites) s
       ON s.site_key = l.site_key`,
  );
}

async function storeLines(store: Store): Promise<void> {
  await store.run(
    `INSERT INTO invoice_rows BY NAME
     SELECT invoice_key, line_no, for_month, nullif(site_key, 0) AS site_key, contract_key, text_key, quantity,
       euros(amount) AS amount_excl_tax, percent AS vat_rate
     FROM draft_lines JOIN text_keys USING (text) ORDER BY invoice_key, line_no`,
  );
}

/** Tax per rate on the sum of its lines, rounded half up (G10). */
async function makeTaxes(desk: Desk, { vatDecimals }: BillingCatalogue): Promise<void> {
  const step = 10 ** (6 - vatDecimals);
  await makeTable(
    desk,
    'draft_taxes',
    `SELECT invoice_key, percent, base, half_up_wide(CAST(base AS HUGEINT)
         * CAST(percent * 10000 AS BIGINT), ${1_000_000 * step}) * ${step} AS tax
     FROM (SELECT invoice_key, percent, CAST(sum(amount) AS BIGINT) AS base
           FROM draft_lines GROUP BY invoice_key, percent)`,
  );
}

async function storeTotals(store: Store): Promise<void> {
  await store.run(
    `INSERT INTO invoice_tax_rows SELECT invoice_key, percent, euros(base), euros(tax)
     FROM draft_taxes ORDER BY invoice_key, percent`,
  );
  await store.run(
    `INSERT INTO invoice_heads BY NAME
     SELECT d.invoice_key, d.invoice_id, d.customer_id, first_day() AS month, 'draft' AS status,
       d.customer IN (SELECT customer FROM draft_blockers) AS incomplete,
       euros(coalesce(t.base, 0)) AS total_excl_tax, euros(coalesce(t.tax, 0)) AS tax,
       euros(coalesce(t.base, 0) + coalesce(t.tax, 0)) AS total_incl_tax
     FROM draft_ids d
     LEFT JOIN (SELECT invoice_key, sum(base) AS base, sum(tax) AS tax FROM draft_taxes GROUP BY invoice_key) t
       USING (invoice_key)
     ORDER BY d.invoice_id`,
  );
}

/** Each charge with the line it is on, as `draft_charges`. */
async function putChargesOnLines(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'draft_charges',
    `SELECT l.invoice_key, l.line_no, l.for_month, c.contract_key, c.site_key, c.text, c.quantity, c.unit_price,
       c.amount, c.days
     FROM new_charges c
     JOIN texts t USING (text)
     JOIN draft_lines l ON l.customer = c.customer AND l.line_item = t.line_item
       AND l.site_key = coalesce(c.site_key, 0) AND l.for_month = coalesce(c.for_month, first_day())`,
  );
}

async function storeCharges(store: Store): Promise<void> {
  await store.run(
    `INSERT INTO billed_charges BY NAME
     SELECT invoice_key, line_no, first_day() AS month, for_month, contract_key, site_key, text_key,
       quantity, unit_price, amount, days
     FROM draft_charges JOIN text_keys USING (text)`,
  );
}

async function storeBlockers(store: Store): Promise<void> {
  await store.run(
    `INSERT INTO invoice_blockers BY NAME
     SELECT first_day() AS month, b.customer_id, c.contract_id, d.item, d.reason, d.detail
     FROM draft_blockers d
     JOIN customers_to_bill b USING (customer)
     LEFT JOIN billed_contracts c USING (contract_key)
     ORDER BY b.customer_id, c.contract_id, d.item, d.reason`,
  );
}

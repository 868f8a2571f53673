/**
 * A small month's close made by plain SQL from what is rated, so that the audit of bills does not depend on the code
 * that makes them: usage charges only, one line per item and customer, 20 % tax.
 */
export const BILLED_MONTH = `
CREATE TEMP TABLE sums AS
  SELECT u.month, dense_rank() OVER (ORDER BY u.month, u.customer_id) AS invoice_key, u.customer_id,
    dense_rank() OVER (PARTITION BY u.month, u.customer_id ORDER BY u.service, u.zone) AS line_no,
    c.contract_key, concat_ws('/', u.service, u.zone) AS item, any_value(u.rule) AS rule, sum(u.amount) AS amount
  FROM usage u JOIN contracts c USING (contract_id) WHERE u.amount IS NOT NULL
  GROUP BY u.month, u.customer_id, c.contract_key, u.service, u.zone;
INSERT INTO charge_texts BY NAME
  SELECT row_number() OVER () AS text_key, 'usage' AS kind, item, 'usage' AS section
  FROM (SELECT DISTINCT item FROM sums);
INSERT INTO billed_charges BY NAME
  SELECT invoice_key, line_no, month, month AS for_month, contract_key, text_key, amount
  FROM sums JOIN charge_texts USING (item);
INSERT INTO invoice_rows BY NAME
  SELECT invoice_key, line_no, for_month, min(text_key) AS text_key, round(sum(amount), 2) AS amount_excl_tax,
    20 AS vat_rate
  FROM billed_charges GROUP BY invoice_key, line_no, for_month;
INSERT INTO invoice_tax_rows
  SELECT invoice_key, vat_rate, sum(amount_excl_tax), round(sum(amount_excl_tax) * 0.20, 2)
  FROM invoice_rows GROUP BY ALL;
INSERT INTO invoice_heads BY NAME
  SELECT h.invoice_key, strftime(h.month, '%Y-%m-') || h.customer_id AS invoice_id, h.customer_id, h.month,
    'draft' AS status, t.base AS total_excl_tax, t.tax, t.base + t.tax AS total_incl_tax
  FROM (SELECT DISTINCT invoice_key, customer_id, month FROM sums) h
  JOIN invoice_tax_rows t USING (invoice_key);
`;

/**
 * A small month's close made by plain SQL from what is rated, so that the audit of bills does not depend on the code
 * that makes them: usage charges only, one line per item and customer, 20 % tax.
 */
export const BILLED_MONTH = `
CREATE TABLE IF NOT EXISTS billed_charges (month DATE, customer_id VARCHAR, site_id VARCHAR, contract_id VARCHAR,
  kind VARCHAR, item VARCHAR, rule VARCHAR, label VARCHAR, unit VARCHAR, quantity DECIMAL(18,6),
  unit_price DECIMAL(18,6), amount DECIMAL(18,6), for_month DATE, invoice_id VARCHAR, line_no INTEGER);
CREATE TABLE IF NOT EXISTS invoice_heads (invoice_id VARCHAR, customer_id VARCHAR, month DATE, status VARCHAR,
  incomplete BOOLEAN, issued_at TIMESTAMP, issued_after_run INTEGER, total_excl_tax DECIMAL(18,2),
  tax DECIMAL(18,2), total_incl_tax DECIMAL(18,2));
CREATE TABLE IF NOT EXISTS invoice_rows (invoice_id VARCHAR, line_no INTEGER, section VARCHAR, site_id VARCHAR,
  contract_id VARCHAR, label VARCHAR, quantity DECIMAL(18,6), unit VARCHAR, amount_excl_tax DECIMAL(18,2),
  vat_rate DECIMAL(5,2));
CREATE TABLE IF NOT EXISTS invoice_tax_rows (invoice_id VARCHAR, vat_rate DECIMAL(5,2), base DECIMAL(18,2),
  tax DECIMAL(18,2));
INSERT INTO billed_charges BY NAME
  SELECT month, month AS for_month, customer_id, contract_id, 'usage' AS kind,
    concat_ws('/', service, zone) AS item, any_value(rule) AS rule, sum(amount) AS amount,
    strftime(month, '%Y-%m-') || customer_id AS invoice_id,
    dense_rank() OVER (PARTITION BY month, customer_id ORDER BY item) AS line_no
  FROM usage WHERE amount IS NOT NULL GROUP BY month, customer_id, contract_id, service, zone;
INSERT INTO invoice_rows BY NAME
  SELECT invoice_id, line_no, 'usage' AS section, round(sum(amount), 2) AS amount_excl_tax, 20 AS vat_rate
  FROM billed_charges GROUP BY invoice_id, line_no;
INSERT INTO invoice_tax_rows
  SELECT invoice_id, vat_rate, sum(amount_excl_tax), round(sum(amount_excl_tax) * 0.20, 2)
  FROM invoice_rows GROUP BY ALL;
INSERT INTO invoice_heads BY NAME
  SELECT h.invoice_id, h.customer_id, h.month, 'draft' AS status, t.base AS total_excl_tax, t.tax,
    t.base + t.tax AS total_incl_tax
  FROM (SELECT DISTINCT invoice_id, customer_id, month FROM billed_charges) h
  JOIN invoice_tax_rows t USING (invoice_id);
`;

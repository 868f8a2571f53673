/**
 * Tables of the month's close. Names and texts stand in them as they were billed: an issued invoice must
 * not change when reference data or catalogue do.
 */
export const BILLING_TABLES: readonly string[] = [
  `billed_charges (month DATE, customer_id VARCHAR, site_id VARCHAR, contract_id VARCHAR, kind VARCHAR,
     item VARCHAR, rule VARCHAR, label VARCHAR, unit VARCHAR, quantity DECIMAL(18,6),
     unit_price DECIMAL(18,6), amount DECIMAL(18,6), for_month DATE, days INTEGER,
     is_outside_vat BOOLEAN, invoice_id VARCHAR, line_no INTEGER)`,
  `invoice_heads (invoice_id VARCHAR, customer_id VARCHAR, month DATE, status VARCHAR, incomplete BOOLEAN,
     issued_at TIMESTAMP, issued_after_run INTEGER, total_excl_tax DECIMAL(18,2), tax DECIMAL(18,2),
     total_incl_tax DECIMAL(18,2))`,
  `invoice_rows (invoice_id VARCHAR, line_no INTEGER, section VARCHAR, site_id VARCHAR,
     contract_id VARCHAR, label VARCHAR, quantity DECIMAL(18,6), unit VARCHAR,
     amount_excl_tax DECIMAL(18,2), vat_rate DECIMAL(5,2), item VARCHAR, for_month DATE)`,
  // Who sends it and who pays, as JSON: what the documents of issued invoices go on saying.
  'invoice_parties (invoice_id VARCHAR, seller VARCHAR, customer VARCHAR, sites VARCHAR)',
  `invoice_tax_rows (invoice_id VARCHAR, vat_rate DECIMAL(5,2), base DECIMAL(18,2), tax DECIMAL(18,2))`,
  `invoice_blockers (month DATE, customer_id VARCHAR, contract_id VARCHAR, item VARCHAR, reason VARCHAR,
     detail VARCHAR)`,
  // What the close gave as price of messages and hits; usage_events itself is never changed by billing.
  'month_prices (month DATE, contract_key INTEGER, rule_key INTEGER, unit_price DECIMAL(18,6))',
];

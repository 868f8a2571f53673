/**
 * Tables of the month's close. Names and texts stand in them as they were billed: an issued invoice must
 * not change when reference data or catalogue do. Text that repeats is a key into a small table or into
 * `contracts` and `sites`, whose ids never change; the views join it back.
 */
export const BILLING_TABLES: readonly string[] = [
  `billed_charges (invoice_key INTEGER, line_no INTEGER, month DATE, for_month DATE, contract_key INTEGER,
     site_key INTEGER, text_key INTEGER, quantity DECIMAL(18,6), unit_price DECIMAL(18,6),
     amount DECIMAL(18,6), days INTEGER)`,
  // What a charge says; its line says the same with the label of the line.
  `charge_texts (text_key INTEGER, kind VARCHAR, item VARCHAR, rule VARCHAR, label VARCHAR, unit VARCHAR,
     is_outside_vat BOOLEAN, section VARCHAR, line_label VARCHAR)`,
  `invoice_heads (invoice_key INTEGER, invoice_id VARCHAR, customer_id VARCHAR, month DATE, status VARCHAR,
     incomplete BOOLEAN, issued_at TIMESTAMP, issued_after_run INTEGER, total_excl_tax DECIMAL(18,2),
     tax DECIMAL(18,2), total_incl_tax DECIMAL(18,2))`,
  `invoice_rows (invoice_key INTEGER, line_no INTEGER, for_month DATE, site_key INTEGER,
     contract_key INTEGER, text_key INTEGER, quantity DECIMAL(18,6), amount_excl_tax DECIMAL(18,2),
     vat_rate DECIMAL(5,2))`,
  // Who sends it and who pays, as JSON: what the documents of issued invoices go on saying.
  'invoice_parties (invoice_key INTEGER, seller VARCHAR, customer VARCHAR, sites VARCHAR)',
  `invoice_tax_rows (invoice_key INTEGER, vat_rate DECIMAL(5,2), base DECIMAL(18,2), tax DECIMAL(18,2))`,
  `invoice_blockers (month DATE, customer_id VARCHAR, contract_id VARCHAR, item VARCHAR, reason VARCHAR,
     detail VARCHAR)`,
  // What the close gave as price of messages and hits; usage_events itself is never changed by billing.
  'month_prices (month DATE, contract_key INTEGER, rule_key INTEGER, unit_price DECIMAL(18,6))',
];

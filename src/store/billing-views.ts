import type { View } from './views.ts';

const CHARGES: View = {
  name: 'charges',
  comment: 'One row per billed item: what a customer owes for, and by which rule.',
  sql: `SELECT b.month, h.customer_id, s.site_id, c.contract_id, t.kind, t.item, t.rule, b.quantity, b.unit_price,
      b.amount, t.label, t.unit, b.days, b.for_month, h.invoice_id, b.line_no
    FROM billed_charges b
    LEFT JOIN invoice_heads h USING (invoice_key)
    LEFT JOIN contracts c USING (contract_key)
    LEFT JOIN sites s USING (site_key)
    LEFT JOIN charge_texts t USING (text_key)`,
  columns: {
    month: 'month of the invoice, its first day',
    customer_id: 'customer that pays',
    site_id: 'site of the contract, if it has one',
    contract_id: 'contract it is for; empty for an order of the customer as a whole',
    kind: 'recurring, one_off, usage, discount, credit or debit',
    item: 'what is billed: fee, option or order; for usage its service and zone',
    rule: 'catalogue entry that priced it',
    quantity: 'how much: see unit',
    unit_price:
      'euros for one unit, for a whole month where the fee is monthly; empty where units have no one price',
    amount: 'euros excluding tax, exact to the micro-euro; discounts and credits are negative',
    label: "the document's words",
    unit: 'month, unit, message, hit, s, ko or activation',
    days: 'days of the month a prorated fee is for; empty when it is whole',
    for_month: 'month it is owed for: an earlier one for a difference of an issued invoice',
    invoice_id: 'invoice it stands on',
    line_no: 'line of that invoice',
  },
};

const INVOICES: View = {
  name: 'invoices',
  comment: 'One row per customer and month.',
  sql: `SELECT invoice_id, customer_id, month, total_excl_tax, tax, total_incl_tax, status, incomplete,
      issued_at FROM invoice_heads`,
  columns: {
    invoice_id: 'number of the invoice within its month',
    customer_id: 'customer that pays',
    month: 'month billed, its first day',
    total_excl_tax: 'sum of the lines, euros',
    tax: 'VAT, rounded per rate, euros',
    total_incl_tax: 'total_excl_tax + tax',
    status: 'draft: replaced when the month is billed again; issued: never changed',
    incomplete: 'true when something keeps it from being issued: see blockers',
    issued_at: 'when it was issued, UTC',
  },
};

const INVOICE_LINES: View = {
  name: 'invoice_lines',
  comment:
    'One row per line of an invoice: the exact sum of its charges, rounded half up to the cent.',
  sql: `SELECT h.invoice_id, r.line_no, t.section, s.site_id, c.contract_id, t.line_label AS label, r.quantity,
      t.unit, r.amount_excl_tax, r.vat_rate, t.item, r.for_month
    FROM invoice_rows r
    LEFT JOIN invoice_heads h USING (invoice_key)
    LEFT JOIN contracts c USING (contract_key)
    LEFT JOIN sites s USING (site_key)
    LEFT JOIN charge_texts t USING (text_key)`,
  columns: {
    invoice_id: 'invoice it stands on',
    line_no: 'its place, from 1',
    section: 'subscriptions, usage or other',
    site_id: 'site it is for, if any',
    contract_id: 'contract it is for, when it is for one only',
    label: 'what is billed, in the words of the document',
    quantity: 'sum of the quantities of its charges',
    unit: 'unit of the quantity',
    amount_excl_tax: 'euros',
    vat_rate: 'percent',
    item: 'item of its charges',
    for_month: 'month it is owed for',
  },
};

const INVOICE_TAXES: View = {
  name: 'invoice_taxes',
  comment: 'One row per invoice and VAT rate.',
  sql: `SELECT h.invoice_id, r.vat_rate, r.base, r.tax FROM invoice_tax_rows r
    LEFT JOIN invoice_heads h USING (invoice_key)`,
  columns: {
    invoice_id: 'invoice',
    vat_rate: 'percent',
    base: 'sum of the lines of that rate, euros',
    tax: 'base x rate, rounded half up, euros',
  },
};

const BLOCKERS: View = {
  name: 'blockers',
  comment: 'One row per thing that keeps a draft from being issued.',
  sql: 'SELECT month, customer_id, contract_id, item, reason, detail FROM invoice_blockers',
  columns: {
    month: 'month billed, its first day',
    customer_id: 'customer whose draft is incomplete, or who has none (unknown_customer)',
    contract_id: 'contract it is about, if one',
    item: 'item without a price; for events in suspense, their reason',
    reason:
      'no_price, no_index, quote, unknown_item, suspended, adjustment_held or unknown_customer',
    detail: 'what is missing and where to give it',
  },
};

const ADJUSTMENT_EVENTS: View = {
  name: 'adjustment_events',
  comment:
    'One row per event of an invoiced customer and month that came, or was rated anew, after the invoice was issued.',
  sql: `SELECT h.customer_id, h.month, h.invoice_id, e.event_id, e.cause, e.run_key AS run, e.contract_id,
      e.file, e.row
    FROM (
      SELECT c.customer_id, c.contract_id, u.month, u.event_id, 'stored' AS cause, f.run_key, f.path AS file,
        CAST(u.row AS BIGINT) AS row
      FROM usage_events u
      JOIN contracts c USING (contract_key)
      JOIN input_files f USING (file_key)
      UNION ALL
      SELECT c.customer_id, c.contract_id, r.month, r.event_id, 'rerated', r.run_key, NULL, NULL
      FROM (SELECT *, unnest(list_distinct([old_contract_key, new_contract_key])) AS contract_key
            FROM rerated_events) r
      JOIN contracts c USING (contract_key)) e
    JOIN invoice_heads h ON h.customer_id = e.customer_id AND h.month = e.month
      AND h.status = 'issued' AND e.run_key > h.issued_after_run`,
  columns: {
    customer_id: 'customer of the invoice',
    month: 'month of the event, its first day',
    invoice_id: 'the issued invoice that does not have it',
    event_id: 'the event: see views usage and rerated',
    cause: 'stored: it came late; rerated: its price changed',
    run: 'the run that stored or changed it',
    contract_id: 'contract of the event',
    file: 'input file, for events that came late',
    row: 'row in that file',
  },
};

/** The views of the month's close. */
export const BILLING_VIEWS: readonly View[] = [
  CHARGES,
  INVOICES,
  INVOICE_LINES,
  INVOICE_TAXES,
  BLOCKERS,
  ADJUSTMENT_EVENTS,
];

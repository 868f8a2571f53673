import { type Store, StoreError } from './store.ts';

/** An invoice as one JSON document; samples/invoice.schema.json says what is in it. */
export interface InvoiceDocument {
  invoice_id: string;
  /** JSON text, one line. */
  json: string;
}

/** Invoices made at a time: memory does not grow with the month. */
const BATCH_INVOICES = 2_000;

/** Decimals are text: a JSON number would lose their exactness, and their last zero. */
const text = (value: string) => `CAST(${value} AS VARCHAR)`;

const LINE = `struct_pack(
    line_no := l.line_no, label := l.label, item := l.item, site_id := l.site_id, contract_id := l.contract_id,
    for_month := strftime(l.for_month, '%Y-%m'), quantity := ${text('l.quantity')}, unit := l.unit,
    vat_rate := ${text('l.vat_rate')}, amount_excl_tax := ${text('l.amount_excl_tax')})`;

/** Lines of a section and their sum; sections without lines are there too. */
const section = (name: string) => `struct_pack(
    total_excl_tax := ${text(`coalesce(sum(l.amount_excl_tax) FILTER (l.section = '${name}'), 0.00)`)},
    lines := coalesce(list(${LINE} ORDER BY l.line_no) FILTER (l.section = '${name}'), []))`;

const ISSUED = "timezone('Europe/Paris', timezone('UTC', h.issued_at))";
const PAYMENT_DAYS = "CAST(p.seller ->> '$.payment_days' AS INTEGER)";

const DOCUMENTS = `
  WITH heads AS (FROM invoices WHERE invoice_id BETWEEN $1 AND $2 AND ($3 IS NULL OR customer_id = $3)),
  sections AS (
    SELECT h.invoice_id, struct_pack(subscriptions := ${section('subscriptions')},
        usage := ${section('usage')}, other := ${section('other')}) AS sections
    FROM heads h LEFT JOIN (FROM invoice_lines WHERE invoice_id BETWEEN $1 AND $2) l USING (invoice_id)
    GROUP BY h.invoice_id),
  taxes AS (
    SELECT invoice_id, list(struct_pack(vat_rate := ${text('vat_rate')}, base := ${text('base')},
        tax := ${text('tax')}) ORDER BY vat_rate) AS taxes
    FROM invoice_taxes SEMI JOIN heads USING (invoice_id) GROUP BY invoice_id),
  missing AS (
    SELECT customer_id, list(struct_pack(reason := reason, item := item, contract_id := contract_id,
        detail := detail) ORDER BY contract_id, item, reason, detail) AS blockers
    FROM blockers WHERE month = CAST($4 AS DATE) AND customer_id IN (SELECT customer_id FROM heads)
    GROUP BY customer_id)
  SELECT h.invoice_id, CAST(to_json(struct_pack(
      format := 'octroi-invoice-1', invoice_id := h.invoice_id, status := h.status, incomplete := h.incomplete,
      issued_on := strftime(${ISSUED}, '%Y-%m-%d'),
      due_on := strftime(${ISSUED} + to_days(${PAYMENT_DAYS}), '%Y-%m-%d'),
      period := struct_pack("from" := strftime(h.month, '%Y-%m-%d'),
        "to" := strftime(last_day(h.month), '%Y-%m-%d')),
      currency := 'EUR', seller := CAST(p.seller AS JSON), customer := CAST(p.customer AS JSON),
      sites := CAST(p.sites AS JSON), sections := n.sections,
      taxes := coalesce(t.taxes, []), total_excl_tax := ${text('h.total_excl_tax')}, tax := ${text('h.tax')},
      total_incl_tax := ${text('h.total_incl_tax')},
      blockers := CASE WHEN h.incomplete THEN coalesce(b.blockers, []) ELSE [] END)) AS VARCHAR) AS json
  FROM heads h
  JOIN sections n USING (invoice_id)
  LEFT JOIN taxes t USING (invoice_id)
  LEFT JOIN missing b ON b.customer_id = h.customer_id
  JOIN invoice_heads k USING (invoice_id)
  JOIN invoice_parties p USING (invoice_key)`;

/**
 * The invoices of a month as documents, made by DuckDB and read a block at a time.
 * @param month its first day
 * @param customer only this one's, if given
 * @throws StoreError when the month has not been billed
 */
export async function* invoiceDocuments(
  store: Store,
  month: string,
  customer?: string,
): AsyncIterable<InvoiceDocument[]> {
  const batches = await store.query<{ first_id: string; last_id: string }>(
    `SELECT min(invoice_id) AS first_id, max(invoice_id) AS last_id
     FROM (SELECT invoice_id, (row_number() OVER (ORDER BY invoice_id) - 1) // ${BATCH_INVOICES} AS batch
           FROM invoices WHERE month = CAST($1 AS DATE) AND ($2 IS NULL OR customer_id = $2))
     GROUP BY batch ORDER BY first_id`,
    [month, customer ?? null],
  );
  if (batches.length === 0) {
    throw new StoreError(
      `${store.path}: no invoices of ${month.slice(0, 7)}; octroi bill makes them`,
    );
  }
  for (const { first_id, last_id } of batches) {
    yield await store.query<InvoiceDocument>(DOCUMENTS, [
      first_id,
      last_id,
      customer ?? null,
      month,
    ]);
  }
}

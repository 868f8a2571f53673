import type { Check } from './check.ts';

/** Whole micro-euros of a DECIMAL amount. */
const micro = (amount: string) => `CAST(${amount} * 1000000 AS HUGEINT)`;

/** A whole number over a divisor, halves away from zero; `//` cuts. */
const halfUp = (n: string, d: number) =>
  `((2 * (${n}) + CASE WHEN (${n}) < 0 THEN -${d} ELSE ${d} END) // ${2 * d})`;

/** A customer's month whose invoice should say what usage says now: a draft, or issued after the last run. */
const CURRENT_INVOICES = `SELECT month, customer_id FROM invoice_heads
  WHERE status = 'draft' OR issued_after_run >= (SELECT max(run_key) FROM runs)`;

const HEADS = ['invoice_heads'];

/** From usage to charges, lines, tax and totals of the billed months. */
export const BILLING_CHECKS: readonly Check[] = [
  {
    name: 'charges of usage',
    compares:
      'usage charges of each contract and item = sum of its events, in months not rated again since they were issued',
    needs: HEADS,
    sql: `WITH priced AS (
        SELECT u.month, c.customer_id, c.contract_id, concat_ws('/', (['voice', 'csd', 'sms', 'data',
            'sms_internet', 'location', 'transfer_activation'])[r.service + 1], nullif(r.zone, '')) AS item,
          sum(u.amount) AS amount
        FROM audited_usage u JOIN contracts c USING (contract_key) JOIN rules r USING (rule_key)
        WHERE NOT u.is_open GROUP BY ALL),
      billed AS (
        SELECT for_month AS month, customer_id, contract_id, item, sum(amount) AS amount
        FROM charges WHERE item IN (SELECT item FROM priced) GROUP BY ALL)
      SELECT coalesce(p.amount, 0) <> coalesce(b.amount, 0) AS is_off,
        format('{} {} {}: charges of {} €, usage of {} €; octroi bill again if usage came later',
          strftime(month, '%Y-%m'), contract_id, item, CAST(coalesce(b.amount, 0) AS VARCHAR),
          CAST(coalesce(p.amount, 0) AS VARCHAR)) AS what
      FROM priced p FULL JOIN billed b USING (month, customer_id, contract_id, item)
      SEMI JOIN (${CURRENT_INVOICES}) USING (month, customer_id)`,
  },
  {
    name: 'invoice lines',
    compares: 'each line = the exact sum of its charges, rounded half up to the cent',
    needs: HEADS,
    sql: `SELECT b.cents IS DISTINCT FROM ${micro('r.amount_excl_tax')} // 10000 AS is_off,
        format('{} line {}: {} €, charges round to {} cents', invoice_id, line_no,
          coalesce(CAST(r.amount_excl_tax AS VARCHAR), 'no line'),
          coalesce(CAST(b.cents AS VARCHAR), 'nothing')) AS what
      FROM invoice_rows r FULL JOIN (
        SELECT invoice_key, line_no, ${halfUp(micro('sum(amount)'), 10_000)} AS cents
        FROM billed_charges GROUP BY invoice_key, line_no) b USING (invoice_key, line_no)
      LEFT JOIN invoice_heads h USING (invoice_key)`,
  },
  {
    name: 'tax',
    compares: 'tax of each rate = its lines together × the rate, rounded half up to the cent',
    needs: HEADS,
    sql: `SELECT (t.base, ${micro('t.tax')}) IS DISTINCT FROM (r.base,
          ${halfUp(`${micro('r.base')} // 10000 * CAST(r.vat_rate * 100 AS HUGEINT)`, 10_000)} * 10000)
          AS is_off,
        format('{} at {} %: base {} and tax {}, lines of {}', invoice_id, CAST(vat_rate AS VARCHAR),
          CAST(t.base AS VARCHAR), CAST(t.tax AS VARCHAR), CAST(r.base AS VARCHAR)) AS what
      FROM invoice_tax_rows t FULL JOIN (
        SELECT invoice_key, vat_rate, sum(amount_excl_tax) AS base FROM invoice_rows GROUP BY ALL) r
        USING (invoice_key, vat_rate)
      LEFT JOIN invoice_heads h USING (invoice_key)`,
  },
  {
    name: 'invoice totals',
    compares:
      'total excluding tax = sum of lines, tax = sum over rates, total including tax = both',
    needs: HEADS,
    sql: `SELECT (h.total_excl_tax, h.tax, h.total_incl_tax) IS DISTINCT FROM
          (coalesce(r.lines, 0), coalesce(t.tax, 0), coalesce(r.lines, 0) + coalesce(t.tax, 0)) AS is_off,
        format('{}: {} + {} = {} €, lines of {}, tax of {}', h.invoice_id,
          CAST(h.total_excl_tax AS VARCHAR), CAST(h.tax AS VARCHAR), CAST(h.total_incl_tax AS VARCHAR),
          CAST(coalesce(r.lines, 0) AS VARCHAR), CAST(coalesce(t.tax, 0) AS VARCHAR)) AS what
      FROM invoice_heads h
      LEFT JOIN (SELECT invoice_key, sum(amount_excl_tax) AS lines FROM invoice_rows GROUP BY ALL) r
        USING (invoice_key)
      LEFT JOIN (SELECT invoice_key, sum(tax) AS tax FROM invoice_tax_rows GROUP BY ALL) t USING (invoice_key)`,
  },
  {
    name: 'customers known',
    compares:
      'every customer with usage in a billed month is in the reference data, or has an invoice of it',
    needs: HEADS,
    sql: `SELECT r.customer_id IS NULL AND h.invoice_key IS NULL AS is_off,
        format('{} {}: {} events and no invoice; give the customer in customers.csv again', customer_id,
          strftime(month, '%Y-%m'), events) AS what
      FROM (SELECT u.month, c.customer_id, CAST(sum(u.n) AS BIGINT) AS events
        FROM audited_usage u JOIN contracts c USING (contract_key) GROUP BY ALL) u
      SEMI JOIN invoice_heads b USING (month)
      LEFT JOIN reference_customers r USING (customer_id)
      LEFT JOIN invoice_heads h USING (month, customer_id)`,
  },
  {
    name: 'invoices complete',
    compares:
      'every charge and line belongs to an invoice and says what it is for; one invoice per customer and month',
    needs: HEADS,
    sql: `SELECT h.invoice_key IS NULL OR t.text_key IS NULL AS is_off,
        format('{} line {} of {}, text {}', coalesce(h.invoice_id, 'no invoice'), k.line_no,
          strftime(k.month, '%Y-%m'), k.text_key) AS what
      FROM (SELECT DISTINCT invoice_key, line_no, for_month AS month, text_key FROM billed_charges
        UNION SELECT invoice_key, line_no, for_month, text_key FROM invoice_rows) k
      LEFT JOIN invoice_heads h USING (invoice_key)
      LEFT JOIN charge_texts t USING (text_key)
      UNION ALL
      SELECT count(*) > 1, format('{} {}: {} invoices', customer_id, strftime(month, '%Y-%m'), count(*))
      FROM invoice_heads GROUP BY customer_id, month
      UNION ALL
      SELECT count(*) > 1, format('invoice key {}: {} invoices', invoice_key, count(*))
      FROM invoice_heads GROUP BY invoice_key`,
  },
];

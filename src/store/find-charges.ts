import type { DuckDBValue } from '@duckdb/node-api';
import { BILLING_FORM, type BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { Store } from './store.ts';

/** An invoice. Amounts are euros as exact decimal text, months `YYYY-MM`. */
export interface InvoiceHead {
  invoice_id: string;
  customer_id: string;
  month: string;
  status: string;
  incomplete: boolean;
  total_excl_tax: string;
  tax: string;
  total_incl_tax: string;
}

export interface InvoiceLine {
  line_no: number;
  section: string;
  site_id: string | null;
  contract_id: string | null;
  label: string;
  item: string;
  for_month: string;
  quantity: string;
  unit: string;
  amount_excl_tax: string;
  vat_rate: string;
}

export interface InvoiceTax {
  vat_rate: string;
  base: string;
  tax: string;
}

/** A billed charge. */
export interface Charge {
  month: string;
  /** Month it is owed for: an earlier one for a difference of an issued invoice. */
  for_month: string;
  customer_id: string;
  site_id: string | null;
  contract_id: string | null;
  kind: string;
  item: string;
  rule: string;
  label: string;
  unit: string;
  quantity: string;
  unit_price: string | null;
  amount: string;
  /** Days of the month a prorated fee is for, null when it is for the whole. */
  days: number | null;
  days_of_month: number;
  invoice_id: string;
  line_no: number;
}

/** A rated event that a charge is made of. */
export interface ChargedEvent {
  event_id: string;
  file: string;
  row: number;
  started_at: string;
  quantity: number;
  included: number;
  charged: number;
  amount: string | null;
}

/** The events of a charge: what they come to, and the first of them. */
export interface ChargedEvents {
  count: number;
  charged: string;
  /** Null while none of them has an amount of its own. */
  amount: string | null;
  first: ChargedEvent[];
}

const text = (name: string) => `CAST(${name} AS VARCHAR) AS ${name}`;
const month = (name: string) => `strftime(${name}, '%Y-%m') AS ${name}`;

/** What the last run stored of the catalogue for billing; undefined before the first of this version of octroi. */
export async function billingCatalogue(store: Store): Promise<BillingCatalogue | undefined> {
  const [row] = await store.query<{ json: string }>('SELECT json FROM billing_catalogue');
  const catalogue = row && (JSON.parse(row.json) as BillingCatalogue);
  return catalogue?.form === BILLING_FORM ? catalogue : undefined;
}

export async function findInvoice(store: Store, id: string): Promise<InvoiceHead | undefined> {
  const [head] = await store.query<InvoiceHead>(
    `SELECT invoice_id, customer_id, ${month('month')}, status, incomplete, ${text('total_excl_tax')},
       ${text('tax')}, ${text('total_incl_tax')}
     FROM invoices WHERE invoice_id = ?`,
    [id],
  );
  return head;
}

export async function invoiceLines(store: Store, id: string): Promise<InvoiceLine[]> {
  return store.query<InvoiceLine>(
    `SELECT line_no, section, site_id, contract_id, label, item, ${month('for_month')}, ${text('quantity')},
       unit, ${text('amount_excl_tax')}, ${text('vat_rate')}
     FROM invoice_lines WHERE invoice_id = ? ORDER BY line_no`,
    [id],
  );
}

export async function invoiceTaxes(store: Store, id: string): Promise<InvoiceTax[]> {
  return store.query<InvoiceTax>(
    `SELECT ${text('vat_rate')}, ${text('base')}, ${text('tax')} FROM invoice_taxes
     WHERE invoice_id = ? ORDER BY invoice_taxes.vat_rate`,
    [id],
  );
}

const CHARGE = `SELECT ${month('month')}, ${month('for_month')}, customer_id, site_id, contract_id, kind, item,
    rule, label, unit, ${text('quantity')}, ${text('unit_price')}, ${text('amount')}, days,
    CAST(day(last_day(charges.for_month)) AS INTEGER) AS days_of_month, invoice_id, line_no
  FROM charges`;

/** The charges of an invoice line, the largest first. */
export async function chargesOfLine(
  store: Store,
  id: string,
  lineNo: number,
  limit: number,
): Promise<Charge[]> {
  return store.query<Charge>(
    `${CHARGE} WHERE invoice_id = ? AND line_no = ?
     ORDER BY abs(charges.amount) DESC, contract_id, rule LIMIT ${limit}`,
    [id, lineNo],
  );
}

/** Exact sum of a line's charges, and how many there are. */
export async function sumOfLine(
  store: Store,
  id: string,
  lineNo: number,
): Promise<{ count: number; amount: string }> {
  const [sum] = await store.query<{ count: number; amount: string }>(
    `SELECT CAST(count(*) AS DOUBLE) AS count, CAST(coalesce(sum(amount), 0.000000) AS VARCHAR) AS amount
     FROM charges WHERE invoice_id = ? AND line_no = ?`,
    [id, lineNo],
  );
  return sum;
}

/** What a contract is charged for an item in a month. @param monthOfInvoice `YYYY-MM` */
export async function chargesOfItem(
  store: Store,
  monthOfInvoice: string,
  contractId: string,
  item: string | null,
): Promise<Charge[]> {
  return store.query<Charge>(
    `${CHARGE} WHERE charges.month = CAST($1 AS DATE) AND contract_id = $2 AND ($3 IS NULL OR item = $3)
     ORDER BY line_no, kind, item, rule`,
    [`${monthOfInvoice}-01`, contractId, item],
  );
}

/** Units that all charges of a customer by one rule are for, in the month they are owed for. */
export async function volumeOfRule(store: Store, charge: Charge): Promise<string> {
  const [row] = await store.query<{ volume: string }>(
    `SELECT CAST(coalesce(sum(quantity), 0) AS VARCHAR) AS volume FROM charges
     WHERE customer_id = ? AND rule = ? AND invoice_id = ? AND for_month = CAST(? AS DATE)`,
    [charge.customer_id, charge.rule, charge.invoice_id, `${charge.for_month}-01`],
  );
  return row.volume;
}

/** The contract's other charges of the same month whose rule is one of these, on the same invoice. */
export async function chargesByRule(
  store: Store,
  { invoice_id, contract_id, for_month }: Charge,
  rules: string[],
): Promise<Charge[]> {
  return store.query<Charge>(
    `${CHARGE} WHERE invoice_id = ? AND contract_id = ? AND for_month = CAST(? AS DATE)
       AND list_contains(from_json(?, '["VARCHAR"]'), rule) ORDER BY rule`,
    [invoice_id, contract_id, `${for_month}-01`, JSON.stringify(rules)],
  );
}

/** The rated events of the charge's contract and month under these usage rules. */
export async function eventsOfCharge(
  store: Store,
  charge: Charge,
  rules: string[],
  limit: number,
): Promise<ChargedEvents> {
  const which: DuckDBValue[] = [
    charge.contract_id,
    `${charge.for_month}-01`,
    JSON.stringify(rules),
  ];
  const from = `FROM usage WHERE contract_id = $1 AND month = CAST($2 AS DATE)
    AND list_contains(from_json($3, '["VARCHAR"]'), rule) AND (charged <> 0 OR amount <> 0)`;
  const [sum] = await store.query<Omit<ChargedEvents, 'first'>>(
    `SELECT CAST(count(*) AS DOUBLE) AS count, CAST(coalesce(sum(charged), 0) AS VARCHAR) AS charged,
       CAST(sum(amount) AS VARCHAR) AS amount ${from}`,
    which,
  );
  const first = await store.query<ChargedEvent>(
    `SELECT event_id, file, CAST(row AS DOUBLE) AS row, strftime(started_at, '%Y-%m-%dT%H:%M:%SZ') AS started_at,
       CAST(quantity AS DOUBLE) AS quantity, CAST(included AS DOUBLE) AS included,
       CAST(charged AS DOUBLE) AS charged, CAST(amount AS VARCHAR) AS amount
     ${from} ORDER BY usage.started_at, event_id LIMIT ${limit}`,
    which,
  );
  return { ...sum, first };
}

/** Events of a month that came, or changed, after the customer's invoice of it was issued. */
export async function adjustmentEvents(
  store: Store,
  charge: Charge,
  limit: number,
): Promise<{ event_id: string; cause: string; file: string | null; row: number | null }[]> {
  return store.query(
    `SELECT event_id, cause, file, CAST(row AS DOUBLE) AS row FROM adjustment_events
     WHERE customer_id = ? AND month = CAST(? AS DATE) AND (contract_id = ? OR contract_id IS NULL)
     ORDER BY run, event_id LIMIT ${limit}`,
    [charge.customer_id, `${charge.for_month}-01`, charge.contract_id],
  );
}

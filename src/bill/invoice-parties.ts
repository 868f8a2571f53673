import type { Store } from '../store/store.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

const PARTY = ['name', 'siren', 'vat_number', 'address', 'postal_code', 'city', 'country'];
const fieldsOf = (alias: string, names: string[]) =>
  names.map((name) => `${name} := ${alias}.${name}`).join(', ');
/** Decimals as text keep their last zero. */
const text = (value: string) => `CAST(${value} AS VARCHAR)`;

const SELLER = `CASE WHEN s.name IS NOT NULL THEN CAST(to_json(struct_pack(
    ${fieldsOf('s', [...PARTY, 'legal_form', 'register', 'payment_days'])},
    late_payment_percent := ${text('s.late_payment_percent')},
    recovery_fee := ${text('s.recovery_fee')})) AS VARCHAR) END`;

const CUSTOMER = `CAST(to_json(struct_pack(customer_id := d.customer_id,
    ${fieldsOf('c', [...PARTY, 'territory'])})) AS VARCHAR)`;

const SITES = `
  SELECT invoice_key, list(struct_pack(site_id := site_id, name := name) ORDER BY site_id) AS sites
  FROM (SELECT DISTINCT invoice_key, site_key FROM draft_lines WHERE site_key <> 0)
  JOIN sites USING (site_key) LEFT JOIN reference_sites USING (site_id)
  GROUP BY invoice_key`;

/** Who sends each draft and who pays, as the reference data say now: `draft_parties`. */
export async function makeParties(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'draft_parties',
    `SELECT d.invoice_key, ${SELLER} AS seller, ${CUSTOMER} AS customer,
       CAST(to_json(coalesce(p.sites, [])) AS VARCHAR) AS sites
     FROM draft_ids d
     LEFT JOIN reference_customers c USING (customer_id)
     LEFT JOIN (${SITES}) p USING (invoice_key)
     LEFT JOIN (FROM reference_seller LIMIT 1) s ON true`,
  );
}

/** Keeps them with the drafts. */
export async function storeParties(store: Store): Promise<void> {
  await store.run('INSERT INTO invoice_parties FROM draft_parties');
}

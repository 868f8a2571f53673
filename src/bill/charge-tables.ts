import type { Store } from '../store/store.ts';

/**
 * What a month comes to, before it is put on invoices. Money in whole micro-euros. `days` is how many days
 * of the month a prorated fee is for, NULL where the price is for the whole month or for no month.
 */
const NEW_CHARGES = `new_charges (customer_id VARCHAR, site_id VARCHAR, contract_id VARCHAR, kind VARCHAR,
  item VARCHAR, rule VARCHAR, label VARCHAR, unit VARCHAR, quantity DECIMAL(18,6), unit_price BIGINT,
  amount BIGINT, days INTEGER, is_outside_vat BOOLEAN)`;

/** Why an invoice cannot be issued. */
const NEW_BLOCKERS = `new_blockers (customer_id VARCHAR, contract_id VARCHAR, item VARCHAR,
  reason VARCHAR, detail VARCHAR)`;

/** Empties the two tables that the steps of a month add to. */
export async function startCharges(store: Store): Promise<void> {
  await store.run(`CREATE OR REPLACE TEMP TABLE ${NEW_CHARGES}`);
  await store.run(`CREATE OR REPLACE TEMP TABLE ${NEW_BLOCKERS}`);
}

/** Adds the rows of a query, by column name; what it leaves out is NULL. */
export async function addCharges(store: Store, query: string): Promise<void> {
  await store.run(`INSERT INTO new_charges BY NAME ${query}`);
}

/** Adds rows that say why a customer's invoice has to wait. */
export async function addBlockers(store: Store, query: string): Promise<void> {
  await store.run(`INSERT INTO new_blockers BY NAME ${query}`);
}

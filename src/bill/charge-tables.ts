import type { Store } from '../store/store.ts';

/**
 * What a month comes to, before it is put on invoices. Customers, contracts and sites by their numbers in
 * `customers_to_bill`, `contracts` and `sites`; `text` is what it says, in `texts`. Money in euros.
 * `days` is how many days of the month a prorated fee is for, NULL where the price is for the
 * whole month or for no month; `for_month` is an earlier month, NULL for the one computed.
 */
const NEW_CHARGES = `new_charges (customer INTEGER, site_key INTEGER, contract_key INTEGER, text INTEGER,
  quantity DECIMAL(18,6), unit_price DECIMAL(18,6), amount DECIMAL(18,6),
  days INTEGER, for_month DATE)`;

/** Why an invoice cannot be issued. */
const NEW_BLOCKERS = `new_blockers (customer INTEGER, contract_key INTEGER, item VARCHAR,
  reason VARCHAR, detail VARCHAR)`;

/** Empties the two tables that the steps of a month add to. */
export async function startCharges(store: Store): Promise<void> {
  await store.run(
    `CREATE OR REPLACE TEMP TABLE ${NEW_CHARGES}; CREATE OR REPLACE TEMP TABLE ${NEW_BLOCKERS}`,
  );
}

/** Adds the rows of a query, by column name; what it leaves out is NULL. */
export async function addCharges(store: Store, query: string): Promise<void> {
  await store.run(`INSERT INTO new_charges BY NAME ${query}`);
}

/** Adds rows that say why a customer's invoice has to wait. */
export async function addBlockers(store: Store, query: string): Promise<void> {
  await store.run(`INSERT INTO new_blockers BY NAME ${query}`);
}

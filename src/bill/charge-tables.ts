import type { Desk, Desks } from './desks.ts';
import { makeEmptyTable, WORK } from './work-tables.ts';

/**
 * What a month comes to, before it is put on invoices. Customers, contracts and sites by their numbers in
 * `customers_to_bill`, `contracts` and `sites`; `text` is what it says, in `texts`. Money in euros.
 * `days` is how many days of the month a prorated fee is for, NULL where the price is for the
 * whole month or for no month; `for_month` is an earlier month, NULL for the one computed.
 */
const CHARGES = `customer INTEGER, site_key INTEGER, contract_key INTEGER, text INTEGER,
  quantity DECIMAL(18,6), unit_price DECIMAL(18,6), amount DECIMAL(18,6),
  days INTEGER, for_month DATE`;

/** Why an invoice cannot be issued. */
const BLOCKERS =
  'customer INTEGER, contract_key INTEGER, item VARCHAR, reason VARCHAR, detail VARCHAR';

/** Empties what the steps of a month add to at each desk; `new_charges` and `new_blockers` are both desks' together. */
export async function startCharges({ first, second }: Desks): Promise<void> {
  for (const { charges, blockers } of [first, second]) {
    await makeEmptyTable(first, charges, CHARGES);
    await makeEmptyTable(first, blockers, BLOCKERS);
  }
  await first.run(
    `CREATE OR REPLACE VIEW ${WORK}.new_charges AS FROM ${first.charges} UNION ALL FROM ${second.charges};
     CREATE OR REPLACE VIEW ${WORK}.new_blockers AS FROM ${first.blockers} UNION ALL FROM ${second.blockers}`,
  );
}

/** Adds the rows of a query, by column name; what it leaves out is NULL. */
export async function addCharges({ run, charges }: Desk, query: string): Promise<void> {
  await run(`INSERT INTO ${charges} BY NAME ${query}`);
}

/** Adds rows that say why a customer's invoice has to wait. */
export async function addBlockers({ run, blockers }: Desk, query: string): Promise<void> {
  await run(`INSERT INTO ${blockers} BY NAME ${query}`);
}

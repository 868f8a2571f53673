import type { Store } from '../store/store.ts';
import type { Desk } from './desks.ts';
import { makeEmptyTable } from './work-tables.ts';

const NEW_PRICES = 'month DATE, contract_key INTEGER, rule_key INTEGER, unit_price DECIMAL(18,6)';

/** Of whom and what month the prices are found anew. */
const PRICED_MONTHS = 'month DATE, customer INTEGER';

/** Empties the two tables that gatherMonthPrices adds to. */
export async function startMonthPrices(desk: Desk): Promise<void> {
  await makeEmptyTable(desk, 'new_month_prices', NEW_PRICES);
  await makeEmptyTable(desk, 'priced_months', PRICED_MONTHS);
}

/**
 * Gathers the unit price that the month's total gave messages and hits, for view `usage`: the events
 * themselves stay as rated. Where units of one customer have different prices (graduated tiers) there is no
 * price of one event, and the view's amount stays empty; the charge has it.
 * @param customers query of the numbers of the customers concerned
 */
export async function gatherMonthPrices(desk: Desk, customers: string): Promise<void> {
  await desk.run(`INSERT INTO priced_months SELECT first_day(), customer FROM (${customers})`);
  await desk.run(
    `INSERT INTO new_month_prices
     SELECT first_day(), u.contract_key, u.rule_key, euros(t.whole_price)
     FROM tier_usage u JOIN tier_totals t USING (tiers, customer)
     WHERE t.mode = 'whole_volume' AND u.customer IN (${customers})`,
  );
}

/** Puts the prices gathered in the place of those that an earlier close gave. */
export async function storeMonthPrices(store: Store): Promise<void> {
  await store.run(
    `DELETE FROM month_prices USING priced_months p JOIN billed_contracts b USING (customer)
     WHERE month_prices.month = p.month AND month_prices.contract_key = b.contract_key`,
  );
  await store.run('INSERT INTO month_prices FROM new_month_prices');
}

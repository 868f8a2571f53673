import type { Store } from '../store/store.ts';

/**
 * Stores the unit price that the month's total gave messages and hits, for view `usage`: the events
 * themselves stay as rated. Where units of one customer have different prices (graduated tiers) there is no
 * price of one event, and the view's amount stays empty; the charge has it.
 * @param customers query of the numbers of the customers concerned
 */
export async function storeMonthPrices(store: Store, customers: string): Promise<void> {
  await store.run(
    `DELETE FROM month_prices WHERE month = first_day() AND contract_key IN (
       SELECT contract_key FROM billed_contracts WHERE customer IN (${customers}))`,
  );
  await store.run(
    `INSERT INTO month_prices
     SELECT first_day(), u.contract_key, u.rule_key, euros(t.whole_price)
     FROM tier_usage u JOIN tier_totals t USING (tiers, customer)
     WHERE t.mode = 'whole_volume' AND u.customer IN (${customers})`,
  );
}

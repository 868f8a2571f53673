import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { Store } from '../store/store.ts';
import { setMonth } from './arithmetic.ts';
import { startCharges } from './charge-tables.ts';
import { findContractsOfMonth } from './contracts-of-month.ts';
import { chargeFleetDiscounts } from './fleet-discounts.ts';
import { chargeMonthTiers } from './month-tiers.ts';
import { chargeOneOffFees } from './one-off-fees.ts';
import { chargeOptima } from './optima.ts';
import { chargeRecurringFees } from './recurring-fees.ts';
import { blockOpenUsage, chargeUsage, sumUsage } from './usage-charges.ts';

/**
 * Everything a month comes to by today's data, in the order of the close, as temporary tables
 * `new_charges` and `new_blockers`. A function of the stored usage, reference data and catalogue alone.
 * @param month first day of the month, `YYYY-MM-DD`
 */
export async function computeCharges(
  store: Store,
  catalogue: BillingCatalogue,
  month: string,
): Promise<void> {
  await setMonth(store, month);
  await startCharges(store);
  await findContractsOfMonth(store);
  await chargeRecurringFees(store, catalogue);
  await chargeFleetDiscounts(store);
  await chargeOneOffFees(store);
  await sumUsage(store);
  await chargeUsage(store);
  await chargeMonthTiers(store);
  await chargeOptima(store);
  await blockOpenUsage(store);
}

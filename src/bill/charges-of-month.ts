import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import { allDone } from '../store/all-done.ts';
import { setMonth } from './arithmetic.ts';
import { startCharges } from './charge-tables.ts';
import { findContractsOfMonth } from './contracts-of-month.ts';
import type { Desk, Desks } from './desks.ts';
import { chargeFleetDiscounts } from './fleet-discounts.ts';
import { chargeMonthTiers } from './month-tiers.ts';
import { chargeOneOffFees, findOneOffFees } from './one-off-fees.ts';
import { chargeOptima } from './optima.ts';
import { chargeRecurringFees } from './recurring-fees.ts';
import { blockOpenUsage, chargeUsage, sumUsage } from './usage-charges.ts';
import { blockRatedWriteOffs } from './write-offs.ts';

/**
 * Everything a month comes to by today's data, in the order of the close, as `new_charges` and
 * `new_blockers`. A function of the stored usage, reference data and catalogue alone.
 * @param month first day of the month, `YYYY-MM-DD`
 */
export async function computeCharges(
  desks: Desks,
  catalogue: BillingCatalogue,
  month: string,
): Promise<void> {
  const { first, second } = desks;
  await setMonth(desks, month);
  await startCharges(desks);
  const contracts = findContractsOfMonth(first);
  const recurringFees = contracts.then(() => chargeRecurringFees(first, catalogue));
  const oneOffFees = chargeAllUsage(second, contracts).then(() => findOneOffFees(second));
  await allDone([
    recurringFees.then(() => oneOffFees).then(() => chargeOneOffFees(first)),
    oneOffFees.then(() => recurringFees).then(() => chargeFleetDiscounts(second)),
  ]);
}

/** @param contracts the month's contracts, which only optima needs */
async function chargeAllUsage(desk: Desk, contracts: Promise<void>): Promise<void> {
  await sumUsage(desk);
  await chargeUsage(desk);
  await chargeMonthTiers(desk);
  await contracts;
  await chargeOptima(desk);
  await blockOpenUsage(desk);
  await blockRatedWriteOffs(desk);
}

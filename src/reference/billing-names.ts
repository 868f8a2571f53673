import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { Contracts } from './load-contracts.ts';
import type { IdSet } from './row-checks.ts';

/** What the checks of billing's files look names up in. */
export interface BillingNames {
  tariffs: TariffTables;
  billing: BillingCatalogue;
  customers: IdSet;
  contracts: Contracts;
}

/** The offer of a contract, and what it becomes after a trial; none when either is unknown. */
export function offersOf({ tariffs, contracts }: BillingNames, contract: number): string[] {
  const offer = contract < 0 ? -1 : contracts.offer.values[contract];
  if (offer < 0) return [];
  const trial = tariffs.offerTrials[offer] ?? null;
  const offers = trial === null ? [offer] : [offer, trial.becomes];
  return offers.map((index) => tariffs.offerNames[index]);
}

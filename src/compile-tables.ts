import type { BillingCatalogue } from './catalogue/billing-catalogue.ts';
import { compileBilling } from './catalogue/compile-billing.ts';
import { compileTariffs } from './catalogue/compile-tariffs.ts';
import { type Catalogue, loadCatalogue } from './catalogue/load-catalogue.ts';
import { planEntries } from './catalogue/plan-entries.ts';
import type { RatingTables } from './classify/rating-tables.ts';
import { compileNumbers, loadNumberPlan } from './numbering/number-plan.ts';
import type { NumberEntry } from './numbering/number-tables.ts';
import type { Alarm } from './reference/load-alarms.ts';
import { loadReference } from './reference/load-reference.ts';

/** The catalogue and the number plan, compiled: what is the same for every customer. */
export interface CompiledCatalogue extends Pick<RatingTables, 'numbers' | 'tariffs'> {
  catalogue: Catalogue;
  /** What the month's close needs of it. */
  billing: BillingCatalogue;
  entries: NumberEntry[];
}

/**
 * Loads and compiles the catalogue with the number plan.
 * @throws CatalogueError listing every fault with its place
 */
export function compileCatalogue(directory?: string): CompiledCatalogue {
  const catalogue = loadCatalogue(directory);
  const entries = planEntries(catalogue, loadNumberPlan());
  return {
    catalogue,
    billing: compileBilling(catalogue),
    entries,
    numbers: compileNumbers(entries),
    tariffs: compileTariffs(catalogue, entries),
  };
}

/** All that rating needs, in tables that workers share; alarms are the store's only. */
export interface CompiledTables extends CompiledCatalogue, Pick<RatingTables, 'reference'> {
  alarms: Alarm[];
}

/**
 * Compiles catalogue, number plan and reference data.
 * @throws CatalogueError or ReferenceDataError listing every fault with its place (exit 2)
 */
export async function compileTables(options: {
  catalogue?: string;
  reference: string;
}): Promise<CompiledTables> {
  const compiled = compileCatalogue(options.catalogue);
  const { tables, alarms } = await loadReference(
    options.reference,
    compiled.tariffs,
    compiled.billing,
  );
  return { ...compiled, reference: tables, alarms };
}

import { NUMBER_TYPES } from '../numbering/number-tables.ts';
import type { Catalogue, LoadedDocument } from './catalogue.ts';
import type { CatalogueIssue } from './catalogue-error.ts';
import { type CatalogueFile, type Report, reporter } from './catalogue-file.ts';
import { NUMBER_KINDS } from './catalogue-schema.ts';
import { checkFees } from './check-fees.ts';
import { checkDates, checkOffers } from './check-offers.ts';
import { checkAllowances, checkPriceLists } from './check-prices.ts';
import { checkTerritoryGroups, checkZoneSets } from './check-zones.ts';

/**
 * What no schema can see: names that must exist elsewhere, territories listed twice, order of dates
 * and tiers.
 */
export function checkCatalogue(
  catalogue: Catalogue,
  documents: readonly LoadedDocument[],
  settings: CatalogueFile,
  issues: CatalogueIssue[],
): void {
  checkSettings(catalogue, reporter(settings, issues));
  for (const { source, document } of documents) {
    const report = reporter(source, issues);
    checkTerritoryGroups(document, report);
    checkZoneSets(catalogue, document, report);
    checkAllowances(catalogue, document, report);
    checkPriceLists(catalogue, document, report);
    checkOffers(catalogue, document, report);
    checkFees(catalogue, document, report);
  }
}

function checkSettings({ settings }: Catalogue, report: Report): void {
  const kindOf = new Map<string, string>();
  for (const kind of NUMBER_KINDS) {
    for (const [k, type] of settings.number_kinds[kind].entries()) {
      const other = kindOf.get(type);
      if (other === undefined) kindOf.set(type, kind);
      else report(['number_kinds', kind, k], `${type} is already listed under ${other}`);
    }
  }
  const missing = NUMBER_TYPES.filter((type) => !kindOf.has(type));
  if (missing.length > 0) {
    report(['number_kinds'], `number types under no kind: ${missing.join(', ')}`, true);
  }
  for (const [territory, rates] of Object.entries(settings.vat)) {
    checkDates(rates, ['vat', territory], report);
  }
}

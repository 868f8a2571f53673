import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { contractComponents } from './components.ts';
import { contractStages } from './contract-stages.ts';
import { intsOf } from './int-column.ts';
import { lineRowsOf } from './line-rows.ts';
import type { ReferenceContents } from './read-reference.ts';
import type { ReferenceTables } from './reference-tables.ts';
import { shareArray } from './shared-array.ts';
import { linesOfSites } from './site-lines.ts';
import { isWebexOffer } from './webex-offer.ts';

/** Compiles faultless contents to tables over shared memory. */
export function compileReference(
  contents: ReferenceContents,
  tariffs: TariffTables,
): ReferenceTables {
  const { customers, sites, contracts, lines, validities, options, prices, openings } = contents;
  const { lineFirst, lineContract } = validities;
  const siteCount = sites.ids.texts.count;
  const offer = intsOf(contracts.offer);
  const webexSite = intsOf(contracts.site).map((site, contract) =>
    isWebexOffer(tariffs, offer[contract]) ? site : -1,
  );
  const component = contractComponents(lineFirst, lineContract, webexSite, siteCount);
  const siteLines = linesOfSites(lineFirst, lineContract, webexSite, siteCount);
  const fromDay = intsOf(contracts.fromDay);
  const toDay = intsOf(contracts.toDay);
  return {
    lines,
    lineFirst: shareArray(lineFirst),
    lineContract: shareArray(lineContract),
    lineFromDay: shareArray(validities.lineFromDay),
    lineToDay: shareArray(validities.lineToDay),
    lineRows: lineRowsOf(lines, validities, { fromDay, toDay, component }),

    contracts: contracts.ids.texts.freeze(),
    contractOffer: shareArray(Int16Array.from(offer)),
    contractCustomer: shareArray(intsOf(contracts.customer)),
    contractSite: shareArray(intsOf(contracts.site)),
    contractFromDay: shareArray(fromDay),
    contractToDay: shareArray(toDay),
    contractComponent: shareArray(component),
    ...contractStages(contracts, options, tariffs),

    customers: customers.texts.freeze(),
    sites: sites.ids.texts.freeze(),
    siteCustomer: shareArray(intsOf(sites.customer)),
    siteFirstLine: shareArray(siteLines.siteFirstLine),
    siteLine: shareArray(siteLines.siteLine),
    customerSiteCodes: shareArray(sites.customerSiteCodes),

    priceFirst: shareArray(prices.priceFirst),
    priceOfCell: shareArray(prices.priceOfCell),
    priceCustomer: shareArray(prices.priceCustomer),
    priceFromDay: shareArray(prices.priceFromDay),
    priceToDay: shareArray(prices.priceToDay),
    priceConnectionFeeMicroEuros: shareArray(prices.priceConnectionFeeMicroEuros),
    priceMicroEuros: shareArray(prices.priceMicroEuros),
    priceUnits: shareArray(prices.priceUnits),

    openingContract: shareArray(Int32Array.from(openings, (opening) => opening.contract)),
    openingMonth: shareArray(Int32Array.from(openings, (opening) => opening.month)),
    openingAllowance: shareArray(Int32Array.from(openings, (opening) => opening.allowance)),
    openingRolledIn: shareArray(Float64Array.from(openings, (opening) => opening.rolledIn)),
  };
}

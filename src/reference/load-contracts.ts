import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { type IntColumn, newIntColumn, pushInt } from './int-column.ts';
import type { Sites } from './load-sites.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, isEmptyField, type ReferenceRow, reportField } from './reference-row.ts';
import {
  countField,
  type IdSet,
  knownId,
  knownIdOrNone,
  newId,
  newIdSet,
  readPeriod,
} from './row-checks.ts';
import { TextIndexBuilder } from './text-index.ts';
import { isWebexOffer } from './webex-offer.ts';

const LAYOUT: FileLayout = {
  name: 'contracts',
  columns: [
    'contract_id',
    'customer_id',
    'site_id',
    'offer',
    'commitment_months',
    'starts_on',
    'ends_on',
  ],
  optional: ['site_id', 'commitment_months', 'ends_on'],
};
const CONTRACT_ID = 0;
const CUSTOMER_ID = 1;
const SITE_ID = 2;
const OFFER = 3;
const COMMITMENT_MONTHS = 4;
const STARTS_ON = 5;
const ENDS_ON = 6;

export interface Contracts {
  ids: IdSet;
  offer: IntColumn;
  customer: IntColumn;
  /** -1 = no site. */
  site: IntColumn;
  fromDay: IntColumn;
  toDay: IntColumn;
  /** True when a contract names a site, known or not. */
  hasSites: boolean;
}

/** Reads contracts.csv. */
export function loadContracts(
  files: ReferenceFiles,
  customers: IdSet,
  sites: Sites,
  tariffs: TariffTables,
): Contracts {
  const contracts: Contracts = {
    ids: newIdSet('contract_id', 'contracts', files),
    offer: newIntColumn(),
    customer: newIntColumn(),
    site: newIntColumn(),
    fromDay: newIntColumn(),
    toDay: newIntColumn(),
    hasSites: false,
  };
  const offers = new TextIndexBuilder();
  for (const offer of tariffs.offerNames) offers.addText(offer);
  const period = { fromDay: 0, toDay: 0 };
  const isWhole = files.read(LAYOUT, (row) => {
    const contract = newId(row, CONTRACT_ID, contracts.ids);
    const customer = knownId(row, CUSTOMER_ID, customers);
    const site = siteOf(row, customer, sites);
    const offer = offerOf(row, offers, tariffs);
    if (!isEmptyField(row, SITE_ID)) contracts.hasSites = true;
    else if (offer >= 0 && isWebexOffer(tariffs, offer)) {
      const found = fieldText(row, OFFER);
      reportField(row, SITE_ID, `no site_id; expected the site whose pool ${found} feeds`);
    }
    countField(row, COMMITMENT_MONTHS, 0);
    readPeriod(row, STARTS_ON, ENDS_ON, period);
    if (contract < 0) return;
    pushInt(contracts.offer, offer);
    pushInt(contracts.customer, customer);
    pushInt(contracts.site, site);
    pushInt(contracts.fromDay, period.fromDay);
    pushInt(contracts.toDay, period.toDay);
  });
  if (!isWhole) contracts.ids.isComplete = false;
  return contracts;
}

function siteOf(row: ReferenceRow, customer: number, sites: Sites): number {
  const site = knownIdOrNone(row, SITE_ID, sites.ids);
  const owner = site < 0 ? -1 : sites.customer.values[site];
  if (owner >= 0 && customer >= 0 && owner !== customer) {
    const found = `site "${fieldText(row, SITE_ID)}" belongs to another customer`;
    reportField(row, SITE_ID, `${found}; expected a site of "${fieldText(row, CUSTOMER_ID)}"`);
  }
  return site;
}

function offerOf(row: ReferenceRow, offers: TextIndexBuilder, tariffs: TariffTables): number {
  const offer = offers.findInOrder(row.bytes, row.start[OFFER], row.end[OFFER]);
  if (offer < 0) {
    const expected = tariffs.offerNames.join(', ');
    reportField(row, OFFER, `unknown offer "${fieldText(row, OFFER)}"; expected ${expected}`);
  }
  return offer;
}

import { parseCount } from './field-values.ts';
import { type IntColumn, newIntColumn, pushInt } from './int-column.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, type ReferenceRow, reportField } from './reference-row.ts';
import { type IdSet, knownId, newId, newIdSet } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'sites',
  columns: ['site_id', 'customer_id', 'site_code'],
  optional: [],
};
const SITE_ID = 0;
const CUSTOMER_ID = 1;
const SITE_CODE = 2;

export interface Sites {
  ids: IdSet;
  customer: IntColumn;
  /** As in ReferenceTables. */
  customerSiteCodes: Uint32Array;
}

/**
 * Reads sites.csv: a site belongs to one customer and has a two-digit code of its own there (003).
 */
export function loadSites(files: ReferenceFiles, customers: IdSet): Sites {
  const sites: Sites = {
    ids: newIdSet('site_id', 'sites', files),
    customer: newIntColumn(),
    customerSiteCodes: new Uint32Array(customers.texts.count * 4),
  };
  const isWhole = files.read(LAYOUT, (row) => {
    const site = newId(row, SITE_ID, sites.ids);
    const customer = knownId(row, CUSTOMER_ID, customers);
    if (site >= 0) pushInt(sites.customer, customer);
    takeSiteCode(row, customer, sites.customerSiteCodes);
  });
  if (!isWhole) sites.ids.isComplete = false;
  return sites;
}

function takeSiteCode(row: ReferenceRow, customer: number, taken: Uint32Array): void {
  const start = row.start[SITE_CODE];
  const end = row.end[SITE_CODE];
  const code = parseCount(row.bytes, start, end);
  if (end - start !== 2 || code < 0) {
    const found = fieldText(row, SITE_CODE);
    reportField(row, SITE_CODE, `found site_code "${found}"; expected two digits, 00 to 99`);
    return;
  }
  if (customer < 0) return;
  const word = customer * 4 + (code >> 5);
  const bit = 1 << (code & 31);
  if ((taken[word] & bit) !== 0) {
    const found = fieldText(row, SITE_CODE);
    reportField(row, SITE_CODE, `site_code ${found} is taken by another site of the customer`);
  }
  taken[word] |= bit;
}

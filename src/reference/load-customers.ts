import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, type ReferenceRow, reportField } from './reference-row.ts';
import { type IdSet, newId, newIdSet } from './row-checks.ts';
import { TextIndexBuilder } from './text-index.ts';

const LAYOUT: FileLayout = {
  name: 'customers',
  columns: ['customer_id', 'name', 'territory'],
  optional: [],
};
const CUSTOMER_ID = 0;
const TERRITORY = 2;

/** Where a customer is for VAT (G10). */
const TERRITORIES = [
  'metropole',
  'guadeloupe',
  'martinique',
  'reunion',
  'guyane',
  'mayotte',
  'saint-pierre-et-miquelon',
  'pacifique',
];

export function loadCustomers(files: ReferenceFiles): IdSet {
  const customers = newIdSet('customer_id', 'customers', files);
  const territories = new TextIndexBuilder();
  for (const territory of TERRITORIES) territories.addText(territory);
  const isWhole = files.read(LAYOUT, (row: ReferenceRow) => {
    newId(row, CUSTOMER_ID, customers);
    if (territories.find(row.bytes, row.start[TERRITORY], row.end[TERRITORY]) >= 0) return;
    const found = fieldText(row, TERRITORY);
    const expected = TERRITORIES.join(', ');
    reportField(row, TERRITORY, `unknown territory "${found}"; expected ${expected}`);
  });
  if (!isWhole) customers.isComplete = false;
  return customers;
}

import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import { NOT_A_VALUE } from './field-values.ts';
import { monthField } from './load-openings.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, reportField } from './reference-row.ts';
import { isUsableId } from './row-checks.ts';

const INDICES: FileLayout = { name: 'indices', columns: ['index', 'month', 'value'], optional: [] };

/** Checks indices.csv: indices that a price is revised by, one value over 0 per index and month. */
export function checkIndices(files: ReferenceFiles, billing: BillingCatalogue): void {
  const known = indicesOf(billing);
  const lineOfIndexMonth = new Map<string, number>();
  files.read(INDICES, (row) => {
    const isIndex = isUsableId(row, 0, 'index');
    const index = fieldText(row, 0);
    if (isIndex && !known.has(index)) {
      reportField(row, 0, `unknown index "${index}"; expected ${[...known].join(', ') || 'none'}`);
    }
    const month = monthField(row, 1);
    const value = fieldText(row, 2);
    if (!/^\d+(\.\d+)?$/.test(value) || Number(value) === 0) {
      reportField(row, 2, `found value "${value}"; expected a number over 0 such as 107.3`);
    }
    if (!isIndex || month === NOT_A_VALUE) return;
    const key = `${month} ${index}`;
    const firstLine = lineOfIndexMonth.get(key);
    if (firstLine !== undefined)
      reportField(row, 0, `repeats index and month of line ${firstLine}`);
    else lineOfIndexMonth.set(key, row.line);
  });
}

/** The indices that some price is revised by (003, D20). */
function indicesOf(billing: BillingCatalogue): Set<string> {
  const indices = new Set<string>();
  for (const { price } of billing.recurringFees) {
    if (price.kind !== 'required') continue;
    for (const { index } of price.revision?.indices ?? []) indices.add(index);
  }
  return indices;
}

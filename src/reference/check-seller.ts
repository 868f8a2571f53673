import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, isEmptyField, reportField } from './reference-row.ts';
import { countField } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'seller',
  columns: [
    'name',
    'payment_days',
    'late_payment_percent',
    'recovery_fee',
    'legal_form',
    'register',
    'siren',
    'vat_number',
    'address',
    'postal_code',
    'city',
    'country',
  ],
  optional: [
    'payment_days',
    'late_payment_percent',
    'recovery_fee',
    'legal_form',
    'register',
    'siren',
    'vat_number',
    'address',
    'postal_code',
    'city',
    'country',
  ],
};
const NAME = 0;
const PAYMENT_DAYS = 1;
const LATE_PAYMENT_PERCENT = 2;
const RECOVERY_FEE = 3;

/** Checks the one row that says who sends the invoices; they print it as it stands. */
export function checkSeller(files: ReferenceFiles): void {
  let firstLine = 0;
  files.read(LAYOUT, (row) => {
    if (firstLine > 0) reportField(row, NAME, `a second seller; line ${firstLine} has the first`);
    else firstLine = row.line;
    if (isEmptyField(row, NAME))
      reportField(row, NAME, 'empty name; expected who sends the invoices');
    countField(row, PAYMENT_DAYS, 0);
    for (const column of [LATE_PAYMENT_PERCENT, RECOVERY_FEE]) {
      const text = fieldText(row, column);
      if (text === '' || /^\d{1,6}(\.\d{1,2})?$/.test(text)) continue;
      reportField(
        row,
        column,
        `found "${text}"; expected a number such as 12.5, with at most two decimals`,
      );
    }
  });
}

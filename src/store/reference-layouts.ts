/** A snapshot table of reference data: one per file, so that SQL can read what the run was given. */
export interface SnapshotTable {
  /** The file's name without extension; the table is `reference_<file>`. */
  file: string;
  /** The table's columns in order: each is the file's column of that name, cast to its type. */
  columns: { name: string; sqlType: string; expression: string }[];
}

/** Empty fields are NULL. */
const text = (name: string) => ({ name, sqlType: 'VARCHAR', expression: `"${name}"` });
const day = (name: string) => cast(name, 'DATE');
const month = (name: string) => ({
  name,
  sqlType: 'DATE',
  expression: `CAST("${name}" || '-01' AS DATE)`,
});
const cast = (name: string, sqlType: string) => ({
  name,
  sqlType,
  expression: `CAST("${name}" AS ${sqlType})`,
});
/** A line may be written with a plus, and never is in usage. */
const line = { name: 'line', sqlType: 'VARCHAR', expression: `ltrim("line", '+')` };

export const SNAPSHOT_TABLES: readonly SnapshotTable[] = [
  {
    file: 'customers',
    columns: [
      'customer_id',
      'name',
      'territory',
      'siren',
      'vat_number',
      'address',
      'postal_code',
      'city',
      'country',
    ].map(text),
  },
  { file: 'sites', columns: ['site_id', 'customer_id', 'name', 'site_code'].map(text) },
  {
    file: 'contracts',
    columns: [
      ...['contract_id', 'customer_id', 'site_id', 'offer'].map(text),
      cast('commitment_months', 'INTEGER'),
      ...['starts_on', 'ends_on'].map(day),
    ],
  },
  { file: 'lines', columns: [line, text('contract_id'), ...['starts_on', 'ends_on'].map(day)] },
  {
    file: 'options',
    columns: [
      ...['contract_id', 'option'].map(text),
      cast('quantity', 'BIGINT'),
      ...['starts_on', 'ends_on'].map(day),
    ],
  },
  {
    file: 'orders',
    columns: [
      ...['order_id', 'customer_id', 'contract_id', 'item'].map(text),
      cast('quantity', 'BIGINT'),
      day('done_on'),
      text('outcome'),
      cast('rank', 'BIGINT'),
      text('linked_order_id'),
    ],
  },
  {
    file: 'prices',
    columns: [
      ...['customer_id', 'item', 'zone'].map(text),
      // Nine decimals are allowed: a price per ko needs them.
      cast('unit_price', 'DECIMAL(18,9)'),
      cast('connection_fee', 'DECIMAL(18,6)'),
      text('unit'),
      ...['starts_on', 'ends_on'].map(day),
    ],
  },
  {
    file: 'indices',
    // Kept as written: a revised price is worked out exactly from it.
    columns: [text('index'), month('month'), text('value')],
  },
  {
    file: 'openings',
    columns: [text('contract_id'), month('month'), text('allowance'), cast('rolled_in', 'BIGINT')],
  },
  { file: 'write_offs', columns: ['event_id', 'reason'].map(text) },
  {
    file: 'seller',
    columns: [
      ...['name', 'legal_form', 'register', 'siren', 'vat_number'].map(text),
      ...['address', 'postal_code', 'city', 'country'].map(text),
      cast('payment_days', 'INTEGER'),
      cast('late_payment_percent', 'DECIMAL(8,2)'),
      cast('recovery_fee', 'DECIMAL(8,2)'),
    ],
  },
];

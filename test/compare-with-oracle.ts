import type { RatedMonth } from './oracle/rows.ts';
import type { Bench } from './rate-files.ts';

type Row = Record<string, string | number | boolean | null>;

/** Columns of `usage` that the oracle also works out; zones and rules have names of their own there. */
const USAGE_COLUMNS = `event_id, service, customer_id, coalesce(site_id, '') AS site_id, contract_id, line,
  strftime(started_at, '%Y-%m-%dT%H:%M:%S.%fZ') AS started_at, strftime(month, '%Y-%m-%d') AS month,
  coalesce(called, '') AS called, CAST(quantity AS DOUBLE) AS quantity,
  CAST(included AS DOUBLE) AS included, CAST(charged AS DOUBLE) AS charged, unit,
  coalesce(CAST(amount AS VARCHAR), '') AS amount, file, CAST(row AS DOUBLE) AS row`;

/** First differences between what the engine stored and what the oracle says; empty when they agree. */
export async function differences(bench: Bench, expected: RatedMonth): Promise<string[]> {
  const usage = await bench.query<Row>(`SELECT ${USAGE_COLUMNS} FROM usage ORDER BY event_id`);
  const suspense = await bench.query<Row>(
    `SELECT event_id, reason, file, CAST(row AS DOUBLE) AS row FROM suspense ORDER BY event_id`,
  );
  const rejects = await bench.query<Row>(
    'SELECT file, CAST(row AS DOUBLE) AS row FROM rejects ORDER BY ALL',
  );
  const duplicates = await bench.query<Row>(
    `SELECT event_id, file, CAST(row AS DOUBLE) AS row, first_file,
       CAST(first_row AS DOUBLE) AS first_row, conflict FROM duplicates ORDER BY ALL`,
  );
  const allowances = await bench.query<Row>(
    `SELECT strftime(month, '%Y-%m-%d') AS month, scope_kind, scope_id, allowance,
       CAST(granted AS DOUBLE) AS granted, CAST(rolled_in AS DOUBLE) AS rolled_in,
       CAST(used AS DOUBLE) AS used FROM allowances ORDER BY ALL`,
  );
  return [
    ...compare('usage', usage, expected.usage, (row) => row.event_id),
    ...compare('suspense', suspense, expected.suspense, (row) => row.event_id),
    ...compare('rejects', rejects, expected.rejects, (row) => `${row.file}:${row.row}`),
    ...compare('duplicates', duplicates, expected.duplicates, (row) => `${row.file}:${row.row}`),
    ...compare(
      'allowances',
      allowances,
      expected.allowances,
      (row) => `${row.month}/${row.scope_kind}/${row.scope_id}/${row.allowance}`,
    ),
  ];
}

/** Compares the columns of the actual rows with rows of the same key. */
function compare(
  name: string,
  actual: Row[],
  expected: object[],
  keyOf: (row: Row) => unknown,
): string[] {
  const found: string[] = [];
  const wanted = new Map((expected as Row[]).map((row) => [keyOf(row), row]));
  for (const row of actual) {
    const other = wanted.get(keyOf(row));
    if (other === undefined) {
      found.push(`${name}: ${keyOf(row)} is not expected: ${JSON.stringify(row)}`);
      continue;
    }
    wanted.delete(keyOf(row));
    for (const [column, value] of Object.entries(row)) {
      if (normal(other[column]) !== normal(value)) {
        found.push(
          `${name}: ${keyOf(row)} ${column}: expected ${other[column]}, found ${value}\n` +
            `    expected ${JSON.stringify(other)}\n    found    ${JSON.stringify(row)}`,
        );
      }
    }
  }
  for (const [key, row] of wanted) found.push(`${name}: ${key} is missing: ${JSON.stringify(row)}`);
  return found;
}

function normal(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

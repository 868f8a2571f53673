import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SNAPSHOT_TABLES, type SnapshotTable } from './reference-layouts.ts';
import { type Store, StoreError } from './store.ts';
import { copyToCsv } from './stored-usage.ts';

/**
 * Writes the reference data that the store keeps of its last run as CSV files into a new directory, in the
 * form in which `octroi rate` reads them.
 * @throws StoreError when the database keeps none
 */
export async function exportReference(store: Store, directory: string): Promise<void> {
  const tables = await store.query<{ table_name: string }>(
    "SELECT table_name FROM duckdb_tables() WHERE table_name = 'reference_contracts'",
  );
  const isKept =
    tables.length > 0 && (await store.query('FROM reference_contracts LIMIT 1')).length > 0;
  if (!isKept) {
    throw new StoreError(
      `${store.path}: holds no reference data; name the directory it was rated with (--reference)`,
    );
  }
  mkdirSync(directory, { recursive: true });
  for (const table of SNAPSHOT_TABLES) {
    const path = join(directory, `${table.file}.csv`);
    const columns = table.columns.map(writtenColumn).join(', ');
    await copyToCsv(store, `SELECT ${columns} FROM reference_${table.file}`, path);
  }
}

/** Months are written without their day, prices without the zeros that their column adds. */
function writtenColumn({ name, sqlType }: SnapshotTable['columns'][number]): string {
  if (sqlType.startsWith('DECIMAL')) {
    return `rtrim(rtrim(CAST("${name}" AS VARCHAR), '0'), '.') AS "${name}"`;
  }
  const isMonth = name === 'month' && sqlType === 'DATE';
  return isMonth ? `strftime("${name}", '%Y-%m') AS "${name}"` : `"${name}"`;
}

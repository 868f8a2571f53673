import { readFileSync } from 'node:fs';
import { parseString } from 'fast-csv';

/** Rows of a CSV file by column name. */
export function readCsv(path: string | URL): Promise<Record<string, string>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, string>[] = [];
    parseString(readFileSync(path, 'utf8'), { headers: true, strictColumnHandling: true })
      .on('data', (row) => rows.push(row))
      .on('data-invalid', (row) => reject(new Error(`row of another width: ${row}`)))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}

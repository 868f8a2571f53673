import { fileURLToPath } from 'node:url';
import type { Contender } from '../contender.ts';

const SCRIPT = fileURLToPath(new URL('./duckdb-load.mjs', import.meta.url));

/** DuckDB `CREATE TABLE AS FROM read_csv`, nothing rated: the yardstick. */
export const duckdbLoad: Contender = {
  name: 'duckdb load, unrated',
  command: (files, _reference, database) => [SCRIPT, database, ...files],
  check(printed, records) {
    const { rows } = JSON.parse(printed);
    if (rows < records * 0.99) throw new Error(`DuckDB loaded ${rows} of ${records} records`);
    return String(rows);
  },
};

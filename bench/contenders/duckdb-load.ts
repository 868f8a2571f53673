import { fileURLToPath } from 'node:url';
import type { Contender } from '../contender.ts';

const SCRIPT = fileURLToPath(new URL('./duckdb-load.mjs', import.meta.url));

/** DuckDB `CREATE TABLE AS FROM read_csv`, nothing rated: the yardstick. */
export const duckdbLoad: Contender = {
  key: 'load',
  name: 'duckdb load, unrated',
  command: ({ files }, database) => [SCRIPT, database, ...files],
  answerSql: `SELECT CAST(count(*) AS VARCHAR) AS rows,
    CAST(sum(TRY_CAST(COLUMNS('(?i)^duration(_s)?$') AS BIGINT)) AS VARCHAR) AS seconds FROM records`,
};

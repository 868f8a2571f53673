import { createRequire } from 'node:module';

/**
 * DuckDB's package, loaded by `require`: for an `import` Node searches its 120 files for the names they export, which
 * takes longer than loading them, a tenth of a second at every start.
 */
export const duckdbApi: typeof import('@duckdb/node-api') = createRequire(import.meta.url)(
  '@duckdb/node-api',
);

import type { Store } from '../store/store.ts';
import { BILLING_CHECKS } from './billing-checks.ts';
import type { Check, CheckResult } from './check.ts';
import { AUDITED_TABLES, FILE_CHECKS } from './file-checks.ts';
import { USAGE_CHECKS } from './usage-checks.ts';

/** In the order of the chain: files, usage, allowances, charges, invoices. */
const CHECKS: readonly Check[] = [...FILE_CHECKS, ...USAGE_CHECKS, ...BILLING_CHECKS];

const MAX_EXAMPLES = 5;

/** Runs every check on the database, which may be open for reading only. */
export async function audit(store: Store): Promise<CheckResult[]> {
  for (const table of AUDITED_TABLES) await store.run(`CREATE OR REPLACE TEMP TABLE ${table}`);
  const results: CheckResult[] = [];
  for (const check of CHECKS) results.push(await resultOf(store, check));
  return results;
}

async function resultOf(store: Store, check: Check): Promise<CheckResult> {
  const { name, compares } = check;
  const missing = await firstEmpty(store, check.needs ?? []);
  if (missing !== undefined) {
    const note = `there is nothing to compare: ${missing} is empty`;
    return { name, compares, status: 'skipped', compared: 0, off: 0, examples: [], note };
  }
  const [row] = await store.query<{ compared: bigint; off: bigint }>(
    `SELECT count(*) AS compared, count(*) FILTER (is_off) AS off FROM (${check.sql})`,
  );
  const off = Number(row.off);
  const examples = off === 0 ? [] : await examplesOf(store, check);
  return {
    name,
    compares,
    status: off === 0 ? 'ok' : 'off',
    compared: Number(row.compared),
    off,
    examples,
  };
}

async function examplesOf(store: Store, check: Check): Promise<string[]> {
  const rows = await store.query<{ what: string }>(
    `SELECT what FROM (${check.sql}) WHERE is_off ORDER BY what LIMIT ${MAX_EXAMPLES}`,
  );
  return rows.map((row) => row.what);
}

/** The first of the tables that is not there or holds nothing. */
async function firstEmpty(store: Store, tables: readonly string[]): Promise<string | undefined> {
  for (const table of tables) {
    const [found] = await store.query<{ n: bigint }>(
      'SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = ? AND database_name = current_database()',
      [table],
    );
    if (found.n === 0n) return table;
    const [{ any }] = await store.query<{ any: boolean }>(`SELECT EXISTS (FROM ${table}) AS any`);
    if (!any) return table;
  }
  return undefined;
}

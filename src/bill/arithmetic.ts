import type { Sql } from '../store/store.ts';
import type { Desks } from './desks.ts';

/**
 * Money is worked out in whole micro-euros in BIGINT; DuckDB's decimal division would give a double. These
 * macros are the only arithmetic on it besides sums and products.
 */
const MACROS = [
  // n / d to the nearest whole number, halves away from zero, so that a credit mirrors its debit; `//` cuts.
  `half_up(n, d) AS (2 * CAST(n AS BIGINT) + CASE WHEN n < 0 THEN -d ELSE d END) // (2 * d)`,
  // The same where the product may pass 64 bits; anything else that does so is an error, never a wrong amount.
  `half_up_wide(n, d) AS CAST((2 * CAST(n AS HUGEINT) + CASE WHEN n < 0 THEN -d ELSE d END)
     // (2 * CAST(d AS HUGEINT)) AS BIGINT)`,
  'micro(euros) AS CAST(CAST(euros AS DECIMAL(30,6)) * 1000000 AS BIGINT)',
  'euros(micro) AS CAST(CAST(micro AS DECIMAL(18,0)) * CAST(0.000001 AS DECIMAL(7,6)) AS DECIMAL(18,6))',
  // The month being computed: its first and last day, and how many days it has.
  `first_day() AS getvariable('first_day')`,
  `last_day_of_month() AS last_day(getvariable('first_day'))`,
  `days_of_month() AS day(last_day(getvariable('first_day')))`,
];

export async function createMacros({ run }: Sql): Promise<void> {
  await run(MACROS.map((macro) => `CREATE OR REPLACE TEMP MACRO ${macro}`).join(';\n'));
}

/** Sets the month that the next steps compute; `month` is its first day, `YYYY-MM-DD`. */
export async function setMonth({ first, second }: Desks, month: string): Promise<void> {
  for (const { run } of [first, second]) {
    await run('SET VARIABLE first_day = CAST(? AS DATE)', [month]);
  }
}

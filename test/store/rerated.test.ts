import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { storeRerated } from '../../src/store/rerated.ts';
import type { Store } from '../../src/store/store.ts';
import { beginTaking } from '../../src/store/stored-usage.ts';

const folder = mkdtempSync(join(tmpdir(), 'octroi-rerated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NUMBERS = (
  amount: string,
) => `k AS called, TIMESTAMP '2026-10-01' AS started_at, 60 AS quantity,
    0 AS included, 7 AS contract_key, CAST(${amount} AS DECIMAL(18,6)) AS amount`;

/** Twelve events of two files; the run gives every third another amount. */
const BEFORE = `SELECT 'e' || k AS event_id, ${NUMBERS('0.1')}, DATE '2026-10-01' AS month, 5 AS rule_key, 0 AS flags,
    1 + k % 2 AS file_key, k // 2 AS row FROM range(12) r(k)`;
const NOW = `SELECT x, [] FROM (SELECT ${NUMBERS('CASE WHEN k % 3 = 0 THEN 0.2 ELSE 0.1 END')},
    CAST('1' || k AS BIGINT) AS event_number, 1 AS session_number, 2 + (1 << 16) AS id_heads, 0 AS octets,
    (CAST(DATE '2026-10-01' - DATE '1970-01-01' AS UBIGINT) << 40) + (CAST(5 AS UBIGINT) << 18) AS kind,
    (CAST(1 + k % 2 AS UBIGINT) << 32) + k // 2 AS origin FROM range(12) r(k)) x`;

async function changes(store: Store, runKey: number, rowsAtATime?: number): Promise<unknown> {
  const counted = await storeRerated(store, runKey, -1n, rowsAtATime);
  const rows = await store.query(
    `SELECT event_id, CAST(old_amount AS VARCHAR) AS old, CAST(new_amount AS VARCHAR) AS new,
       CAST(month AS VARCHAR) AS month
     FROM rerated_events WHERE run_key = ? ORDER BY event_id`,
    [runKey],
  );
  return { counted, rows };
}

it('what changed is the same, however many rows are compared at a time', async () => {
  const store = await openStore(join(folder, 'month.duckdb'));
  try {
    await beginTaking(store);
    await store.run(`INSERT INTO taken_before BY NAME ${BEFORE}`);
    await store.run("INSERT INTO id_heads VALUES (1, ''), (2, 'e')");
    await store.run(`INSERT INTO usage_rows ${NOW}`);
    const whole = await changes(store, 1);
    expect(whole).toEqual({
      counted: { rerated: 12, retried: 0, changed: 4 },
      rows: ['e0', 'e3', 'e6', 'e9'].map((event_id) => {
        return { event_id, old: '0.100000', new: '0.200000', month: '2026-10-01' };
      }),
    });
    for (const [k, rowsAtATime] of [1, 5, 11, 12].entries()) {
      expect(await changes(store, 2 + k, rowsAtATime)).toEqual(whole);
    }
  } finally {
    store.close();
  }
});

import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { billMonth } from '../../src/bill/bill-month.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { allDone } from '../../src/store/all-done.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type BillBench, GARAGE, openBillBench, referenceFiles, usageFile } from './bill-bench.ts';

let bench: BillBench;
beforeEach(async () => {
  bench = openBillBench();
  bench.write('reference', referenceFiles(GARAGE));
  const call = 'E1,voice,33199000001,2013-12-05T10:00:00+01:00,90,0612345678,,,';
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile([call]) })] });
});
afterEach(() => bench.close());

it('a database of any name is billed, whatever tables analysts have put into it', async () => {
  const usual = await bench.bill('2013-12');
  await bench.change(
    'CREATE TABLE texts AS SELECT 1 AS text',
    'CREATE TABLE new_charges AS SELECT 1 AS amount',
    'CREATE TABLE customers_to_bill AS SELECT 1 AS customer',
  );
  expect({ ...(await bench.bill('2013-12')), seconds: 0 }).toEqual({ ...usual, seconds: 0 });

  const db = join(bench.db, '..', 'o\'c"t.r,o;i é.db');
  renameSync(bench.db, db);
  const summary = await billMonth({ db, month: '2013-12' }, silentProgress);
  expect({ ...summary, db: '', seconds: 0 }).toEqual({ ...usual, db: '', seconds: 0 });
  const store = await openStore(db, { readOnly: true });
  try {
    expect(await store.query('SELECT * FROM texts')).toEqual([{ text: 1 }]);
    expect(await store.query('SELECT count(*) AS n FROM charges')).not.toEqual([{ n: 0n }]);
  } finally {
    store.close();
  }
});

it('a step that fails leaves no other at work', async () => {
  let isAtWork = true;
  const slow = new Promise((resolve) => setTimeout(resolve, 30)).then(() => {
    isAtWork = false;
  });
  const failing = Promise.reject(new Error('no such table'));
  await expect(allDone([failing, slow])).rejects.toThrow('no such table');
  expect(isAtWork).toBe(false);
});

it.each(['working out charges', 'storing invoices'])(
  'an interruption while %s stores nothing, and leaves nothing beside the database',
  async (step) => {
    const abort = new AbortController();
    const progress = {
      ...silentProgress,
      step: (name: string) => {
        if (name === step) abort.abort();
      },
    };
    const { db } = bench;
    await expect(
      billMonth({ db, month: '2013-12', signal: abort.signal }, progress),
    ).rejects.toThrow();
    expect(readdirSync(bench.folder).filter((name) => name.startsWith('month'))).toEqual([
      'month.duckdb',
    ]);
    expect(await bench.lines('FROM invoices')).toEqual([]);
    expect(await bench.bill('2013-12')).toMatchObject({ invoices: 1 });
  },
);

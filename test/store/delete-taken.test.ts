import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { beginTaking, deleteTaken } from '../../src/store/stored-usage.ts';
import {
  type BillBench,
  GARAGE,
  openBillBench,
  referenceFiles,
  usageFile,
} from '../bill/bill-bench.ts';

let bench: BillBench;
beforeAll(async () => {
  bench = openBillBench();
  bench.write('reference', referenceFiles(GARAGE));
  const calls = Array.from(
    { length: 20 },
    (_, k) => `e${k},voice,33199000001,2013-12-05T10:${10 + k}:00+01:00,90,0612345678,,,`,
  );
  await bench.rate({ inputs: [bench.write('usage', { 'usage.csv': usageFile(calls) })] });
});
afterAll(() => bench.close());

it.each([1n, 3n, 7n, 1000n])(
  'what was taken is deleted %s rows at a time, all of it and nothing else',
  async (rows) => {
    const store = await openStore(bench.db);
    try {
      await store.run('BEGIN');
      await beginTaking(store);
      for (const [part, which] of [
        ['some', 'row % 3 = 0'],
        ['others', 'row % 3 = 1'],
      ]) {
        await store.run(
          `INSERT INTO taken_before BY NAME SELECT * EXCLUDE (id_hash, origin), '${part}' AS part
         FROM usage_events WHERE ${which}`,
        );
      }
      const before = await store.query<{ id: string }>(
        'SELECT event_id AS id FROM usage_events WHERE row % 3 <> 0 ORDER BY id',
      );
      expect(await deleteTaken(store, 'some', rows)).toBe(20 - before.length);
      expect(await store.query('SELECT event_id AS id FROM usage_events ORDER BY id')).toEqual(
        before,
      );
      expect(await deleteTaken(store, 'nothing', rows)).toBe(0);
      await store.run('ROLLBACK');
    } finally {
      store.close();
    }
  },
);

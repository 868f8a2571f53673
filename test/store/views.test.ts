import { afterEach, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { VIEWS } from '../../src/store/views.ts';
import { openBench } from '../rate-files.ts';

const bench = openBench();
afterEach(() => bench.close());

it('views are made once, and made again when one is missing or of another version', async () => {
  const columns = async () => {
    const store = await openStore(bench.db);
    const rows = await store.query<{ name: string; comment: string }>(
      "SELECT column_name AS name, comment FROM duckdb_columns() WHERE table_name = 'usage'",
    );
    store.close();
    return rows;
  };
  const usage = VIEWS.find(({ name }) => name === 'usage');
  const expected = Object.entries(usage?.columns ?? {}).map(([name, comment]) => ({
    name,
    comment,
  }));
  expect(await columns()).toEqual(expected);
  await bench.change('CREATE OR REPLACE VIEW usage AS SELECT 1 AS mine');
  expect(await columns()).toHaveLength(1);
  await bench.change("UPDATE views_made SET digest = 'of another version'");
  expect(await columns()).toEqual(expected);
  await bench.change('DROP VIEW usage');
  expect(await columns()).toEqual(expected);
});

import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_RULE_KEY, setKind, setOrigin, UNPACKED } from '../../src/batch/packed-columns.ts';

/** First day of December 2199: the last month that a record can belong to. */
const LAST_MONTH = Date.UTC(2199, 11, 1) / 86_400_000;
const COUNTRIES = 26 * 26;
const LARGEST_INT32 = 0x7fff_ffff;
const LARGEST_UINT32 = 0xffff_ffff;

interface Values {
  month: number;
  rule_key: number;
  country: number;
  flags: number;
  file_key: number;
  row: number;
}

const SELECT = `SELECT ${Object.entries(UNPACKED)
  .map(([name, sql]) => `${name === 'month' ? `(${sql}) - DATE '1970-01-01'` : sql} AS ${name}`)
  .join(', ')} FROM (SELECT CAST($1 AS UBIGINT) AS kind, CAST($2 AS UBIGINT) AS origin) record`;

it('what shares a column comes out of SQL as it went in', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const upTo = (max: number) =>
    fc.oneof(fc.constantFrom(0, 1, max >>> 1, max - 1, max), fc.integer({ min: 0, max }));
  const values = fc.record<Values>({
    month: upTo(LAST_MONTH),
    rule_key: upTo(MAX_RULE_KEY),
    country: upTo(COUNTRIES),
    flags: upTo(255),
    file_key: upTo(LARGEST_INT32),
    row: upTo(LARGEST_UINT32),
  });
  await fc.assert(
    fc.asyncProperty(values, async (packed) => {
      const { month, rule_key, country, flags, file_key, row } = packed;
      const words = new BigUint64Array(3);
      const halves = new Int32Array(words.buffer);
      setKind(halves, 1, month, rule_key, country, flags);
      setOrigin(halves, 2, file_key, row);
      const reader = await connection.runAndReadAll(SELECT, [String(words[1]), String(words[2])]);
      const [unpacked] = reader.getRowObjectsJS();
      expect({ ...unpacked, month: Number(unpacked.month) }).toEqual(packed);
      expect(words[0]).toBe(0n);
    }),
    { seed: 20261201, numRuns: 200 },
  );
});

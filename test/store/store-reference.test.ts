import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { storeBillingCatalogue, storeReference } from '../../src/store/store-reference.ts';
import { type Bench, openBench } from '../rate-files.ts';

let bench: Bench;
let store: Store;
let reference: string;
beforeEach(async () => {
  bench = openBench();
  reference = bench.write('reference', {
    'customers.csv': 'customer_id,name,territory\nC1,"Aubry, ""Frères""",metropole\n',
    'contracts.csv':
      '\uFEFF\r\nStarts_On,note,CONTRACT_ID,"x, ""y""", offer ,customer_id,commitment_months\r\n' +
      '\r\n2013-05-02,"two\r\nlines",K1,,some-offer,C1,24\n2013-06-01,"",K2,,some-offer,C1,""\r\n',
    'lines.csv': 'line,contract_id,starts_on,ends_on\n+33612345678,K1,2013-05-02,2013-05-31\n',
    'indices.csv': 'index,month,value\nsyntec,2013-05,107.3\n',
    'prices.csv': 'item,unit_price,unit,starts_on\nsome-item,0.000000001,ko,2013-01-01\n',
  });
  store = await openStore(bench.db);
});
afterEach(() => {
  store.close();
  bench.close();
});

const linesOf = async (table: string) =>
  (await store.query<object>(`SELECT * FROM ${table} ORDER BY ALL`)).map((row) =>
    Object.values(row)
      .map((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value))
      .join('|'),
  );

it('keeps every file by column name, whatever its form; what is missing or empty is NULL', async () => {
  await storeReference(store, reference, 1);
  expect(await linesOf('reference_customers')).toEqual(['C1|Aubry, "Frères"|metropole||||||']);
  expect(await linesOf('reference_contracts')).toEqual([
    'K1|C1||some-offer|24|2013-05-02|',
    'K2|C1||some-offer||2013-06-01|',
  ]);
  expect(await linesOf('reference_lines')).toEqual(['33612345678|K1|2013-05-02|2013-05-31']);
  expect(await linesOf('reference_indices')).toEqual(['syntec|2013-05-01|107.3']);
  expect(
    await store.query('SELECT CAST(unit_price AS VARCHAR) AS price, item FROM reference_prices'),
  ).toEqual([{ price: '0.000000001', item: 'some-item' }]);
  expect(await linesOf('reference_orders')).toEqual([]);
});

it('loads again only what changed, and says which run changed it', async () => {
  await storeReference(store, reference, 1);
  await store.run("UPDATE reference_customers SET name = 'kept while the file is the same'");
  bench.write('reference', { 'indices.csv': 'index,month,value\nsyntec,2013-05,107.4\n' });
  rmSync(join(reference, 'prices.csv'));
  await storeReference(store, reference, 2);
  expect(await linesOf('reference_customers')).toEqual([
    'C1|kept while the file is the same|metropole||||||',
  ]);
  expect(await linesOf('reference_indices')).toEqual(['syntec|2013-05-01|107.4']);
  expect(await linesOf('reference_prices')).toEqual([]);
  const changes = await store.query(
    'SELECT input, changed_by AS run FROM reference_inputs ORDER BY changed_by DESC, input LIMIT 3',
  );
  expect(changes).toEqual([
    { input: 'indices', run: 2 },
    { input: 'prices', run: 2 },
    { input: 'contracts', run: 1 },
  ]);
});

it('reads Parquet as it reads CSV', async () => {
  const csv = join(reference, 'contracts.csv');
  await storeReference(store, reference, 1);
  const fromCsv = await linesOf('reference_contracts');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT contract_id AS "CONTRACT_ID", customer_id, offer, commitment_months, starts_on,
       7 AS unread FROM (VALUES ('K1', 'C1', 'some-offer', 24, DATE '2013-05-02'),
       ('K2', 'C1', 'some-offer', NULL, DATE '2013-06-01')) v(contract_id, customer_id, offer,
       commitment_months, starts_on)) TO '${csv.replace('.csv', '.parquet')}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  rmSync(csv);
  await storeReference(store, reference, 2);
  expect(await linesOf('reference_contracts')).toEqual(fromCsv);
});

it('keeps the billing catalogue as JSON', async () => {
  await storeBillingCatalogue(store, { offers: ['a'] }, 1);
  await storeBillingCatalogue(store, { offers: ['a'] }, 2);
  await storeBillingCatalogue(store, { offers: ['b'] }, 3);
  await storeBillingCatalogue(store, { offers: ['b'] }, 4);
  expect(await linesOf('billing_catalogue')).toEqual(['{"offers":["b"]}']);
  expect(await store.query('SELECT changed_by AS run FROM reference_inputs')).toEqual([{ run: 3 }]);
});

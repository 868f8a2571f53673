import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { contractAt } from '../../src/reference/contract-at.ts';
import { checkReference, loadReference } from '../../src/reference/load-reference.ts';
import { NO_END_DAY, type ReferenceTables } from '../../src/reference/reference-tables.ts';
import { textAt } from '../../src/reference/text-index.ts';
import { fakeBilling } from './fake-billing.ts';
import { fakeTariffs } from './fake-tariffs.ts';
import { BASE, day, indexOf, loadTexts, referenceDirectory } from './reference-directory.ts';

function contractOn(reference: ReferenceTables, line: string, date: string): string | null {
  const contract = contractAt(reference, indexOf(reference.lines, line), day(date));
  return contract < 0 ? null : textAt(reference.contracts, contract);
}

test('compiles every file', async () => {
  const reference = await loadTexts();
  const contract = indexOf(reference.contracts, 'P1');
  expect(reference.lines.count).toBe(4);
  expect(reference.contracts.count).toBe(4);
  expect(textAt(reference.customers, reference.contractCustomer[contract])).toBe('C1');
  expect(reference.contractOffer[contract]).toBe(0);
  expect(reference.contractSite[contract]).toBe(-1);
  expect(reference.contractFromDay[contract]).toBe(day('2013-01-01'));
  expect(reference.contractToDay[contract]).toBe(day('2013-12-31'));
  const webex = indexOf(reference.contracts, 'W2');
  expect(textAt(reference.sites, reference.contractSite[webex])).toBe('S2');
  expect(reference.contractToDay[webex]).toBe(NO_END_DAY);
  const site = indexOf(reference.sites, 'S3');
  expect(textAt(reference.customers, reference.siteCustomer[site])).toBe('C2');
  expect([...reference.customerSiteCodes]).toEqual([2, 1 << 10, 0, 0, 2, 0, 0, 0]);
});

test('holds every table in shared memory', async () => {
  const tables: unknown[] = [];
  for (const value of Object.values(await loadTexts())) {
    if (ArrayBuffer.isView(value)) tables.push(value.buffer);
    else tables.push(value.bytes.buffer, value.offsets.buffer, value.slots.buffer);
  }
  expect(tables.length).toBeGreaterThan(30);
  for (const table of tables) expect(table).toBeInstanceOf(SharedArrayBuffer);
});

test('accepts a BOM, CRLF, quotes, blank lines, other columns, any order and case', async () => {
  const lines =
    '\uFEFF\r\nEnds_On,note,CONTRACT_ID,"x, ""y""", line ,starts_on\r\n' +
    '\r\n' +
    '2013-06-30,"a ""b"", c","P1",,"+33100000003",2013-01-01\r\n' +
    '"","two\r\nlines",M1,,"SIM ""7""",2013-01-01';
  const reference = await loadTexts({ lines });
  expect(contractOn(reference, '33100000003', '2013-06-30')).toBe('P1');
  expect(contractOn(reference, '33100000003', '2013-07-01')).toBe(null);
  expect(contractOn(reference, 'SIM "7"', '2020-01-01')).toBe('M1');
  expect(reference.lines.count).toBe(2);
});

test('needs no sites.csv when no contract has a site', async () => {
  const reference = await loadTexts({
    sites: undefined,
    contracts: 'contract_id,customer_id,offer,starts_on\nM1,C2,m2m-business-5mo,2013-01-01\n',
    lines: 'line,contract_id,starts_on\n7,M1,2013-01-01\n',
  });
  expect(reference.sites.count).toBe(0);
  expect(contractOn(reference, '7', '2050-01-01')).toBe('M1');
});

test('a line and its contract must both be valid on the day', async () => {
  const reference = await loadTexts({
    lines: 'line,contract_id,starts_on,ends_on\n1,P1,2012-01-01,2013-06-30\n2,P1,2013-06-01,\n',
  });
  expect(contractOn(reference, '1', '2012-12-31')).toBe(null);
  expect(contractOn(reference, '1', '2013-01-01')).toBe('P1');
  expect(contractOn(reference, '1', '2013-06-30')).toBe('P1');
  expect(contractOn(reference, '1', '2013-07-01')).toBe(null);
  expect(contractOn(reference, '2', '2013-05-31')).toBe(null);
  expect(contractOn(reference, '2', '2013-12-31')).toBe('P1');
  expect(contractOn(reference, '2', '2014-01-01')).toBe(null);
});

test('a line moves from contract to contract, whatever the order of its rows', async () => {
  const reference = await loadTexts({
    lines: `line,contract_id,starts_on,ends_on
1,M1,2013-09-01,
2,W1,2013-01-01,
1,P1,2013-01-01,2013-03-31
1,W2,2013-04-01,2013-08-31
`,
  });
  const dates = ['2013-03-31', '2013-04-01', '2013-08-31', '2013-09-01'];
  expect(dates.map((date) => contractOn(reference, '1', date))).toEqual(['P1', 'W2', 'W2', 'M1']);
  expect([...reference.lineFirst]).toEqual([0, 3, 4]);
});

test('one component for the contracts of a Webex site and for those a line moves between', async () => {
  const reference = await loadTexts({
    contracts: `${BASE.contracts}W3,C1,S1,wte-calling,,2013-01-01,
P2,C1,S1,optimale-pro-equilibre,,2013-01-01,
M2,C2,,m2m-business-5mo,,2013-01-01,
M3,C2,,m2m-business-5mo,,2013-01-01,
`,
    lines: `line,contract_id,starts_on,ends_on
1,M3,2013-01-01,2013-01-31
1,M1,2013-02-01,
2,W1,2013-01-01,
3,W3,2013-01-01,2013-01-31
3,P2,2013-02-01,
`,
  });
  const names = ['W1', 'W2', 'P1', 'M1', 'W3', 'P2', 'M2', 'M3'];
  const components = names.map(
    (name) => reference.contractComponent[indexOf(reference.contracts, name)],
  );
  expect(components).toEqual([0, 1, 2, 3, 0, 0, 4, 3]);
});

test('lists the lines of a Webex site once each', async () => {
  const reference = await loadTexts({
    lines: `line,contract_id,starts_on,ends_on
1,W1,2013-01-01,2013-01-31
1,W2,2013-02-01,2013-02-28
1,W1,2013-03-01,
2,P1,2013-01-01,
3,W2,2013-01-01,
`,
  });
  const linesOf = (name: string) => {
    const site = indexOf(reference.sites, name);
    return [
      ...reference.siteLine.subarray(
        reference.siteFirstLine[site],
        reference.siteFirstLine[site + 1],
      ),
    ].map((line) => textAt(reference.lines, line));
  };
  expect(linesOf('S1')).toEqual(['1']);
  expect(linesOf('S2')).toEqual(['1', '3']);
  expect(linesOf('S3')).toEqual([]);
});

async function toParquet(directory: string, name: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = join(directory, name);
  await connection.run(`COPY (FROM '${path}.csv') TO '${path}.parquet'`);
  connection.closeSync();
  instance.closeSync();
}

test('reads Parquet with typed columns like CSV, and its faults under its own name', async () => {
  const directory = referenceDirectory();
  for (const name of ['lines', 'customers']) {
    await toParquet(directory, name);
    renameSync(join(directory, `${name}.csv`), join(directory, `${name}.old`));
  }
  const { tables: reference } = await loadReference(directory, fakeTariffs(), fakeBilling());
  expect(contractOn(reference, '33700000001', '2013-01-01')).toBe('M1');
  expect(indexOf(reference.customers, 'C2')).toBe(1);

  renameSync(join(directory, 'lines.old'), join(directory, 'lines.csv'));
  const both = await checkReference(directory, fakeTariffs(), fakeBilling());
  expect(existsSync(join(directory, 'lines.parquet'))).toBe(true);
  expect(both.errors).toEqual([
    {
      file: join(directory, 'lines.parquet'),
      line: 1,
      column: 1,
      message: 'found lines.csv as well; expected one of the two',
    },
  ]);
});

test('check counts the rows of each file', async () => {
  const options = 'contract_id,option,starts_on\nM1,autogestion,2013-01-01\n';
  const { errors, counts } = await checkReference(
    referenceDirectory({ options }),
    fakeTariffs(),
    fakeBilling(),
  );
  expect(errors).toEqual([]);
  expect(counts).toEqual({
    customers: 2,
    sites: 3,
    contracts: 4,
    alarms: 0,
    seller: 0,
    lines: 4,
    options: 1,
    orders: 0,
    prices: 0,
    indices: 0,
    openings: 0,
    write_offs: 0,
  });
});

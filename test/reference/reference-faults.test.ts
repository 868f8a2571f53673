import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkReference, loadReference } from '../../src/reference/load-reference.ts';
import { ReferenceDataError } from '../../src/reference/reference-issues.ts';
import { fakeBilling } from './fake-billing.ts';
import { fakeTariffs } from './fake-tariffs.ts';
import { BASE, faultsOf, referenceDirectory, temporaryDirectory } from './reference-directory.ts';

const LINES = 'line,contract_id,starts_on,ends_on\n';
const CONTRACTS = 'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on\n';
const SITES = 'site_id,customer_id,name,site_code\n';
const ORDERS =
  'order_id,customer_id,contract_id,item,quantity,done_on,outcome,rank,linked_order_id\n';
const OPTIONS = 'contract_id,option,quantity,starts_on,ends_on\n';
const OFFERS = 'optimale-pro-equilibre, wte-calling, m2m-business-5mo';

/** File, its text, and the faults expected. */
const CASES: [name: string, file: string, text: string | undefined, faults: string[]][] = [
  [
    'a missing required file',
    'lines',
    undefined,
    ['lines.csv:1:1 no such file; expected lines.csv or lines.parquet'],
  ],
  [
    'sites missing while contracts name some: one fault, not one per contract',
    'sites',
    undefined,
    ['sites.csv:1:1 no such file; expected sites.csv or sites.parquet'],
  ],
  [
    'an empty file',
    'lines',
    '\n\n',
    [
      'lines.csv:1:1 the file is empty; expected a header line with line,contract_id,starts_on,ends_on',
    ],
  ],
  [
    'a missing column',
    'lines',
    'line,starts_on\n1,2013-01-01\n',
    ['lines.csv:1:1 missing column `contract_id`; found line,starts_on'],
  ],
  [
    'semicolons',
    'customers',
    'customer_id;name;territory\n',
    ['customer_id', 'name', 'territory'].map(
      (column) =>
        `customers.csv:1:1 missing column \`${column}\`; found customer_id;name;territory; expected \`,\` between columns`,
    ),
  ],
  [
    'a column twice',
    'lines',
    'line,contract_id,starts_on,Line\n',
    ['lines.csv:1:1 column `line` stands twice'],
  ],
  [
    'wrong field counts',
    'lines',
    `${LINES}1,M1,2013-01-01\n\n1,M1,2013-01-01,,\n2,M1,2013-01-01,\n`,
    [
      'lines.csv:2:1 found 3 fields, expected 4 as in the header',
      'lines.csv:4:1 found 5 fields, expected 4 as in the header',
    ],
  ],
  [
    'dates that are none',
    'lines',
    `${LINES}1,M1,2013-02-29,\n2,M1,01/02/2013,\n3,M1,,\n4,M1,2013-01-01,2013-1-1\n`,
    [
      'lines.csv:2:6 found "2013-02-29"; expected a date as YYYY-MM-DD',
      'lines.csv:3:6 found "01/02/2013"; expected a date as YYYY-MM-DD',
      'lines.csv:4:6 found ""; expected a date as YYYY-MM-DD',
      'lines.csv:5:17 found "2013-1-1"; expected a date as YYYY-MM-DD',
    ],
  ],
  [
    'an end before the start',
    'lines',
    `${LINES}1,M1,2013-02-02,2013-02-01\n`,
    ['lines.csv:2:17 ends on 2013-02-01; expected 2013-02-02 (its start) or later'],
  ],
  [
    'an empty line and one of a plus alone',
    'lines',
    `${LINES},M1,2013-02-02,\n+,M1,2013-02-02,\n`,
    [
      'lines.csv:2:1 empty line; expected 1 to 255 bytes',
      'lines.csv:3:2 empty line; expected 1 to 255 bytes',
    ],
  ],
  [
    'lines as spreadsheets leave them',
    'lines',
    `${LINES}3.34657E+10,M1,2013-01-01,\n33 1 00 00 00 04,M1,2013-01-01,\nSIM 4E+2,M1,2013-01-01,\n`,
    [
      'lines.csv:2:1 found line "3.34657E+10"; expected every digit of it and no spaces',
      'lines.csv:3:1 found line "33 1 00 00 00 04"; expected every digit of it and no spaces',
    ],
  ],
  [
    'an event written off twice, without a reason, or without an id',
    'write_offs',
    'event_id,reason\ne1,sent again\ne1,sent again\ne2,\n,why\n',
    [
      'write_offs.csv:3:1 event_id "e1" repeats that of line 2',
      'write_offs.csv:4:4 empty reason; expected why nobody is billed for the event',
      'write_offs.csv:5:1 empty event_id; expected 1 to 255 bytes',
    ],
  ],
  [
    'a file that nobody would read',
    'Price',
    'item,unit_price\n',
    ['Price.csv:1:1 no file of this name is read; expected it as prices.csv'],
  ],
  [
    'an id that is too long',
    'lines',
    `${LINES}${'9'.repeat(256)},M1,2013-02-02,\n${'9'.repeat(255)},M1,2013-02-02,\n`,
    ['lines.csv:2:1 line of 256 bytes; expected 1 to 255 bytes'],
  ],
  [
    'an unknown or empty contract; columns count characters',
    'lines',
    `${LINES}é€😀,X9,2013-01-01,\n2,,2013-01-01,\n`,
    [
      'lines.csv:2:6 unknown contract_id "X9"; expected one of contracts',
      'lines.csv:3:3 empty contract_id; expected one of contracts',
    ],
  ],
  [
    'overlapping validities, at the later row',
    'lines',
    `${LINES}1,M1,2013-05-01,\n1,P1,2013-01-01,2013-05-01\n2,M1,2013-01-01,2013-01-31\n2,P1,2013-02-01,\n`,
    [
      'lines.csv:3:1 line "1" is valid on some of the same days as on line 2; expected one contract on any day',
    ],
  ],
  [
    'a validity inside a long one that is not its neighbour',
    'lines',
    `${LINES}1,M1,2013-01-01,\n1,P1,2013-02-01,2013-02-02\n1,P1,2013-03-01,2013-03-02\n`,
    [3, 4].map(
      (line) =>
        `lines.csv:${line}:1 line "1" is valid on some of the same days as on line 2; expected one contract on any day`,
    ),
  ],
  [
    'an open quote',
    'lines',
    `${LINES}1,M1,2013-01-01,\n2,"M1,2013-01-01,\n3,M1,2013-01-01,\n`,
    ['lines.csv:3:3 opening quote without a closing quote; expected `"` at the end of the field'],
  ],
  [
    'stray quotes',
    'lines',
    `${LINES}1,M"1,2013-01-01,\n2,"M"1,2013-01-01,\n`,
    [
      'lines.csv:2:4 stray quote; expected `"` only around a field, and `""` inside',
      'lines.csv:3:6 stray quote; expected `"` only around a field, and `""` inside',
    ],
  ],
  [
    'a place below quoted line breaks',
    'lines',
    `line,note,contract_id,starts_on\n1,"a\nb\nc",X9,2013-01-01\n1,,X8,2013-01-01\n`,
    [
      'lines.csv:4:4 unknown contract_id "X9"; expected one of contracts',
      'lines.csv:5:4 unknown contract_id "X8"; expected one of contracts',
    ],
  ],
  [
    'customer ids and territories',
    'customers',
    `${BASE.customers}C1,Again,metropole\n,None,metropole\nC3,Far,corse\n`,
    [
      'customers.csv:4:1 customer_id "C1" repeats that of line 2',
      'customers.csv:5:1 empty customer_id; expected 1 to 255 bytes',
      'customers.csv:6:8 unknown territory "corse"; expected metropole, guadeloupe, martinique, reunion, guyane, mayotte, saint-pierre-et-miquelon, pacifique',
    ],
  ],
  [
    'sites',
    'sites',
    `${SITES}S1,C1,,1\nS2,C1,,42\nS2,C2,,01\nS4,C1,,42\nS5,C9,,4a\nS6,C2,,001\n`,
    [
      'sites.csv:2:8 found site_code "1"; expected two digits, 00 to 99',
      'sites.csv:4:1 site_id "S2" repeats that of line 3',
      'sites.csv:5:8 site_code 42 is taken by another site of the customer',
      'sites.csv:6:4 unknown customer_id "C9"; expected one of customers',
      'sites.csv:6:8 found site_code "4a"; expected two digits, 00 to 99',
      'sites.csv:7:8 found site_code "001"; expected two digits, 00 to 99',
    ],
  ],
  [
    'contracts',
    'contracts',
    `${CONTRACTS}W1,C1,,wte-calling,,2013-01-01,
W2,C1,S3,wte-calling,,2013-01-01,
P1,C9,S9,magic,-1,2013-13-01,
P1,C1,,optimale-pro-equilibre,1.5,2013-01-01,
M1,C2,,m2m-business-5mo,7,2013-01-01,2012-12-31
`,
    [
      'contracts.csv:2:7 no site_id; expected the site whose pool wte-calling feeds',
      'contracts.csv:3:7 site "S3" belongs to another customer; expected a site of "C1"',
      'contracts.csv:4:4 unknown customer_id "C9"; expected one of customers',
      'contracts.csv:4:7 unknown site_id "S9"; expected one of sites',
      `contracts.csv:4:10 unknown offer "magic"; expected ${OFFERS}`,
      'contracts.csv:4:16 found "-1"; expected a whole number from 0 up',
      'contracts.csv:4:19 found "2013-13-01"; expected a date as YYYY-MM-DD',
      'contracts.csv:5:1 contract_id "P1" repeats that of line 4',
      'contracts.csv:5:31 found "1.5"; expected a whole number from 0 up',
      'contracts.csv:6:38 ends on 2012-12-31; expected 2013-01-01 (its start) or later',
    ],
  ],
  [
    'options',
    'options',
    `${OPTIONS}X,ip-fixe,1,2013-01-01,\nM1,,-1,2013-01-01,2012-01-01\nM1,pop-up,,2013-01-01,\n`,
    [
      'options.csv:2:1 unknown contract_id "X"; expected one of contracts',
      'options.csv:3:4 empty option; expected 1 to 255 bytes',
      'options.csv:3:5 found "-1"; expected a whole number from 0 up',
      'options.csv:3:19 ends on 2012-01-01; expected 2013-01-01 (its start) or later',
    ],
  ],
  [
    'orders; a linked order may follow',
    'orders',
    `${ORDERS}O1,C1,M1,visit,1,2013-01-01,done,1,O2
O2,C2,M1,visit,one,2013-01-32,done,x,O9
O1,C1,,,,2013-01-01,,,
`,
    [
      'orders.csv:2:7 contract "M1" belongs to another customer; expected one of "C1"',
      'orders.csv:3:16 found "one"; expected a whole number from 0 up',
      'orders.csv:3:20 found "2013-01-32"; expected a date as YYYY-MM-DD',
      'orders.csv:3:36 found "x"; expected a whole number from 0 up',
      'orders.csv:4:1 order_id "O1" repeats that of line 2',
      'orders.csv:4:8 empty item; expected 1 to 255 bytes',
      'orders.csv:3:38 unknown linked_order_id "O9"; expected an order_id of orders',
    ],
  ],
  [
    'indices',
    'indices',
    'index,month,value\nsyntec,2013-01,230.1\nsyntec,2013-01,231\nsyntec,2013-1,0\n',
    [
      'indices.csv:3:1 repeats index and month of line 2',
      'indices.csv:4:8 found "2013-1"; expected a month as YYYY-MM',
      'indices.csv:4:15 found value "0"; expected a number over 0 such as 107.3',
    ],
  ],
];

test.each(CASES)('reports %s', async (_, file, text, faults) => {
  const changes = { [file]: text };
  // Ids that other files name may go with the change: only the changed file's faults count.
  const found = await faultsOf(changes);
  expect(found.filter((fault) => fault.startsWith(`${file}.csv`))).toEqual(faults);
});

test('a file that cannot be read whole brings no unknown ids into the others', async () => {
  const contracts = `${CONTRACTS}"W1,C1,S1,wte-calling,,2013-01-01,\n`;
  expect(await faultsOf({ contracts })).toEqual([
    'contracts.csv:2:1 opening quote without a closing quote; expected `"` at the end of the field',
  ]);
});

test('text that is not UTF-8 is reported in columns that are read, and ignored in others', async () => {
  const directory = referenceDirectory();
  const bytes = Buffer.from(
    'note,line,contract_id,starts_on\n\xe9,1,M1,2013-01-01\nx,\xe9,M1,2013-01-01\n',
    'latin1',
  );
  writeFileSync(join(directory, 'lines.csv'), bytes);
  const { errors } = await checkReference(directory, fakeTariffs(), fakeBilling());
  expect(errors.map(({ line, column, message }) => [line, column, message])).toEqual([
    [3, 3, 'the text is not UTF-8; save the file as UTF-8'],
  ]);
});

test('a directory that does not exist is one fault', async () => {
  const directory = join(temporaryDirectory(), 'absent');
  await expect(loadReference(directory, fakeTariffs(), fakeBilling())).rejects.toThrow(
    `${directory}:1:1 no such directory; expected the reference data`,
  );
});

test('a Parquet file that is none is a fault', async () => {
  const directory = referenceDirectory({ lines: undefined });
  writeFileSync(join(directory, 'lines.parquet'), 'line,contract_id\n');
  const { errors } = await checkReference(directory, fakeTariffs(), fakeBilling());
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ file: join(directory, 'lines.parquet'), line: 1, column: 1 });
  expect(errors[0].message).toMatch(/^cannot be read as Parquet: /);
});

test('keeps the first thousand faults and counts the rest; the exit code is 2', async () => {
  const lines = LINES + Array.from({ length: 1500 }, (_, i) => `${i},X,2013-01-01,\n`).join('');
  const directory = referenceDirectory({ lines });
  const error = await loadReference(directory, fakeTariffs(), fakeBilling()).catch(
    (caught) => caught,
  );
  expect(error).toBeInstanceOf(ReferenceDataError);
  expect(error).toMatchObject({ exitCode: 2, issueCount: 1500 });
  expect(error.issues).toHaveLength(1000);
  expect(error.message.split('\n').at(-1)).toBe('… and 500 more');
});

test('there is one seller, with a name; numbers are numbers', async () => {
  const seller = 'name,payment_days,late_payment_percent,recovery_fee\n,x,1.234,40\nB,30,12.5,\n';
  expect(await faultsOf({ seller })).toEqual([
    'seller.csv:2:1 empty name; expected who sends the invoices',
    'seller.csv:2:2 found "x"; expected a whole number from 0 up',
    'seller.csv:2:4 found "1.234"; expected a number such as 12.5, with at most two decimals',
    'seller.csv:3:1 a second seller; line 2 has the first',
  ]);
});

test.each([
  [
    'customers',
    'customer_id,name,territory\nC1,Dupont,metropole\nC2,Martin, fils,mayotte\n',
    'customers.csv:3:1 found 4 fields, expected 3 as in the header',
  ],
  [
    'customers',
    'customer_id,name,territory\nC1,Dupont,metropole\nC2 ,Martin,mayotte\n',
    'customers.csv:3:1 found customer_id "C2 "; expected it without spaces around it',
  ],
  [
    'contracts',
    BASE.contracts.replace('W1,C1', 'W1 ,C1'),
    'contracts.csv:2:1 found contract_id "W1 "; expected it without spaces around it',
  ],
])(
  'a row of %s that is left out is said once, not at all that names it',
  async (file, text, fault) => {
    expect(await faultsOf({ [file]: text })).toEqual([fault]);
  },
);

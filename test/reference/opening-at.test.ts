import { expect, test } from 'vitest';
import { openingAt } from '../../src/reference/opening-at.ts';
import { faultsOf, indexOf, loadTexts, month } from './reference-directory.ts';

const HEADER = 'contract_id,month,allowance,rolled_in\n';
const MOBILE_HOUR = 1;
const DATA_BUNDLE = 2;

test('finds the balance of a contract, month and allowance', async () => {
  const contracts = `contract_id,customer_id,offer,starts_on
A,C1,optimale-pro-equilibre,2013-01-01
B,C1,optimale-pro-equilibre,2013-01-01
C,C1,optimale-pro-equilibre,2013-01-01
`;
  const reference = await loadTexts({
    contracts,
    lines: 'line,contract_id,starts_on\n1,A,2013-01-01\n',
    openings: `${HEADER}C,2013-01,mobile_hour,30
A,2013-02,mobile_hour,12
A,2013-01,mobile_hour,11
`,
  });
  const rolledIn = (contract: string, text: string, allowance = MOBILE_HOUR) => {
    const at = openingAt(reference, indexOf(reference.contracts, contract), month(text), allowance);
    return at < 0 ? null : reference.openingRolledIn[at];
  };
  expect(rolledIn('A', '2013-01')).toBe(11);
  expect(rolledIn('A', '2013-02')).toBe(12);
  expect(rolledIn('A', '2013-03')).toBe(null);
  expect(rolledIn('A', '2012-12')).toBe(null);
  expect(rolledIn('A', '2013-01', DATA_BUNDLE)).toBe(null);
  expect(rolledIn('B', '2013-01')).toBe(null);
  expect(rolledIn('C', '2013-01')).toBe(30);
  expect(rolledIn('C', '2013-02')).toBe(null);
});

test.each([
  ['X,2013-01,mobile_hour,1', '1 unknown contract_id "X"; expected one of contracts'],
  ['P1,01/2013,mobile_hour,1', '4 found "01/2013"; expected a month as YYYY-MM'],
  [
    'P1,2013-01,data_bundle,1',
    '12 "data_bundle" does not roll over in optimale-pro-equilibre; expected mobile_hour',
  ],
  [
    'M1,2013-01,data_bundle,1',
    '12 "data_bundle" does not roll over in m2m-business-5mo; expected no row: none of its allowances rolls over',
  ],
  ['P1,2013-01,mobile_hour,-1', '24 found "-1"; expected a whole number from 0 up'],
  ['P1,2013-01,mobile_hour,', '24 empty rolled_in; expected a whole number from 0 up'],
])('fault of %s', async (row, fault) => {
  expect(await faultsOf({ openings: `${HEADER}${row}\n` })).toEqual([`openings.csv:2:${fault}`]);
});

test('the same balance twice is a fault', async () => {
  const openings = `${HEADER}P1,2013-01,mobile_hour,1\nP1,2013-02,mobile_hour,1\nP1,2013-01,mobile_hour,2\n`;
  expect(await faultsOf({ openings })).toEqual([
    'openings.csv:4:1 repeats contract, month and allowance of line 2',
  ]);
});

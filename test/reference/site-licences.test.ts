import { expect, test } from 'vitest';
import { countLicences } from '../../src/reference/site-licences.ts';
import { fakeTariffs } from './fake-tariffs.ts';
import { indexOf, loadTexts, month } from './reference-directory.ts';

const LINES = 'line,contract_id,starts_on,ends_on\n';

/** Licences of S1 and S2 in a month. */
async function licences(rows: string, text: string, contracts?: string): Promise<number[]> {
  const reference = await loadTexts(
    contracts === undefined ? { lines: LINES + rows } : { lines: LINES + rows, contracts },
  );
  return ['S1', 'S2'].map((site) =>
    countLicences(reference, fakeTariffs(), indexOf(reference.sites, site), month(text)),
  );
}

test.each([
  ['2012-12', [0, 0]],
  ['2013-01', [1, 0]],
  ['2013-02', [2, 0]],
  ['2013-03', [1, 0]],
])('one active day in the month makes a licence: %s', async (text, expected) => {
  const rows = '1,W1,2013-01-31,\n2,W1,2013-02-01,2013-02-01\n3,P1,2013-01-01,\n';
  expect(await licences(rows, text)).toEqual(expected);
});

test.each([
  ['2013-04', [1, 0]],
  ['2013-05', [1, 0]],
  ['2013-06', [0, 1]],
])('a line that moves counts once, at the site of its first day: %s', async (text, expected) => {
  expect(await licences('1,W1,2013-01-01,2013-05-01\n1,W2,2013-05-02,\n', text)).toEqual(expected);
});

test('a number that goes to another customer is a licence of both', async () => {
  const reference = await loadTexts({
    customers: 'customer_id,name,territory\nC1,Un,metropole\nC2,Deux,metropole\n',
    sites: 'site_id,customer_id,name,site_code\nS1,C1,Lille,01\nS2,C2,Nice,01\n',
    contracts: `contract_id,customer_id,site_id,offer,starts_on,ends_on
W1,C1,S1,wte-calling,2013-01-01,
W2,C2,S2,wte-calling,2013-01-01,
`,
    lines: `${LINES}1,W1,2013-01-01,2013-05-10\n1,W2,2013-05-11,\n`,
  });
  const counts = ['2013-04', '2013-05', '2013-06'].map((text) =>
    ['S1', 'S2'].map((site) =>
      countLicences(reference, fakeTariffs(), indexOf(reference.sites, site), month(text)),
    ),
  );
  expect(counts).toEqual([
    [1, 0],
    [1, 1],
    [0, 1],
  ]);
});

test('there and back within a month counts once', async () => {
  const rows = '1,W1,2013-05-01,2013-05-10\n1,W2,2013-05-11,2013-05-20\n1,W1,2013-05-21,\n';
  expect(await licences(rows, '2013-05')).toEqual([1, 0]);
});

test('days on a contract of another kind do not place the licence', async () => {
  const rows = '1,P1,2013-01-01,2013-05-10\n1,W2,2013-05-11,\n';
  expect(await licences(rows, '2013-05')).toEqual([0, 1]);
});

test('the contract must be active too: its days decide the first site', async () => {
  const contracts = `contract_id,customer_id,site_id,offer,starts_on,ends_on
W1,C1,S1,wte-calling,2013-06-01,
W2,C1,S2,wte-calling,2013-01-01,2013-04-30
`;
  const rows = '1,W2,2013-01-01,2013-05-15\n1,W1,2013-05-16,\n';
  expect(await licences(rows, '2013-04', contracts)).toEqual([0, 1]);
  expect(await licences(rows, '2013-05', contracts)).toEqual([0, 0]);
  expect(await licences(rows, '2013-06', contracts)).toEqual([1, 0]);
});

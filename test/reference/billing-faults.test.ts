import { expect, test } from 'vitest';
import { faultsOf } from './reference-directory.ts';

/** Faults by name of what only the month's close reads. M1 is a SIM, P1 a fixed line, W1 a pack. */

const OPTIONS = 'contract_id,option,quantity,starts_on,ends_on\n';
const ORDERS =
  'order_id,customer_id,contract_id,item,quantity,done_on,outcome,rank,linked_order_id\n';

const SIM_OPTIONS = 'pop-up, autogestion, autodiagnostic, dedicated-apn, remise-parc, assistance';

test.each([
  [
    'an unknown option',
    'M1,auto-gestion,,2013-01-01,',
    [`2:4 unknown option "auto-gestion"; expected ${SIM_OPTIONS}`],
  ],
  [
    'an option of another offer',
    'M1,livebox-pro,,2013-01-01,',
    [`2:4 option "livebox-pro" is not for offer m2m-business-5mo; expected ${SIM_OPTIONS}`],
  ],
  [
    'an option of another offer, with those of this one',
    'W1,livebox-pro,,2013-01-01,',
    ['2:4 option "livebox-pro" is not for offer wte-calling; expected phone'],
  ],
  [
    'a quantity that must be given',
    'M1,assistance,,2013-01-01,',
    ['2:15 empty quantity; expected the number of extra managers, 0 for none'],
  ],
  ['a quantity that may be 0', 'M1,assistance,0,2013-01-01,', []],
  [
    'a row that stands twice, but not more of an option from a later day on',
    'P1,livebox-pro,,2013-01-01,\nP1,livebox-pro,2,2013-02-01,\nP1,livebox-pro,3,2013-01-01,2013-01-31',
    [
      '4:4 option "livebox-pro" repeats contract and first day of line 2; expected one row, with a quantity',
    ],
  ],
  [
    'an option without the one it requires',
    'M1,autodiagnostic,,2013-02-01,',
    [
      '2:4 option "autodiagnostic" without "autogestion" on 2013-02-01; expected "autogestion" on every day of it',
    ],
  ],
  [
    'an option that outlives the one it requires',
    'M1,autodiagnostic,,2013-02-01,\nM1,autogestion,,2013-01-01,2013-03-31',
    [
      '2:4 option "autodiagnostic" without "autogestion" on 2013-04-01; expected "autogestion" on every day of it',
    ],
  ],
  [
    'a gap of one day in what it requires',
    'M1,autogestion,,2013-03-02,\nM1,autodiagnostic,,2013-02-01,\nM1,autogestion,,2013-01-01,2013-02-28',
    [
      '3:4 option "autodiagnostic" without "autogestion" on 2013-03-01; expected "autogestion" on every day of it',
    ],
  ],
  [
    'none where two rows cover it without a gap',
    'M1,autogestion,,2013-03-01,\nM1,autodiagnostic,,2013-02-01,\nM1,autogestion,,2013-01-01,2013-02-28',
    [],
  ],
  [
    'none on the days before the contract',
    'M1,autodiagnostic,,2012-02-01,\nM1,autogestion,,2013-01-01,',
    [],
  ],
  [
    'an option together with one it excludes',
    'M1,remise-parc,,2013-01-01,2013-02-28\nM1,dedicated-apn,,2013-02-28,',
    [
      '3:4 option "dedicated-apn" together with "remise-parc" of line 2 on 2013-02-28; expected one of the two',
    ],
  ],
  [
    'none from the day after',
    'M1,remise-parc,,2013-01-01,2013-02-28\nM1,dedicated-apn,,2013-03-01,',
    [],
  ],
])('options: %s', async (_, rows, faults) => {
  expect(await faultsOf({ options: `${OPTIONS}${rows}\n` })).toEqual(
    faults.map((fault) => `options.csv:${fault}`),
  );
});

test.each([
  [
    'an unknown item',
    'O1,C2,M1,vist,1,2013-01-01,done,,',
    ['2:10 unknown item "vist"; expected an order item of the catalogue'],
  ],
  [
    'an unknown item, with those of the offer',
    'O1,C1,P1,instalation,1,2013-01-01,done,,',
    [
      '2:10 unknown item "instalation"; expected an order item of the catalogue, for optimale-pro-equilibre mise-en-service, installation',
    ],
  ],
  [
    'an item of another offer',
    'O1,C2,M1,mise-en-service,1,2013-01-01,done,,',
    [
      '2:10 item "mise-en-service" is not for offer m2m-business-5mo; expected a contract of wte-calling, optimale-pro-equilibre',
    ],
  ],
  [
    'an item that needs a contract',
    'O1,C2,,mise-en-service,1,2013-01-01,done,,',
    [
      '2:7 item "mise-en-service" without a contract; expected a contract of wte-calling, optimale-pro-equilibre',
    ],
  ],
  ['none: an item that needs no contract', 'O1,C2,,coaching,2,2013-01-01,,,', []],
  [
    'an outcome that the price goes by',
    'O1,C2,,repair,1,2013-01-01,,,',
    ['2:28 empty outcome; expected done or failed: it decides the price of "repair"'],
  ],
  [
    'an outcome of another name',
    'O1,C2,,coaching,2,2013-01-01,ok,,',
    ['2:30 unknown outcome "ok"; expected done or failed'],
  ],
  [
    'a rank that the price goes by',
    'O1,C1,P1,installation,1,2013-01-01,done,,',
    [
      '2:41 empty rank; expected 1 for the first "installation" of an order, 2 for the second, and so on',
    ],
  ],
  [
    'rank 0',
    'O1,C1,P1,installation,1,2013-01-01,done,0,',
    ['2:41 found rank 0; expected 1 or more'],
  ],
  [
    'a quantity that must be given',
    'O1,C2,,report,,2013-01-01,,,',
    ['2:15 empty quantity; expected the number of accesses'],
  ],
  [
    'none: more than the price is for blocks the invoice only',
    'O1,C2,,report,201,2013-01-01,,,',
    [],
  ],
  [
    'less than the least',
    'O1,C2,,coaching,1,2013-01-01,,,',
    ['2:17 found quantity 1; expected 2 or more of "coaching"'],
  ],
  [
    'a day on which the catalogue has no price',
    'O1,C2,,old-repair,1,2013-01-01,,,',
    [
      '2:21 the catalogue has no price of "old-repair" on 2013-01-01; expected a day from 2012-01-01 to 2012-12-31',
    ],
  ],
  ['none on the last day of the price', 'O1,C2,,old-repair,1,2012-12-31,,,', []],
])('orders: %s', async (_, row, faults) => {
  expect(await faultsOf({ orders: `${ORDERS}${row}\n` })).toEqual(
    faults.map((fault) => `orders.csv:${fault}`),
  );
});

test('indices: an index that no price is revised by', async () => {
  const indices = 'index,month,value\nsyntec,2013-01,230.1\nsintec,2013-02,231\n';
  expect(await faultsOf({ indices })).toEqual([
    'indices.csv:3:1 unknown index "sintec"; expected syntec, insee',
  ]);
});

import { describe, expect, it, test } from 'vitest';
import { parseWindows } from '../../src/reference/allowed-use.ts';
import { checkReference, loadReference } from '../../src/reference/load-reference.ts';
import { fakeBilling } from './fake-billing.ts';
import { fakeTariffs } from './fake-tariffs.ts';
import { faultsOf, referenceDirectory } from './reference-directory.ts';

const HEADER =
  'alarm_id,customer_id,contract_id,line,kind,allowed,threshold,unit,per,starts_on,ends_on\n';
const UNITS = 's, message, ko, hit, activation';
const SERVICES = 'voice, csd, sms, data, sms_internet, location, transfer_activation';
const WINDOWS =
  'windows separated by ";", each of dates 2026-10-01/2026-10-31, days mon-fri and hours 08:00-18:00, at least one of the three';

describe('alarms.csv', () => {
  it('is read with its windows, threshold and scope', async () => {
    const rows = `A1,C2,M1,+33700000001,period,mon-fri 08:00-18:00;2013-12-24/2013-12-24,,,,2013-01-01,2013-12-31
A2,C2,,,threshold,,5000,ko,,2013-01-01,
`;
    const directory = referenceDirectory({ alarms: HEADER + rows });
    const { alarms } = await loadReference(directory, fakeTariffs(), fakeBilling());
    expect(alarms).toMatchObject([
      {
        alarmId: 'A1',
        contractId: 'M1',
        line: '33700000001',
        kind: 'period',
        endsOn: '2013-12-31',
        windows: [
          { fromDate: null, weekdays: 0b11_1110, fromMinute: 480, toMinute: 1080 },
          { fromDate: '2013-12-24', toDate: '2013-12-24', weekdays: 0b1111_1110, toMinute: 1440 },
        ],
      },
      { alarmId: 'A2', contractId: null, line: null, threshold: 5000, unit: 'ko', per: 'line' },
    ]);
    const { counts } = await checkReference(directory, fakeTariffs(), fakeBilling());
    expect(counts.alarms).toBe(2);
  });

  const faults: [name: string, row: string, fault: string][] = [
    [
      'an unknown customer',
      'A,C9,,,imei,,,,,2013-01-01,',
      '2:3 unknown customer_id "C9"; expected one of customers',
    ],
    [
      'an unknown contract',
      'A,C1,X,,imei,,,,,2013-01-01,',
      '2:6 unknown contract_id "X"; expected one of contracts',
    ],
    [
      "another customer's contract",
      'A,C1,M1,,imei,,,,,2013-01-01,',
      '2:6 contract "M1" belongs to another customer; expected one of "C1"',
    ],
    [
      'an unknown line',
      'A,C1,,+3,imei,,,,,2013-01-01,',
      '2:7 unknown line "3"; expected one of lines, or empty for all',
    ],
    [
      'an unknown kind',
      'A,C1,,,place,,,,,2013-01-01,',
      '2:8 unknown kind "place"; expected country, period, imei, kind_of_communication, threshold',
    ],
    [
      'a country that is no code',
      'A,C1,,,country,FR Belgium,,,,2013-01-01,',
      '2:16 found "Belgium" in allowed; expected codes of allowed countries such as "FR BE", separated by spaces',
    ],
    [
      'no service',
      'A,C1,,,kind_of_communication,,,,,2013-01-01,',
      `2:30 found "" in allowed; expected allowed services separated by spaces: ${SERVICES}`,
    ],
    [
      'a service that is none',
      'A,C1,,,kind_of_communication,data fax,,,,2013-01-01,',
      `2:30 found "fax" in allowed; expected allowed services separated by spaces: ${SERVICES}`,
    ],
    [
      'a night in one window',
      'A,C1,,,period,mon 08:00-12:00; 22:00-06:00,,,,2013-01-01,',
      `2:15 found "22:00-06:00" in allowed; expected ${WINDOWS}`,
    ],
    [
      'no threshold',
      'A,C1,,,threshold,,,ko,,2013-01-01,',
      '2:19 empty threshold; expected a whole number from 0 up',
    ],
    [
      'an unknown unit',
      'A,C1,,,threshold,,1,Mo,,2013-01-01,',
      `2:21 found unit "Mo"; expected ${UNITS}`,
    ],
    [
      'an unknown per',
      'A,C1,,,threshold,,1,ko,fleet,2013-01-01,',
      '2:24 found per "fleet"; expected line, or scope for all lines together',
    ],
    [
      'a threshold on another kind',
      'A,C1,,,country,FR,5,,,2013-01-01,',
      '2:19 found threshold on an alarm of kind country; expected none',
    ],
    ['no start', 'A,C1,,,imei,,,,,,', '2:17 found ""; expected a date as YYYY-MM-DD'],
  ];
  it.each(faults)('with %s is refused at its place', async (_, row, fault) => {
    expect(await faultsOf({ alarms: `${HEADER}${row}\n` })).toEqual([`alarms.csv:${fault}`]);
  });

  it('with an id twice is refused', async () => {
    const row = 'A,C1,,,imei,,,,,2013-01-01,\n';
    expect(await faultsOf({ alarms: HEADER + row + row })).toEqual([
      'alarms.csv:3:1 alarm_id "A" repeats that of line 2',
    ]);
  });

  it('finds no unknown line where lines.csv cannot be read whole', async () => {
    const lines = 'line,contract_id,starts_on,ends_on\n"1,M1,2013-01-01,\n';
    const alarms = `${HEADER}A,C1,,33100000001,imei,,,,,2013-01-01,\n`;
    expect(await faultsOf({ lines, alarms })).toEqual([
      'lines.csv:2:1 opening quote without a closing quote; expected `"` at the end of the field',
    ]);
  });
});

test.each([
  '',
  'mon-fri;',
  'monday',
  'fri-mon',
  'mon mon',
  'mon tue-wed',
  '8:00-18:00',
  '08:00-24:01',
  '08:60-09:00',
  '09:00-09:00',
  '09:00',
  '2013-02-29/2013-03-01',
  '2013-03-02/2013-03-01',
  '2013-03-01',
])('"%s" is no list of windows', (text) => {
  expect(parseWindows(text)).toHaveProperty('wrong');
});

import { describe, expect, it } from 'vitest';
import { webexCsv } from '../../src/decode/webex-csv.ts';
import { webexJson } from '../../src/decode/webex-json.ts';
import { type DecodedFile, decodeFile } from './decode-file.ts';
import { bodyOf, item, reportOf, type WebexItem } from './webex-legs.ts';

const inReport = (changes: WebexItem) => decodeFile(webexCsv, reportOf(item(changes)));
const inFeed = (changes: WebexItem) => decodeFile(webexJson, bodyOf([item(changes)]));
const SOURCES: [string, (changes: WebexItem) => DecodedFile][] = [
  ['report', inReport],
  ['feed', inFeed],
];

describe.each(SOURCES)('a Webex leg in a %s', (_, decode) => {
  const read = (changes: WebexItem) => decode(changes).records[0];
  const rejected = (changes: WebexItem) => {
    const { records, rejects } = decode(changes);
    expect(records).toEqual([]);
    expect(rejects).toHaveLength(1);
    return `${rejects[0].reason} ${rejects[0].detail}`;
  };

  it('is a voice record of its user', () => {
    const { records, rejects } = decode({});
    expect(rejects).toEqual([]);
    expect(records).toMatchObject([
      {
        service: 'voice',
        eventId: item()['Report ID'],
        line: '33140000012',
        startedAt: '2026-10-05T07:00:01.250000Z',
        sessionStartedAt: '2026-10-05T07:00:01.250000Z',
        durationSeconds: 61,
        called: '+33612345678',
        octetsUp: 0,
        octetsDown: 0,
        sessionId: '',
        country: '',
        outcome: 0,
        marks: [],
      },
    ]);
  });

  it('lasts 0 seconds when it was not answered', () => {
    expect(read({ Answered: 'false' }).durationSeconds).toBe(0);
    expect(read({ Answered: 'false', Duration: '' }).durationSeconds).toBe(0);
    expect(read({ Answered: 'false', Duration: 'NA' }).durationSeconds).toBe(0);
    expect(read({ Answered: 'FALSE', Duration: 7 }).durationSeconds).toBe(0);
    expect(read({ Answered: 'True', Duration: '7' }).durationSeconds).toBe(7);
  });

  it.each([
    ['ORIGINATING', 'SIP_NATIONAL', []],
    ['TERMINATING', 'SIP_INBOUND', ['incoming']],
    ['terminating', 'SIP_NATIONAL', ['incoming']],
    ['ORIGINATING', 'SIP_ENTERPRISE', ['on-net']],
    ['ORIGINATING', 'SIP_MEETING', ['on-net']],
    ['TERMINATING', 'SIP_ENTERPRISE', ['incoming', 'on-net']],
    ['ORIGINATING', 'SIP_INTERNATIONAL', []],
    ['ORIGINATING', 'UNKNOWN', []],
    ['ORIGINATING', '', []],
    ['ORIGINATING', 'NA', []],
  ])('%s %s has the marks %j', (direction, callType, marks) => {
    expect(read({ Direction: direction, 'Call type': callType }).marks).toEqual(marks);
  });

  it('is paid by the user who forwards it, not by the stranger who called', () => {
    const forwarded = read({
      'Calling number': '+441632960001',
      'Redirecting number': '+33140000012',
    });
    expect(forwarded).toMatchObject({ line: '33140000012', called: '+33612345678', marks: [] });
  });

  it.each([
    ['+33140000012', '33140000012'],
    ['33140000012', '33140000012'],
    ['+33 1 40 00 00 12', '33140000012'],
    ['tel:+33-140-000-012', '33140000012'],
    ['+6834001', '6834001'],
  ])('finds the line in %j', (userNumber, line) => {
    expect(read({ 'User number': userNumber }).line).toBe(line);
  });

  it.each(['', 'NA', '2001', '5121234', 'user@example.com', '123456789012345678'])(
    'is of the site when the user number is %j',
    (userNumber) => {
      expect(read({ 'User number': userNumber }).line).toBe('33140000000');
    },
  );

  it('keeps an extension as its line when the site has no number', () => {
    expect(read({ 'User number': '2001', 'Site main number': 'NA' }).line).toBe('2001');
  });

  it('is rejected when nothing tells the line', () => {
    const nobody = { 'User number': 'NA', 'Site main number': '' };
    expect(rejected(nobody)).toMatch(/^missing_value User number is empty/);
    const long = { 'User number': 'u'.repeat(256), 'Site main number': '' };
    expect(rejected(long)).toMatch(/^id_too_long User number/);
  });

  it.each([
    ['+33612345678', '+33612345678'],
    ['0612345678', '0612345678'],
    ['+33 (6) 12.34-56 78', '+33612345678'],
    ['TEL:+33612345678', '+33612345678'],
    ['112', '112'],
    ['5121234', '5121234'],
    ['12345678901234567', '12345678901234567'],
  ])('calls %j', (calledNumber, called) => {
    expect(read({ 'Called number': calledNumber })).toMatchObject({ called, marks: [] });
  });

  it('calls what was dialled when the called number is empty', () => {
    expect(read({ 'Called number': '' }).called).toBe('0612345678');
    expect(read({ 'Called number': 'NA', 'Dialed digits': '3900' }).called).toBe('3900');
  });

  it.each([
    'sip:ada@example.com',
    'ada@example.com',
    'Unavailable',
    '*72',
    '#31#0612345678',
    '33+612345678',
    '++33612345678',
    'tel:',
    '-',
    '123456789012345678',
  ])('marks %j as no telephone number', (calledNumber) => {
    expect(read({ 'Called number': calledNumber })).toMatchObject({
      called: '',
      marks: ['not-a-number'],
    });
  });

  it('marks a call to nothing at all', () => {
    const leg = read({ 'Called number': 'NA', 'Dialed digits': '', Direction: 'TERMINATING' });
    expect(leg).toMatchObject({ called: '', marks: ['incoming', 'not-a-number'] });
  });

  it.each([
    ['2026-10-05T07:00:01Z', '2026-10-05T07:00:01.000000Z'],
    ['2026-10-05T09:00:01.5+02:00', '2026-10-05T07:00:01.500000Z'],
    ['2023-10-12 21:22:32.621', '2023-10-12T21:22:32.621000Z'],
  ])('starts at %s', (startTime, startedAt) => {
    expect(read({ 'Start time': startTime }).startedAt).toBe(startedAt);
  });

  it.each([
    ['Report ID', '', 'missing_value Report ID'],
    ['Report ID', 'NA', 'missing_value Report ID'],
    ['Report ID', 'x'.repeat(256), 'id_too_long Report ID'],
    ['Start time', '', 'bad_time Start time'],
    ['Start time', 'NA', 'bad_time Start time'],
    ['Start time', '05/10/2026 07:00', 'bad_time Start time'],
    ['Direction', '', 'bad_direction Direction'],
    ['Direction', 'SIDEWAYS', 'bad_direction Direction'],
    ['Answered', '', 'bad_answered Answered'],
    ['Answered', 'Yes', 'bad_answered Answered'],
    ['Duration', '', 'missing_value Duration'],
    ['Duration', 'NA', 'missing_value Duration'],
    ['Duration', '-1', 'bad_count Duration'],
    ['Duration', '1.5', 'bad_count Duration'],
    ['Duration', '4294967296', 'bad_count Duration'],
    ['Duration', 'x', 'bad_count Duration'],
  ])('is rejected when %s is %j', (name, value, message) => {
    expect(rejected({ [name]: value }).startsWith(message)).toBe(true);
  });

  it('is rejected for a bad duration also when nobody answered', () => {
    expect(rejected({ Answered: 'false', Duration: '-1' })).toMatch(/^bad_count/);
  });
});

describe('both sources', () => {
  it('give the same records', () => {
    const legs = [
      item(),
      item({ 'Report ID': 'second', 'User number': '2001', 'Called number': '01 40 00 00 13' }),
      item({ 'Report ID': 'third', Direction: 'TERMINATING', Answered: 'false', Duration: 0 }),
      item({ 'Report ID': 'fourth', 'Called number': 'sip:x@y', 'Call type': 'SIP_ENTERPRISE' }),
    ];
    const withoutRows = ({ records }: DecodedFile) => records.map((leg) => ({ ...leg, row: 0 }));
    const report = decodeFile(webexCsv, reportOf(...legs), { capacity: 2 });
    const feed = decodeFile(webexJson, bodyOf(legs), { capacity: 3 });
    expect(withoutRows(report)).toEqual(withoutRows(feed));
    expect(report.records.map(({ row }) => row)).toEqual([2, 3, 4, 5]);
    expect(feed.records.map(({ row }) => row)).toEqual([1, 2, 3, 4]);
  });
});

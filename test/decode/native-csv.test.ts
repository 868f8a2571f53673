import { describe, expect, it } from 'vitest';
import { OUTCOME_DELIVERED, OUTCOME_NONE, OUTCOME_UNDELIVERED } from '../../src/batch/cdr-rows.ts';
import { FormatError } from '../../src/decode/cdr-format.ts';
import { nativeCsv } from '../../src/decode/native-csv.ts';
import { decodeFile, opening, reasons } from './decode-file.ts';
import {
  DATA,
  fileOf,
  HEADER,
  NATIVE_COLUMNS,
  type NativeFields,
  rowOf,
  SMS,
  SMS_INTERNET,
  VOICE,
} from './native-rows.ts';

const decode = (...rows: (NativeFields | string)[]) => decodeFile(nativeCsv, fileOf(...rows));

const SESSION = { session_id: 's', session_started_at: '2026-10-01T00:00:00Z' };

describe('native CSV: what a row means', () => {
  it('reads a call', () => {
    expect(decode(VOICE).records).toEqual([
      {
        row: 2,
        service: 'voice',
        eventId: 'v1',
        line: '33140000001',
        startedAt: '2026-10-01T06:30:00.000000Z',
        durationSeconds: 61,
        called: '0612345678',
        octetsUp: 0,
        octetsDown: 0,
        sessionId: '',
        sessionStartedAt: '2026-10-01T06:30:00.000000Z',
        country: '',
        outcome: OUTCOME_NONE,
        marks: [],
      },
    ]);
  });

  it('reads a data record', () => {
    expect(decode(DATA).records).toEqual([
      {
        row: 2,
        service: 'data',
        eventId: 'd1',
        line: 'sim-7',
        startedAt: '2026-10-01T09:00:00.250000Z',
        durationSeconds: 0,
        called: '',
        octetsUp: 1200,
        octetsDown: 900,
        sessionId: 's1',
        sessionStartedAt: '2026-10-01T08:59:00.000000Z',
        country: 'DE',
        outcome: OUTCOME_NONE,
        marks: [],
      },
    ]);
  });

  it('makes a data record without a session its own session', () => {
    const [record] = decode({ ...DATA, session_id: '', session_started_at: '' }).records;
    expect(record.sessionId).toBe('');
    expect(record.sessionStartedAt).toBe(record.startedAt);
  });

  it('reads messages and what became of them', () => {
    const { records } = decode(SMS, SMS_INTERNET, { ...SMS_INTERNET, outcome: 'expired' });
    expect(records.map(({ service, called, outcome }) => [service, called, outcome])).toEqual([
      ['sms', '+33612345678', OUTCOME_NONE],
      ['sms_internet', '+33612345678', OUTCOME_DELIVERED],
      ['sms_internet', '+33612345678', OUTCOME_UNDELIVERED],
    ]);
  });

  it('reads services that need nothing but id, line and time', () => {
    const plain = { event_id: 'x', line: '33140000001', started_at: '2026-10-01T08:30:00Z' };
    const services = ['location', 'transfer_activation'];
    const { records, rejects } = decode(...services.map((service) => ({ ...plain, service })));
    expect(rejects).toEqual([]);
    expect(records.map(({ service }) => service)).toEqual(services);
  });

  it('reads GSM data as a call', () => {
    const [record] = decode({ ...VOICE, service: 'csd' }).records;
    expect(record).toMatchObject({ service: 'csd', durationSeconds: 61, called: '0612345678' });
  });

  it('ignores what a service has no use for', () => {
    const call = { ...VOICE, ...SESSION, bytes_up: '5', bytes_down: '6', outcome: 'delivered' };
    expect(decode(call)).toEqual(decode(VOICE));
    const data = { ...DATA, called: '0612345678', duration_s: '9', outcome: 'delivered' };
    expect(decode(data)).toEqual(decode(DATA));
  });

  it('takes an unanswered call, and a plus before the line', () => {
    const [record] = decode({ ...VOICE, duration_s: '0', line: '+33140000001' }).records;
    expect(record).toMatchObject({ durationSeconds: 0, line: '33140000001' });
  });

  it('reads columns in any order and case, and ignores those it does not know', () => {
    const columns = [...NATIVE_COLUMNS].reverse();
    const header = `${columns.map((name) => name.toUpperCase()).join(',')},remark`;
    const file = `${header}\n${rowOf(VOICE, columns)},"any, thing"\n`;
    expect(decodeFile(nativeCsv, file)).toEqual(decode(VOICE));
  });

  it('does without the columns that its services do not need', () => {
    const columns = ['event_id', 'service', 'line', 'started_at', 'called'] as const;
    const file = `${columns.join(',')}\n${rowOf(SMS, columns)}\n${rowOf(VOICE, columns)}\n`;
    const decoded = decodeFile(nativeCsv, file);
    expect(decoded.records).toEqual(decode(SMS).records);
    expect(reasons(decoded)).toEqual(['3 missing_value']);
    expect(decoded.rejects[0].detail).toBe('the file has no column duration_s');
  });

  it('leaves nothing of one row in the next, however often its place is used', () => {
    const rows = [DATA, VOICE, SMS_INTERNET, SMS, DATA, SMS, VOICE];
    expect(decodeFile(nativeCsv, fileOf(...rows), { capacity: 1 })).toEqual(decode(...rows));
  });
});

describe('native CSV: what is rejected', () => {
  const cases: [string, NativeFields, reason: string, found: string][] = [
    ['no id', { ...VOICE, event_id: '' }, 'missing_value', 'event_id'],
    ['an id of 256 bytes', { ...VOICE, event_id: 'é'.repeat(128) }, 'id_too_long', 'event_id'],
    ['no service', { ...VOICE, service: '' }, 'unknown_service', 'service'],
    ['an unknown service', { ...VOICE, service: 'fax' }, 'unknown_service', 'service'],
    ['a service in capitals', { ...VOICE, service: 'VOICE' }, 'unknown_service', 'service'],
    ['no line', { ...VOICE, line: '' }, 'missing_value', 'line'],
    ['a line of nothing but a plus', { ...VOICE, line: '+' }, 'missing_value', 'line'],
    ['a line of 256 bytes', { ...VOICE, line: '1'.repeat(256) }, 'id_too_long', 'line'],
    ['no time', { ...VOICE, started_at: '' }, 'bad_time', 'started_at'],
    ['a time without zone', { ...VOICE, started_at: '2026-10-01T08:30:00' }, 'bad_time', 'started'],
    ['a country of one letter', { ...VOICE, country: 'F' }, 'bad_country', 'country'],
    ['a country of three letters', { ...VOICE, country: 'FRA' }, 'bad_country', 'country'],
    ['a call without duration', { ...VOICE, duration_s: '' }, 'missing_value', 'duration_s'],
    ['a negative duration', { ...VOICE, duration_s: '-1' }, 'bad_count', 'duration_s'],
    ['a decimal duration', { ...VOICE, duration_s: '1.5' }, 'bad_count', 'duration_s'],
    ['an impossible duration', { ...VOICE, duration_s: '4294967296' }, 'bad_count', 'duration_s'],
    ['a call without number', { ...VOICE, called: '' }, 'missing_value', 'called'],
    [
      'a GSM data call without number',
      { ...VOICE, service: 'csd', called: '' },
      'missing',
      'called',
    ],
    ['a number with spaces', { ...VOICE, called: '06 12 34 56 78' }, 'bad_called', 'called'],
    ['a number of 18 digits', { ...VOICE, called: '1'.repeat(18) }, 'bad_called', 'called'],
    ['an SMS without number', { ...SMS, called: '' }, 'missing_value', 'called'],
    ['an SMS with a bad number', { ...SMS, called: 'abc' }, 'bad_called', 'called'],
    ['data without octets up', { ...DATA, bytes_up: '' }, 'missing_value', 'bytes_up'],
    ['data without octets down', { ...DATA, bytes_down: '' }, 'missing_value', 'bytes_down'],
    ['negative octets', { ...DATA, bytes_down: '-5' }, 'bad_count', 'bytes_down'],
    ['impossible octets', { ...DATA, bytes_up: '1125899906842625' }, 'bad_count', 'bytes_up'],
    ['a session id alone', { ...DATA, session_started_at: '' }, 'bad_session', 'session_id'],
    ['a session start alone', { ...DATA, session_id: '' }, 'bad_session', 'session_id'],
    ['a bad session start', { ...DATA, session_started_at: 'noon' }, 'bad_time', 'session_started'],
    ['a session id of 256 bytes', { ...DATA, session_id: 's'.repeat(256) }, 'id_too_long', 'sess'],
    [
      'a record that starts before its session',
      { ...DATA, session_started_at: '2026-10-01T09:00:00.250001Z' },
      'bad_session',
      'before its session',
    ],
    ['SMS Internet without number', { ...SMS_INTERNET, called: '' }, 'missing_value', 'called'],
    ['SMS Internet without outcome', { ...SMS_INTERNET, outcome: '' }, 'missing_value', 'outcome'],
  ];

  it.each(cases)('%s', (_, fields, reason, found) => {
    const { records, rejects } = decode(VOICE, fields, SMS);
    expect(rejects).toHaveLength(1);
    expect(rejects[0].row).toBe(3);
    expect(rejects[0].reason).toContain(reason);
    expect(rejects[0].detail).toContain(found);
    expect(rejects[0].raw).toBe(rowOf(fields));
    expect(records.map(({ row, eventId }) => [row, eventId])).toEqual([
      [2, 'v1'],
      [4, 'm1'],
    ]);
  });

  it.each([
    ['an id of 255 bytes', { ...VOICE, event_id: 'é'.repeat(127).concat('x') }],
    ['a number of 17 digits after a plus', { ...VOICE, called: `+${'1'.repeat(17)}` }],
    ['the longest duration', { ...VOICE, duration_s: '4294967295' }],
    ['the most octets', { ...DATA, bytes_up: '1125899906842624' }],
    ['a record that starts with its session', { ...DATA, session_started_at: DATA.started_at }],
  ] as [string, NativeFields][])('but not %s', (_, fields) => {
    expect(decode(fields).rejects).toEqual([]);
  });
});

describe('native CSV: rows that are no CSV', () => {
  const good = rowOf(VOICE);

  it.each([
    ['too few fields', good.slice(0, -1), 'field_count'],
    ['too many fields', `${good},`, 'field_count'],
    ['an open quote', good.replace('v1', '"v1'), 'open_quote'],
    ['a quote inside a field', good.replace('v1', 'v"1'), 'bad_quote'],
    ['text after a quote', good.replace('v1', '"v"1'), 'bad_quote'],
    ['NUL', good.replace('v1', 'v\0'), 'control_character'],
    ['a tab', good.replace('v1', 'v\t'), 'control_character'],
    ['a lone carriage return', good.replace('v1', 'v\r'), 'control_character'],
  ])('rejects %s and reads the rows after it', (_, row, reason) => {
    const decoded = decode(row, good, { ...VOICE, event_id: 'v2' });
    expect(reasons(decoded)).toEqual([`2 ${reason}`]);
    expect(decoded.rejects[0].raw).toBe(row);
    expect(decoded.records.map(({ row, eventId }) => [row, eventId])).toEqual([
      [3, 'v1'],
      [4, 'v2'],
    ]);
  });

  it('rejects invalid UTF-8, and shows it', () => {
    const file = Buffer.from(fileOf(VOICE, { ...VOICE, event_id: 'v?2' }, SMS), 'latin1');
    file[file.indexOf('?')] = 0xe9;
    const decoded = decodeFile(nativeCsv, file);
    expect(reasons(decoded)).toEqual(['3 invalid_utf8']);
    expect(decoded.rejects[0].raw).toContain('v\ufffd2');
    expect(decoded.records).toHaveLength(2);
  });

  it('says how many fields were expected and found', () => {
    expect(decode('a,b').rejects[0].detail).toBe('expected 12 fields as in the header, found 2');
  });

  it('shows a row with quotes as it stood, not as it was read', () => {
    const row = good.replace('v1', '"v""1"').replace('61', '"x"');
    const [reject] = decode(row).rejects;
    expect(reject).toMatchObject({ reason: 'bad_count', raw: row });
  });

  it('shows at most 4096 bytes of a row', () => {
    const [reject] = decode(`${'y'.repeat(5000)}`).rejects;
    expect(reject.raw).toBe('y'.repeat(4096));
  });
});

describe('native CSV: the file', () => {
  const expected = decode(VOICE, SMS);

  it.each([
    ['a byte order mark', `\ufeff${fileOf(VOICE, SMS)}`],
    ['CRLF', fileOf(VOICE, SMS).replaceAll('\n', '\r\n')],
    ['no line feed at the end', fileOf(VOICE, SMS).slice(0, -1)],
    ['CR alone at the end', `${fileOf(VOICE, SMS).slice(0, -1)}\r`],
    ['every field quoted', fileOf(VOICE, SMS).replace(/[^,\n]+/g, '"$&"')],
  ])('may have %s', (_, file) => {
    expect(decodeFile(nativeCsv, file)).toEqual(expected);
  });

  it('may have blank lines, which are counted but are no rows', () => {
    const decoded = decodeFile(nativeCsv, `${HEADER}\n\n${rowOf(VOICE)}\n\r\n\n${rowOf(SMS)}\n\n`);
    expect(decoded.records.map(({ row }) => row)).toEqual([3, 6]);
    expect(decoded.rejects).toEqual([]);
    expect(decoded.rowsSeen).toBe(6);
  });

  it('may have no rows', () => {
    for (const file of [HEADER, `${HEADER}\n`]) {
      expect(decodeFile(nativeCsv, file)).toEqual({ records: [], rejects: [], rowsSeen: 0 });
    }
  });

  it('reads a comma and quotes inside a quoted id', () => {
    const [record] = decode({ ...VOICE, event_id: '"a,""b"""' }).records;
    expect(record.eventId).toBe('a,"b"');
  });

  it('must have a header with the columns every row needs', () => {
    expect(opening(nativeCsv, 'event_id,line\n')).toThrow(
      'line 1: the header lacks service, started_at',
    );
    expect(opening(nativeCsv, '')).toThrow(FormatError);
    expect(opening(nativeCsv, `${HEADER},called\n`)).toThrow(
      'line 1: the column called stands twice',
    );
    expect(opening(nativeCsv, `${HEADER},note,note\n`)).not.toThrow();
  });
});

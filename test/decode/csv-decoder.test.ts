import { describe, expect, it } from 'vitest';
import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { MAX_RECORD_BYTES } from '../../src/bounds.ts';
import { nativeCsv } from '../../src/decode/native-csv.ts';
import { decodeFile, reasons } from './decode-file.ts';
import { DATA, fileOf, HEADER, rowOf, SMS, SMS_INTERNET, VOICE } from './native-rows.ts';

/** Good rows, bad rows, quotes, blank lines and both kinds of line end. */
const MIXED = [
  HEADER,
  rowOf(VOICE),
  `${rowOf({ ...VOICE, event_id: '"a ""quoted"", id"' })}\r`,
  '',
  'too,few,fields',
  rowOf({ ...VOICE, event_id: '"never closed' }),
  rowOf(DATA),
  '\r',
  rowOf({ ...SMS, event_id: 'né non' }),
  rowOf({ ...SMS, called: 'nobody' }),
  rowOf({ ...SMS_INTERNET, event_id: '"é""é"' }),
  rowOf(VOICE).replace('v1', 'v\t1'),
  rowOf({ ...VOICE, event_id: 'last', started_at: '' }),
  rowOf({ ...VOICE, event_id: 'the end' }),
].join('\n');

describe('windows', () => {
  const whole = decodeFile(nativeCsv, MIXED);

  it('decodes the mixed file as meant', () => {
    expect(whole.records.map(({ row, eventId }) => `${row} ${eventId}`)).toEqual([
      '2 v1',
      '3 a "quoted", id',
      '7 d1',
      '9 né non',
      '11 é"é',
      '14 the end',
    ]);
    expect(reasons(whole)).toEqual([
      '5 field_count',
      '6 open_quote',
      '10 bad_called',
      '12 control_character',
      '13 bad_time',
    ]);
    expect(whole.rowsSeen).toBe(13);
  });

  it.each([1, 2, 3, 7, 16, 61, 100, 257, 1000])('of %d bytes give the same', (windowBytes) => {
    expect(decodeFile(nativeCsv, MIXED, { windowBytes })).toEqual(whole);
  });

  it.each([1, 2, 3, 5])('and blocks of %d rows give the same', (capacity) => {
    expect(decodeFile(nativeCsv, MIXED, { windowBytes: 90, capacity })).toEqual(whole);
    expect(decodeFile(nativeCsv, MIXED, { capacity })).toEqual(whole);
  });

  it('leaves a cut row to the next call, and a full block its rows', () => {
    const bytes = new TextEncoder().encode(`${rowOf(VOICE)}\n${rowOf(SMS)}\n${rowOf(DATA)}`);
    const decoder = nativeCsv.open(new TextEncoder().encode(`${HEADER}\n`));
    const rows = new CdrRows(2);
    rows.reset(bytes);
    const secondRow = rowOf(VOICE).length + 1;
    const thirdRow = secondRow + rowOf(SMS).length + 1;
    expect(decoder.decode(bytes, 0, thirdRow - 1, false, rows)).toBe(secondRow);
    expect(decoder.rowsSeen).toBe(1);
    expect(decoder.decode(bytes, secondRow, bytes.length, true, rows)).toBe(thirdRow);
    expect(rows.rowCount).toBe(2);
    expect(decoder.decode(bytes, thirdRow, bytes.length, true, rows)).toBe(thirdRow);
    rows.reset(bytes);
    expect(decoder.decode(bytes, thirdRow, bytes.length, true, rows)).toBe(bytes.length);
    expect([...rows.row.slice(0, 1), decoder.rowsSeen]).toEqual([2, 3]);
  });
});

describe('rows too long to be a record', () => {
  const padded = (length: number) => {
    const row = rowOf({ ...VOICE, event_id: '' });
    return `${'x'.repeat(length - row.length)}${row}`;
  };
  const file = fileOf(VOICE, padded(3 * MAX_RECORD_BYTES), SMS, padded(MAX_RECORD_BYTES), DATA);
  const windows = [1 << 16, 300_000, MAX_RECORD_BYTES, 1 << 24];

  it.each(windows)('are one reject each, read by %d bytes', (windowBytes) => {
    const decoded = decodeFile(nativeCsv, file, { windowBytes });
    expect(reasons(decoded)).toEqual(['3 row_too_long', '5 row_too_long']);
    expect(decoded.rejects[0].raw).toBe('x'.repeat(4096));
    expect(decoded.records.map(({ row, eventId }) => `${row} ${eventId}`)).toEqual([
      '2 v1',
      '4 m1',
      '6 d1',
    ]);
    expect(decoded.rowsSeen).toBe(5);
  });

  it.each(windows)('also at the end of a file without line feed, by %d bytes', (windowBytes) => {
    const decoded = decodeFile(nativeCsv, `${fileOf(VOICE)}${padded(2 * MAX_RECORD_BYTES)}`, {
      windowBytes,
    });
    expect(reasons(decoded)).toEqual(['3 row_too_long']);
    expect(decoded.rowsSeen).toBe(2);
  });

  it.each(windows)('begin beyond the limit, by %d bytes', (windowBytes) => {
    const longest = decodeFile(nativeCsv, fileOf(padded(MAX_RECORD_BYTES - 1), SMS), {
      windowBytes,
    });
    expect(reasons(longest)).toEqual(['2 id_too_long']);
    expect(longest.records).toHaveLength(1);
  });

  it('are never held: what is left over stays within the limit', () => {
    const decoder = nativeCsv.open(new TextEncoder().encode(`${HEADER}\n`));
    const rows = new CdrRows(10);
    const window = new Uint8Array(MAX_RECORD_BYTES + 1).fill(0x78);
    rows.reset(window);
    expect(decoder.decode(window, 0, window.length - 1, false, rows)).toBe(0);
    expect(decoder.decode(window, 0, window.length, false, rows)).toBe(window.length);
    expect(decoder.decode(window, 0, window.length, false, rows)).toBe(window.length);
    expect(rows.rejects).toHaveLength(1);
    expect(decoder.rowsSeen).toBe(1);
  });
});

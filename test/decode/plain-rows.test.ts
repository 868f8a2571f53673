import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_COLUMNS, requireCsvHeader } from '../../src/decode/csv-header.ts';
import { NATIVE_REQUIRED, nativeCsv } from '../../src/decode/native-csv.ts';
import { PlainRowReader, PlainRows } from '../../src/decode/plain-rows.ts';
import { type DecodeOptions, decodeFile } from './decode-file.ts';
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

/** What the kernel makes of a file must be what JavaScript makes of it. */
function expectSame(file: string | Uint8Array, options: DecodeOptions = {}): void {
  const withKernel = decodeFile(nativeCsv, file, { ...options, withKernel: true });
  expect(withKernel).toEqual(decodeFile(nativeCsv, file, options));
}

/** Rows from the front of a file that the kernel reads without JavaScript's help. */
function plainRowsOf(file: string): number {
  const bytes = new TextEncoder().encode(file);
  const plainRows = new PlainRows(bytes.length, 1000);
  plainRows.window.set(bytes);
  const header = requireCsvHeader(bytes, NATIVE_REQUIRED);
  const reader = new PlainRowReader(plainRows, header);
  expect(reader.begin(plainRows.window, plainRows.rows, header.bytesUsed)).toBe(true);
  return reader.read(header.bytesUsed, bytes.length, 0);
}

const TIMES = [
  ...['2026-10-01T08:30:00+02:00', '2026-10-01T08:30:00Z', '2026-10-01 08:30:00z'],
  ...['2026-10-01t08:30:00.1-11:59', '2026-10-01T08:30:00.1234567Z', '2026-10-01T08:30:00.Z'],
  ...['1970-01-01T00:00:00Z', '1970-01-01T00:00:00+00:01', '2199-12-31T23:59:59.999999Z'],
  ...['2200-01-01T00:00:00+01:00', '2199-12-31T23:59:59-00:01', '1969-12-31T23:59:59-01:00'],
  ...['2000-02-29T00:00:00Z', '2100-02-29T00:00:00Z', '2100-02-28T23:00:00Z'],
  ...['2028-02-29T12:00:00Z', '2026-02-29T12:00:00Z', '2026-04-31T12:00:00Z'],
  ...['2026-08-31T12:00:00Z', '2026-09-31T12:00:00Z', '2026-00-10T12:00:00Z'],
  ...['2026-13-10T12:00:00Z', '2026-10-01T24:00:00Z', '2026-10-01T23:60:00Z'],
  ...['2026-10-01T23:59:60Z', '2026-10-01T08:30:00', '2026-10-01T08:30:00+0200'],
  ...['2026-10-01T08:30:00+24:00', '2026-10-01T08:30:00+23:60', '2026/10/01T08:30:00Z', ''],
  ...['0001-01-01T00:00:00Z', '9999-12-31T00:00:00Z', '2026-1a-01T00:00:00Z'],
];
const COUNTS = [
  ...['0', '61', '007', '4294967295', '4294967296', '1125899906842624', '1125899906842625'],
  ...['0000000000000000000000005', '99999999999999999999', '-1', '+1', '1.5', ' 1', '1e3', ''],
];
const CALLED = [
  ...['0612345678', '+33612345678', '3900', '00123456789012345', '001234567890123456'],
  ...['+', '++33', '12a', '1 2', ''],
];
const IDS = [
  ...['x', 'e22000000001', 'a b', '', 'é', 'a"b', '"a,b"', 'i'.repeat(255), 'i'.repeat(256)],
  ...['\t', 'a\u0001', '\u007f', '33140000001', '+33140000001', '+'],
];
const VALUES: Record<(typeof NATIVE_COLUMNS)[number], readonly string[]> = {
  event_id: IDS,
  service: ['voice', 'csd', 'sms', 'data', 'voicx', 'Voice', 'dat', 'sm', 'location', ''],
  line: IDS,
  started_at: TIMES,
  duration_s: COUNTS,
  called: CALLED,
  bytes_up: COUNTS,
  bytes_down: COUNTS,
  session_id: IDS,
  session_started_at: TIMES,
  country: ['', 'FR', 'de', 'Zz', 'F', 'FRA', 'F1', '@A', '[]', '{{'],
  outcome: ['', 'delivered', 'x'],
};

const GOOD = [VOICE, DATA, SMS, SMS_INTERNET, { ...VOICE, service: 'csd' }];

/** A good row with up to two of its values replaced. */
const anyRow = fc
  .record({
    good: fc.constantFrom(...GOOD),
    changes: fc.array(
      fc.constantFrom(...NATIVE_COLUMNS).chain((column) => {
        return fc.constantFrom(...VALUES[column]).map((value): NativeFields => {
          return { [column]: value };
        });
      }),
      { maxLength: 2 },
    ),
    lineEnd: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\r\n', ',\n'),
  })
  .map(({ good, changes, lineEnd }) => ({ fields: Object.assign({}, good, ...changes), lineEnd }));

const anyColumns = fc.oneof(
  fc.constant([...NATIVE_COLUMNS]),
  fc.shuffledSubarray([...NATIVE_COLUMNS], { minLength: 4 }).map((columns) => {
    const missing = (NATIVE_REQUIRED as (keyof NativeFields)[]).filter(
      (name) => !columns.includes(name),
    );
    return [...columns, ...missing];
  }),
);

describe('plain rows of native CSV', () => {
  it('are all read by the kernel, whatever the order of their columns and the ends of their lines', () => {
    const plain = [VOICE, DATA, SMS, { ...VOICE, service: 'csd' }, { ...SMS, line: '+336' }];
    const rows = Array.from({ length: 200 }, (_, k) => plain[k % plain.length]);
    expect(plainRowsOf(fileOf(...rows))).toBe(200);
    expect(plainRowsOf(fileOf(...rows).replaceAll('\n', '\r\n'))).toBe(200);
    const columns = [...NATIVE_COLUMNS].reverse();
    const lines = [columns.join(), ...rows.map((row) => rowOf(row, columns)), ''];
    expect(plainRowsOf(lines.join('\n'))).toBe(200);
  });

  it('end at the first row that is not plain', () => {
    const others = [rowOf(SMS_INTERNET), '', rowOf({ ...VOICE, event_id: '"q"' }), 'x', ',,,,,,'];
    for (const other of others) expect(plainRowsOf(fileOf(VOICE, VOICE, other, VOICE))).toBe(2);
    expect(plainRowsOf(`${HEADER}\n${rowOf(VOICE)}`)).toBe(0);
  });

  it('are decoded as JavaScript decodes them, value by value', () => {
    for (const column of NATIVE_COLUMNS) {
      for (const good of GOOD) {
        expectSame(
          fileOf(VOICE, ...VALUES[column].map((value) => ({ ...good, [column]: value })), DATA),
        );
      }
    }
  });

  it('are decoded as JavaScript decodes them among any others', () => {
    const options = fc.record({
      windowBytes: fc.oneof(fc.constant(1 << 24), fc.integer({ min: 1, max: 700 })),
      capacity: fc.integer({ min: 1, max: 20 }),
    });
    const files = fc.record({
      columns: anyColumns,
      rows: fc.array(anyRow, { minLength: 1, maxLength: 30 }),
      isCut: fc.boolean(),
    });
    fc.assert(
      fc.property(files, options, ({ columns, rows, isCut }, reading) => {
        const lines = rows.map(({ fields, lineEnd }) => rowOf(fields, columns) + lineEnd).join('');
        const text = `${columns.join()}\n${lines}`;
        expectSame(isCut ? text.slice(0, -1) : text, reading);
      }),
      { seed: 20261201, numRuns: 1500 },
    );
  });

  it('may have as many columns as a header may have', () => {
    const extra = Array.from({ length: MAX_COLUMNS - NATIVE_COLUMNS.length }, (_, k) => `x${k}`);
    const header = [...NATIVE_COLUMNS, ...extra].join();
    const wide = [VOICE, DATA, SMS].map((row) => rowOf(row) + ','.repeat(extra.length));
    const rows = [...wide, rowOf(VOICE), `${wide[0]},`, ...wide, ','.repeat(5000), ...wide];
    const file = [header, ...rows, ''].join('\n');
    expect(plainRowsOf(file)).toBe(3);
    expectSame(file);
    expectSame(file, { windowBytes: 1500, capacity: 2 });
  });

  it('stop for rows that are too long', () => {
    const long = rowOf({ ...VOICE, outcome: 'x'.repeat(1 << 20) });
    expectSame(fileOf(VOICE, long, VOICE));
    expectSame(fileOf(VOICE, ','.repeat(20_000), VOICE));
  });
});

import type { Random } from '../generators/prng.ts';

/** Changes a row's bytes. The line feed behind the row is not part of it. */
type Mutation = (random: Random, row: Buffer) => Buffer;

/** Bytes and byte sequences that mean something to some decoder, or are no text at all. */
const HOSTILE_BYTES: Buffer[] = [
  ...['\n', '\r', '\r\n', '\t', '\0', ' ', ',', '"', '""', "'", '\\', ':', '{', '}', '[', ']'],
  ...[
    '\ufeff',
    '\u2028',
    '\u202e',
    '\u{1f600}',
    'e\u0301',
    '{"a":[',
    '{"items":[',
    ']}',
    '\\"',
    '\\u0000',
  ],
  ...['\\ud800', '},{', '"a":', 'null', '//', '/*', '#'],
]
  .map((text) => Buffer.from(text))
  .concat(
    [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x80], [0xf0, 0x9f], [0xfe, 0xff]].map((b) =>
      Buffer.from(b),
    ),
  );

const HOSTILE_NUMBERS = [
  ...['9007199254740992', '9007199254740993', '18446744073709551616', '4294967295', '4294967296'],
  ...[
    '1125899906842624',
    '1125899906842625',
    '2147483648',
    '-1',
    '-0',
    '+5',
    '1e3',
    '1e400',
    '0x10',
    '12.5',
  ],
  ...['00000000000000000000000000000001', '9'.repeat(400), '', ' 5', '٣', 'NaN', 'Infinity'],
];

const HOSTILE_TIMES = [
  ...[
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00Z',
  ],
  ...[
    '2199-12-31T23:59:59.999999Z',
    '2200-01-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2028-02-29T12:00:00Z',
  ],
  ...['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', '2026-03-29T02:30:00+01:00'],
  ...[
    '2026-12-31T23:59:60Z',
    '2026-10-01T24:00:00Z',
    '2026-10-01T00:00:00+24:00',
    '2026-10-01T00:00:00-00:00',
  ],
  ...[
    '2026-10-01 00:00:00Z',
    '2026-10-01',
    '20261001T000000Z',
    '-2026-10-01T00:00:00Z',
    '2026-10-31T22:59:59.9999999999Z',
  ],
];

const HOSTILE_TEXTS = [
  ...[
    'NULL',
    'null',
    'NaN',
    '\\N',
    "'; DROP TABLE usage_events; --",
    '=1+1',
    '%s%n',
    '../../etc/passwd',
    '__proto__',
  ],
  ...[
    'x'.repeat(255),
    'x'.repeat(256),
    'é'.repeat(128),
    '\u{1f600}'.repeat(70),
    ' ',
    '\u00a0',
    'FR',
    'ZZ',
    'voice',
  ],
];

const NUMBER = /\d+/g;
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g;
const FIELD = /[^,]+/g;
/** A value of JSON, behind its key. */
const VALUE = /(?<=":)("(\\.|[^"\\])*"|[^,{}[\]]+)/g;

const JSON_VALUES = [
  ...[
    'null',
    'true',
    '[]',
    '{}',
    '[[[[1]]]]',
    '{"Report ID":"x"}',
    '1e400',
    '-0',
    '9007199254740993',
  ],
  ...[
    '"\\u0000"',
    '"\\ud800"',
    '"\\n"',
    '"\\u00e9"',
    '""',
    '01',
    'nul',
    '[{"a":1},{"b":[2]}]',
    `${'['.repeat(40)}${']'.repeat(40)}`,
  ],
];

/** Mutations of any row. */
const ANY_ROW: Mutation[] = [
  (random, row) => changed(row, random.below(row.length), 1, Buffer.of(random.below(256))),
  (random, row) => {
    const at = random.below(row.length);
    return changed(row, at, 1, Buffer.of(row[at] ^ (1 << random.below(8))));
  },
  (random, row) => changed(row, random.below(row.length), 1, random.pick(HOSTILE_BYTES)),
  (random, row) => changed(row, random.below(row.length + 1), 0, random.pick(HOSTILE_BYTES)),
  (random, row) => changed(row, random.pick([0, row.length]), 0, random.pick(HOSTILE_BYTES)),
  (random, row) => changed(row, random.below(row.length), 1 + random.below(20), Buffer.of()),
  (random, row) => row.subarray(0, random.below(row.length)),
  (random, row) => row.subarray(random.below(row.length)),
  (random, row) => {
    const at = random.below(row.length);
    return changed(row, at, 0, row.subarray(at, at + 1 + random.below(40)));
  },
  (_, row) => Buffer.concat([row, row]),
  (_, row) => Buffer.concat([row, Buffer.from('\n'), row]),
  () => Buffer.of(),
  (random, row) => Buffer.from([...row.subarray(0, 200)].map(() => random.below(256))),
  (random, row) => replaced(random, row, NUMBER, HOSTILE_NUMBERS),
  (random, row) => replaced(random, row, TIME, HOSTILE_TIMES),
  (random, row) => replaced(random, row, TIME, HOSTILE_TIMES),
];

const CSV_ROW: Mutation[] = [
  (_, row) => Buffer.concat([row, Buffer.from('\r')]),
  (random, row) => replaced(random, row, FIELD, HOSTILE_TEXTS),
  (random, row) => replaced(random, row, FIELD, ['']),
  (random, row) => replacedBy(random, row, FIELD, (field) => `"${field}"`),
  (random, row) => replacedBy(random, row, FIELD, (field) => `"${field}""`),
  (random, row) => replacedBy(random, row, FIELD, (field) => `"${field},""x"""`),
  (random, row) =>
    changed(row, random.below(row.length + 1), 0, Buffer.from(','.repeat(random.between(1, 9)))),
  (random, row) => {
    const fields = row.toString('latin1').split(',');
    const [one, other] = [random.below(fields.length), random.below(fields.length)];
    [fields[one], fields[other]] = [fields[other], fields[one]];
    return Buffer.from(fields.join(','), 'latin1');
  },
];

const OPEN_ENDS = ['{"a":[', '{"a":[1', ',"a":[', ',"a":[1', ',"a":{"b":', '[', '"', '{"items":['];

const JSON_ITEM: Mutation[] = [
  // What begins here and never ends must not take in the items behind it.
  (random, row) =>
    changed(
      row,
      row.length - random.below(2),
      random.below(2),
      Buffer.from(random.pick(OPEN_ENDS)),
    ),
  (random, row) => replaced(random, row, VALUE, JSON_VALUES),
  (random, row) => replaced(random, row, VALUE, JSON_VALUES),
  (random, row) =>
    replaced(
      random,
      row,
      VALUE,
      HOSTILE_TEXTS.map((text) => JSON.stringify(text)),
    ),
  (_, row) => Buffer.from(row.toString('latin1').replace('{', '{"Report ID":"twice",'), 'latin1'),
];

/** A copy with `length` bytes from `at` on replaced. */
function changed(row: Buffer, at: number, length: number, by: Buffer): Buffer {
  return Buffer.concat([row.subarray(0, at), by, row.subarray(at + length)]);
}

function replaced(random: Random, row: Buffer, pattern: RegExp, values: string[]): Buffer {
  return replacedBy(random, row, pattern, () =>
    Buffer.from(random.pick(values)).toString('latin1'),
  );
}

/** Replaces one of the places where the pattern matches. */
function replacedBy(
  random: Random,
  row: Buffer,
  pattern: RegExp,
  by: (found: string) => string,
): Buffer {
  const text = row.toString('latin1');
  const places = [...text.matchAll(pattern)];
  if (places.length === 0) return row;
  const { index, 0: found } = random.pick(places);
  const result = text.slice(0, index) + by(found) + text.slice(index + found.length);
  return Buffer.from(result, 'latin1');
}

/** The row with one to four mutations; it may now be none, or several rows. */
export function mutated(random: Random, row: Buffer, isJson: boolean): Buffer {
  const own = isJson ? JSON_ITEM : CSV_ROW;
  let result = row;
  for (let left = random.pick([1, 1, 1, 2, 4]); left > 0 && result.length > 0; left--) {
    result = random.pick(random.chance(0.5) ? ANY_ROW : own)(random, result);
  }
  return result;
}

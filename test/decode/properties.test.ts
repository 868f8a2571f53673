import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeCsv } from '../../src/decode/native-csv.ts';
import { webexCsv } from '../../src/decode/webex-csv.ts';
import { webexJson } from '../../src/decode/webex-json.ts';
import { type DecodedFile, decodeFile } from './decode-file.ts';
import { DATA, HEADER, rowOf, SMS, SMS_INTERNET, VOICE } from './native-rows.ts';
import { item, reportOf } from './webex-legs.ts';

/** Bytes that mean something to a decoder come up more often than others. */
const anyByte = fc.oneof(
  fc.constantFrom(...Buffer.from('\n\r\t\0 ,"\'\\:{}[]019+-TZeEéx'), 0xef, 0xbb, 0xbf, 0x80, 0xff),
  fc.integer({ min: 0, max: 255 }),
);
const changes = fc.array(fc.record({ at: fc.nat(), byte: anyByte }), {
  minLength: 1,
  maxLength: 6,
});
const readings = fc.record({
  windowBytes: fc.integer({ min: 1, max: 700 }),
  capacity: fc.integer({ min: 1, max: 9 }),
});

type Changes = { at: number; byte: number }[];

/** A copy with bytes replaced anywhere in [from, to). */
function changed(bytes: Uint8Array, list: Changes, from: number, to: number) {
  const result = bytes.slice();
  const offsets = list.map(({ at, byte }) => {
    const offset = from + (at % (to - from));
    result[offset] = byte;
    return offset;
  });
  return { bytes: result, offsets };
}

/** [start, end) of each line of a file, its line feed not included. */
function linesOf(bytes: Uint8Array): [start: number, end: number][] {
  const lines: [number, number][] = [];
  for (let start = 0; start < bytes.length; ) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    lines.push([start, end]);
    start = end + 1;
  }
  return lines;
}

const everyRow = ({ records, rejects }: DecodedFile) =>
  [...records, ...rejects].map(({ row }) => row).sort((left, right) => left - right);

const nativeRows = fc.array(
  fc.constantFrom(
    rowOf(VOICE),
    rowOf(DATA),
    rowOf(SMS),
    rowOf(SMS_INTERNET),
    rowOf({ ...VOICE, event_id: '"a ""quoted"", id"' }),
    `${rowOf({ ...DATA, event_id: 'né' })}\r`,
    rowOf({ ...VOICE, duration_s: 'long' }),
    '',
    '\r',
  ),
  { minLength: 1, maxLength: 12 },
);
const legs = fc.array(
  fc.constantFrom(
    item(),
    item({ 'User number': '2001', Direction: 'TERMINATING' }),
    item({ 'Called number': '01 40 00 00 13', Answered: 'false' }),
    item({ Duration: 'x' }),
  ),
  { minLength: 1, maxLength: 8 },
);

const csvFiles = [
  ['native', nativeCsv, nativeRows.map((rows) => [HEADER, ...rows, ''].join('\n'))],
  ['Webex', webexCsv, legs.map((items) => reportOf(...items))],
] as const;

describe.each(csvFiles)('%s CSV with bytes changed at random', (_, format, files) => {
  it('gives each line one fate, and lines that are whole the fate they had', () => {
    fc.assert(
      fc.property(files, changes, (text, list) => {
        const good = new TextEncoder().encode(text);
        const { bytes, offsets } = changed(good, list, text.indexOf('\n') + 1, good.length);
        const before = decodeFile(format, good);
        const after = decodeFile(format, bytes);

        const lines = linesOf(bytes);
        const isBlank = ([start, end]: [number, number]) =>
          start === end || (end === start + 1 && bytes[start] === 0x0d);
        const filled = lines.flatMap((line, index) =>
          index === 0 || isBlank(line) ? [] : [index + 1],
        );
        expect(after.rowsSeen).toBe(lines.length - 1);
        expect(everyRow(after)).toEqual(filled);

        const lineAt = new Map(lines.map(([start], index) => [start, index + 1]));
        for (const [index, [start, end]] of linesOf(good).entries()) {
          if (index === 0 || offsets.some((at) => at >= start - 1 && at <= end)) continue;
          const row = lineAt.get(start) as number;
          expect(fateOf(after, row)).toEqual(fateOf(before, index + 1));
        }
      }),
      { seed: 20261001, numRuns: 400 },
    );
  });

  it('is the same however it is read', () => {
    fc.assert(
      fc.property(files, changes, readings, (text, list, reading) => {
        const good = new TextEncoder().encode(text);
        const { bytes } = changed(good, list, text.indexOf('\n') + 1, good.length);
        expect(decodeFile(format, bytes, reading)).toEqual(decodeFile(format, bytes));
      }),
      { seed: 20261002, numRuns: 150 },
    );
  });
});

function fateOf({ records, rejects }: DecodedFile, row: number) {
  const fate = [...records, ...rejects].find((one) => one.row === row);
  return fate && { ...fate, row: 0 };
}

describe('Webex JSON with bytes changed at random', () => {
  const LAYOUTS = [
    ['{"items":[', ',', ']}'],
    ['{"items":[\n', ',\n  ', '\n]}\n'],
    ['', '\n', '\n'],
  ];

  /** A feed whose items carry their number as id, with each item's place in the bytes. */
  function feedOf(items: object[], [before, between, after]: string[]) {
    const texts = items.map((fields, n) => JSON.stringify({ ...fields, 'Report ID': `leg ${n}` }));
    let at = before.length;
    const places = texts.map((text) => {
      const place: [start: number, end: number] = [at, at + Buffer.byteLength(text)];
      at = place[1] + between.length;
      return place;
    });
    const bytes = new TextEncoder().encode(before + texts.join(between) + after);
    return { bytes, places, listStart: before.length };
  }

  const legsById = ({ records }: DecodedFile) =>
    new Map(records.map((leg) => [leg.eventId, { ...leg, row: 0 }]));

  const feeds = fc
    .tuple(legs, fc.constantFrom(...LAYOUTS))
    .map(([items, layout]) => ({ ...feedOf(items, layout), between: layout[1] }));

  it('gives each item one fate, and items that are whole are read', () => {
    fc.assert(
      fc.property(feeds, changes, ({ bytes: good, places, listStart, between }, list) => {
        const { bytes, offsets } = changed(good, list, listStart, good.length);
        const before = legsById(decodeFile(webexJson, good));
        const after = decodeFile(webexJson, bytes);
        expect(everyRow(after)).toEqual(Array.from({ length: after.rowsSeen }, (_, n) => n + 1));

        const found = legsById(after);
        for (const [n, [start, end]] of places.entries()) {
          const isWhole = !offsets.some((at) => at >= start - between.length && at < end);
          if (isWhole) expect(found.get(`leg ${n}`)).toEqual(before.get(`leg ${n}`));
        }
      }),
      { seed: 20261003, numRuns: 600 },
    );
  });

  it('is the same however it is read', () => {
    fc.assert(
      fc.property(feeds, changes, readings, ({ bytes: good, listStart }, list, reading) => {
        const { bytes } = changed(good, list, listStart, good.length);
        expect(decodeFile(webexJson, bytes, reading)).toEqual(decodeFile(webexJson, bytes));
      }),
      { seed: 20261004, numRuns: 150 },
    );
  });

  it('is never silent about what it cannot read', () => {
    let filesCutShort = 0;
    fc.assert(
      fc.property(feeds, changes, ({ bytes: good, places, listStart }, list) => {
        const { bytes } = changed(good, list, listStart, good.length);
        const { records, rejects } = decodeFile(webexJson, bytes);
        if (records.length === places.length) return;
        filesCutShort++;
        expect(rejects.length).toBeGreaterThan(0);
      }),
      { seed: 20261005, numRuns: 300 },
    );
    expect(filesCutShort).toBeGreaterThan(200);
  });
});

describe('anything at all', () => {
  it.each([
    ['native CSV', nativeCsv, `${HEADER}\n`],
    ['a Webex report', webexCsv, reportOf(item()).split('\n')[0].concat('\n')],
    ['a Webex feed', webexJson, ''],
  ] as const)('after the header of %s never throws', (_, format, header) => {
    const head = new TextEncoder().encode(header);
    fc.assert(
      fc.property(fc.array(anyByte, { maxLength: 300 }), readings, (body, reading) => {
        const bytes = Uint8Array.from([...head, ...body]);
        const decoded = decodeFile(format, bytes, reading);
        expect(decoded).toEqual(decodeFile(format, bytes));
        expect(new Set(everyRow(decoded)).size).toBe(
          decoded.records.length + decoded.rejects.length,
        );
      }),
      { seed: 20261006, numRuns: 400 },
    );
  });
});

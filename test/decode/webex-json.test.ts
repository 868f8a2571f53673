import { describe, expect, it } from 'vitest';
import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { MAX_JSON_DEPTH, MAX_RECORD_BYTES } from '../../src/bounds.ts';
import { webexJson } from '../../src/decode/webex-json.ts';
import { type DecodedFile, decodeFile, reasons } from './decode-file.ts';
import { bodyOf, item } from './webex-legs.ts';

const decode = (text: string) => decodeFile(webexJson, text);
const withId = (id: string, changes = {}) => item({ 'Report ID': id, ...changes });
const json = (id: string, changes = {}) => JSON.stringify(withId(id, changes));
const ids = ({ records }: DecodedFile) => records.map(({ row, eventId }) => `${row} ${eventId}`);

describe('the shapes of a feed', () => {
  const [a, b] = [json('a'), json('b')];
  const aRowEach = ['1 a', '2 b'];

  it.each([
    ['a body', `{"items":[${a},${b}]}`],
    ['a printed body', bodyOf([withId('a'), withId('b')])],
    ['a body with more around the list', `{"page":{"n":[1]},"items":[${a},${b}],"next":"]}x"}`],
    ['a body with CRLF', bodyOf([withId('a'), withId('b')]).replaceAll('\n', '\r\n')],
    ['a list', `[${a},${b}]`],
    ['one item per line', `${a}\n${b}\n`],
    ['items without anything between', `${a}${b}`],
    ['bodies one after the other', `{"items":[${a}]}{"items":[]}\n{"items":[${b}]}`],
    ['one body per line', `{"items":[${a}]}\n{"items":[${b}]}\n`],
    ['bodies, lists and items', `{"items":[${a}]}\n\n[]\n[${b}]`],
    ['a comma too many', `{"items":[${a},,${b},]}`],
    ['a comma missing', `{"items":[${a} ${b}]}`],
    ['a byte order mark', `\ufeff[${a},${b}]`],
    ['blanks everywhere', `\t\n { "items" :\r\n[ ${a} ,\n\n${b} ] } \n`],
  ])('%s', (_, text) => {
    const decoded = decode(text);
    expect(decoded.rejects).toEqual([]);
    expect(ids(decoded)).toEqual(aRowEach);
    expect(decoded.rowsSeen).toBe(2);
  });

  it.each(['', '\n', '{"items":[]}', '[]', '{ "items" : [ ] }\n[]\n'])('nothing in %j', (text) => {
    expect(decode(text)).toEqual({ records: [], rejects: [], rowsSeen: 0 });
  });
});

describe('the values of an item', () => {
  it('are found whatever the case of their names', () => {
    const shouted = Object.fromEntries(
      Object.entries(withId('a')).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(decode(JSON.stringify([shouted]))).toEqual(decode(`[${json('a')}]`));
  });

  it('may be escaped', () => {
    const escaped = json('x')
      .replace('"x"', '"\\u00e9\\"\\\\\\/ \\ud83d\\ude00"')
      .replace('+33612345678', '\\u002b33612345678');
    const [record] = decode(escaped).records;
    expect(record).toMatchObject({ eventId: 'é"\\/ 😀', called: '+33612345678' });
  });

  it('may be numbers, truths, null or nested', () => {
    const odd = { Duration: '61', Answered: true, 'Dialed digits': null, User: { a: [{}, '}'] } };
    expect(decode(json('a', odd)).records).toMatchObject([{ eventId: 'a', durationSeconds: 61 }]);
    expect(decode(json('a', { 'Called number': 112 })).records[0].called).toBe('112');
    expect(reasons(decode(json('a', { 'Report ID': { x: 1 } })))).toEqual(['1 missing_value']);
    expect(reasons(decode(json('a', { Duration: null })))).toEqual(['1 missing_value']);
    expect(reasons(decode(json('a', { Duration: 1e300 })))).toEqual(['1 bad_count']);
    expect(reasons(decode(json('a', { Duration: 0.5 })))).toEqual(['1 bad_count']);
  });

  it('may not hold control characters where they are read', () => {
    const decoded = decode(`[${json('a\u0000b')},${json('b', { User: 'x\ty' })}]`);
    expect(reasons(decoded)).toEqual(['1 control_character']);
    expect(ids(decoded)).toEqual(['2 b']);
  });

  it('may be lists named items, when they are nested or no list', () => {
    const odd = { User: { items: [{ 'Report ID': 'x' }] }, items: { a: [{ 'Report ID': 'y' }] } };
    const decoded = decode(`[${json('a', odd)},${json('b', { items: 'none' })}]`);
    expect(decoded.rejects).toEqual([]);
    expect(ids(decoded)).toEqual(['1 a', '2 b']);
  });

  it('that contain what looks like the end of an item do not end it', () => {
    const tricky = { User: '"}]},{"items":[{', Location: '\\', Model: '\\"', 'Call ID': '}\\\\' };
    expect(ids(decode(`{"items":[${json('a', tricky)},${json('b')}]}`))).toEqual(['1 a', '2 b']);
  });
});

describe('items that cannot be read', () => {
  const good = json('bad');
  const deep = `${'['.repeat(MAX_JSON_DEPTH)}${']'.repeat(MAX_JSON_DEPTH)}`;
  const broken: [string, string][] = [
    ['a trailing comma', good.replace('}', ',}')],
    ['no comma', good.replace(',"Direction"', '"Direction"')],
    ['no colon', good.replace('"Duration":', '"Duration"')],
    ['no opening quote', good.replace('"Direction"', 'Direction"')],
    ['no closing quote of a name', good.replace('"Direction"', '"Direction')],
    ['no closing quote of a value', good.replace('ORIGINATING"', 'ORIGINATING')],
    ['no closing quote of the last value', good.replace(/"}$/, '}')],
    ['no closing brace', good.slice(0, -1)],
    ['the wrong closing bracket', `${good.slice(0, -1)}]`],
    ['a list not closed', good.replace('"SIP_MOBILE"', '[1')],
    ['single quotes', good.replaceAll('"', "'")],
    ['a bare word', good.replace('61', 'NaN')],
    ['a bad escape', good.replace('SIP_MOBILE', '\\x')],
    ['a line break in a value', good.replace('SIP_MOBILE', 'SIP\nMOBILE')],
    ['too many levels', good.replace('"SIP_MOBILE"', deep)],
    ['a number in its place', '17'],
    ['a text in its place', '"text"'],
    ['null in its place', 'null'],
    ['half of it lost', good.slice(0, good.length / 2)],
    ['half of it lost in a name', good.slice(0, good.indexOf('Direction') + 4)],
  ];

  it.each(broken)('%s: one reject, in a body of one line', (_, text) => {
    const decoded = decode(`{"items":[${json('a')},${text},${json('b')},${json('c')}]}`);
    expect(reasons(decoded)).toEqual(['2 bad_json']);
    expect(ids(decoded)).toEqual(['1 a', '3 b', '4 c']);
  });

  it.each(broken)('%s: one reject, among items on lines', (_, text) => {
    const decoded = decode([json('a'), text, json('b'), json('c'), ''].join('\n'));
    expect(reasons(decoded)).toEqual(['2 bad_json']);
    expect(ids(decoded)).toEqual(['1 a', '3 b', '4 c']);
  });

  it.each(broken)('%s: one reject, at the end', (_, text) => {
    const decoded = decode(`[${json('a')},${text}]`);
    expect(decoded.rejects).toHaveLength(1);
    expect(ids(decoded)).toEqual(['1 a']);
  });

  const [a, b, c] = [json('a'), json('b'), json('c')];
  const damaged: [string, string, string[]][] = [
    ['the comma between items', `{"items":[${a}x${b},${c}]}`, ['1 a', '3 b', '4 c']],
    ['the comma, now a brace', `{"items":[${a}{${b},${c}]}`, ['1 a', '3 b', '4 c']],
    ['the comma, now a bracket', `{"items":[${a}]${b},${c}`, ['1 a', '3 b', '4 c']],
    ['the comma, now a quote', `{"items":[${a}"${b},${c}]}`, ['1 a', '3 b', '4 c']],
    ['the opening brace', `{"items":[${a},x${b.slice(1)},${c}]}`, ['1 a', '3 c']],
    ['the opening brace, now a bracket', `{"items":[${a},]${b.slice(1)},${c}`, ['1 a', '3 c']],
    ['the closing brace, now a comma', `{"items":[${a.slice(0, -1)},,${b},${c}]}`, ['2 b', '3 c']],
    ['the closing brace, now a quote', `{"items":[${a.slice(0, -1)}",${b},${c}]}`, ['2 b', '3 c']],
    ['the start of the list', `{"items":x[${a},${b}]}`, ['2 a', '3 b']],
    ['the rest of the body', `{"items":[${a}]"next":1}\n{"items":[${b}]}`, ['1 a', '3 b']],
    ['an item with nothing around it', `${a}${b.replace('"Direction', 'D')}${c}`, ['1 a', '3 c']],
    [
      'the end, and the next body follows',
      `{"items":[${a},${b.slice(9)}]}{"items":[${c}]}`,
      ['1 a', '3 c'],
    ],
  ];

  it.each(damaged)('%s damaged: no other item is lost', (_, text, expected) => {
    const decoded = decode(text);
    expect(ids(decoded)).toEqual(expected);
    expect(decoded.rejects.length).toBeGreaterThan(0);
  });

  it('one with a list of objects before a list that is not closed: the items behind it are read', () => {
    const open = `${good.slice(0, -1)},"x":[{"k":1}],"y":[1`;
    const decoded = decode(`{"items":[${a},${open},${b},${c},]}`);
    expect(decoded.records.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
    expect(decoded.rejects.length).toBeGreaterThan(0);
  });

  it('a body may go on after its items, with lists of objects', () => {
    const decoded = decode(`{"items":[${a}],"links":[{"rel":"next"}]}\n{"items":[${b}]}`);
    expect(ids(decoded)).toEqual(['1 a', '2 b']);
    expect(decoded.rejects).toEqual([]);
  });

  it('invalid UTF-8', () => {
    const bytes = Buffer.from(`[${json('a')},${json('?')},${json('c')}]`, 'utf8');
    bytes[bytes.indexOf('?')] = 0xff;
    const decoded = decodeFile(webexJson, bytes);
    expect(reasons(decoded)).toEqual(['2 invalid_utf8']);
    expect(ids(decoded)).toEqual(['1 a', '3 c']);
  });

  it('an answer that is no feed', () => {
    const decoded = decode('{"message":"The request was rate limited","errors":[{"a":1}]}');
    expect(reasons(decoded)).toEqual(['1 missing_value']);
    expect(decoded.rejects[0].raw).toContain('rate limited');
  });

  it('brackets too many', () => {
    expect(reasons(decode(`[${json('a')}]]\n${json('b')}`))).toEqual(['2 bad_json']);
  });

  it('shows them, up to 4096 bytes', () => {
    const text = json('a', { Duration: '?', User: 'u'.repeat(5000) });
    expect(decode(text).rejects[0].raw === text.slice(0, 4096)).toBe(true);
  });

  it('one with braces where none can be may count as several, but the next is read', () => {
    const text = good.replace('"Direction"', '{}');
    const decoded = decode(`[${json('a')},${text},${json('b')}]`);
    expect(decoded.records.map(({ eventId }) => eventId)).toEqual(['a', 'b']);
    expect(decoded.rowsSeen).toBe(decoded.records.length + decoded.rejects.length);
  });
});

describe('a feed that was cut off', () => {
  const body = bodyOf([withId('a'), withId('b'), withId('c')]).trimEnd();
  const secondItem = body.indexOf('    {', 20);

  it('inside an item: one reject, the items before it are read', () => {
    for (const length of [secondItem + 5, secondItem + 6, secondItem + 60]) {
      const decoded = decode(body.slice(0, length));
      expect(reasons(decoded)).toEqual(['2 truncated']);
      expect(ids(decoded)).toEqual(['1 a']);
    }
  });

  it('between two items or after the last: one reject all the same', () => {
    for (const length of [secondItem - 1, body.indexOf(']'), body.length - 1]) {
      const decoded = decode(body.slice(0, length));
      expect(decoded.rejects).toMatchObject([{ reason: 'truncated', row: decoded.rowsSeen }]);
    }
    expect(ids(decode(body.slice(0, -1)))).toEqual(['1 a', '2 b', '3 c']);
  });

  it('anywhere: never silent', () => {
    for (let length = 1; length < body.length; length++) {
      const { records, rejects, rowsSeen } = decode(body.slice(0, length));
      const isOneReject = rejects.length === 1 && rejects[0].reason === 'truncated';
      if (!isOneReject || rowsSeen !== records.length + 1) expect.fail(`cut at ${length}`);
    }
  });

  it('and another after it: what is whole is read', () => {
    const decoded = decode(`${body.slice(0, secondItem + 60)}\n${bodyOf([withId('d')])}`);
    expect(ids(decoded)).toEqual(['1 a', '3 d']);
    expect(reasons(decoded)).toEqual(['2 bad_json']);
  });
});

describe('windows and blocks', () => {
  const text = [
    bodyOf([withId('a'), withId('b', { Duration: 'x' }), withId('é')]),
    `${json('c').replace('"Direction"', 'Direction"')}\n`,
    `${json('d')}\n[${json('e')},3,${json('f')}]`,
    `{"next":"x","items":[${json('g')}],"last":[{"a":"]"}]}\n{"items":[${json('h')}`,
  ].join('');
  const whole = decode(text);

  it('decodes the mixed file as meant', () => {
    expect(ids(whole)).toEqual(['1 a', '3 é', '5 d', '6 e', '8 f', '9 g', '10 h']);
    expect(reasons(whole)).toEqual(['2 bad_count', '4 bad_json', '7 bad_json', '11 truncated']);
    expect(whole.rowsSeen).toBe(11);
  });

  it.each([1, 2, 3, 5, 64, 500, 999])('is the same by %d bytes', (windowBytes) => {
    expect(decodeFile(webexJson, text, { windowBytes })).toEqual(whole);
  });

  it.each([1, 2, 3])('is the same in blocks of %d rows', (capacity) => {
    expect(decodeFile(webexJson, text, { capacity })).toEqual(whole);
    expect(decodeFile(webexJson, text, { capacity, windowBytes: 700 })).toEqual(whole);
  });

  it('ends a block early when the values of its items take too much room', () => {
    const longId = 'i'.repeat(250);
    const items = Array.from({ length: 15_000 }, (_, n) =>
      item({ 'Report ID': `${longId}${n}`, User: undefined }),
    );
    const bytes = new TextEncoder().encode(JSON.stringify(items));
    const decoder = webexJson.open(bytes);
    const rows = new CdrRows(items.length);
    const blocks: number[] = [];
    for (let at = 0, end = 0; at < bytes.length; ) {
      const next = decoder.decode(bytes, at, end, end === bytes.length, rows);
      const isFull = next < end && end - next > 2000;
      if (isFull || next === bytes.length) {
        const last = rows.rowCount - 1;
        const id = rows.bytes.slice(rows.eventIdStart[last], rows.eventIdEnd[last]);
        expect(Buffer.from(id).toString()).toBe(`${longId}${rows.row[last]}`);
        blocks.push(rows.rowCount);
        rows.reset(bytes);
      }
      at = next;
      if (!isFull) end = Math.min(bytes.length, end + 1500);
    }
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.reduce((sum, count) => sum + count, 0)).toBe(items.length);
  });
});

describe('items too long to be a record', () => {
  const long = (length: number) => {
    const text = json('long', { User: '' });
    return text.replace('"User":""', `"User":"${'{,{'.repeat((length - text.length) / 3)}"`);
  };
  const text = `{"items":[${json('a')},${long(3 * MAX_RECORD_BYTES)},${json('b')}]}`;

  it.each([1 << 16, 700_000, MAX_RECORD_BYTES, 1 << 24])('by %d bytes', (windowBytes) => {
    const decoded = decodeFile(webexJson, text, { windowBytes });
    expect(reasons(decoded)).toEqual(['2 row_too_long']);
    expect(decoded.rejects[0].raw).toHaveLength(4096);
    expect(ids(decoded)).toEqual(['1 a', '3 b']);
  });

  it('is read when it is just short enough', () => {
    const longest = JSON.stringify(withId('a', { User: '' }));
    const room = MAX_RECORD_BYTES - Buffer.byteLength(longest);
    const fits = longest.replace('"User":""', `"User":"${'u'.repeat(room)}"`);
    expect(ids(decode(`[${fits}]`))).toEqual(['1 a']);
    const tooLong = fits.replace('"User":"', '"User":"u');
    expect(reasons(decode(`[${tooLong},${json('b')}]`))).toEqual(['1 row_too_long']);
  });

  const padding = '{,{'.repeat(MAX_RECORD_BYTES);

  it.each([1 << 16, 1 << 24])('are no bodies, by %d bytes', (windowBytes) => {
    const late = `{"x":"${padding}","items":[${json('a')}]}\n${json('b')}`;
    const decoded = decodeFile(webexJson, late, { windowBytes });
    expect(reasons(decoded)).toEqual(['1 row_too_long']);
    expect(ids(decoded)).toEqual(['2 b']);
  });

  it.each([1 << 16, 1 << 24])('may be the rest of a body, by %d bytes', (windowBytes) => {
    const late = `{"items":[${json('a')}],"x":"${padding}"}\n${json('b')}`;
    const decoded = decodeFile(webexJson, late, { windowBytes });
    expect(reasons(decoded)).toEqual(['2 row_too_long']);
    expect(ids(decoded)).toEqual(['1 a', '3 b']);
  });

  it.each([1 << 16, 1 << 24])('may be broken after the limit, by %d bytes', (windowBytes) => {
    const broken = `{"x":"${padding}" oops`;
    const decoded = decodeFile(webexJson, `[${broken},${json('b')}]`, { windowBytes });
    expect(reasons(decoded)).toEqual(['1 row_too_long']);
    expect(ids(decoded)).toEqual(['2 b']);
  });

  it('is one reject also when it never ends', () => {
    const decoded = decode(`[${json('a')},${long(2 * MAX_RECORD_BYTES).slice(0, -5)}`);
    expect(reasons(decoded)).toEqual(['2 row_too_long']);
  });
});

describe('a list inside an item that is never closed', () => {
  const ends = ['{"a":[', '{"a":[1', '{"a":[{"b":['];
  const bodyWith = (broken: string, count: number) => {
    const items = Array.from({ length: count }, (_, n) => json(`i${n}`));
    items[1] += broken;
    return `{"items":[\n${items.join(',\n')}\n]}\n`;
  };

  it.each(ends)('%s takes in no item behind it', (end) => {
    const decoded = decode(bodyWith(end, 5));
    expect(decoded.records.map(({ eventId }) => eventId)).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    expect(decoded.rejects[0]).toMatchObject({ row: 3 });
    expect(decoded.rejects[0].reason).toMatch(/bad_json|truncated/);
  });

  it.each(ends)('%s takes in none when they are more than a record may have', (end) => {
    const count = Math.ceil((1.5 * MAX_RECORD_BYTES) / json('i1000').length);
    const decoded = decodeFile(webexJson, bodyWith(end, count), { windowBytes: 100_000 });
    expect(decoded.records.length).toBe(count);
    expect(decoded.rejects[0]).toMatchObject({ row: 3, reason: 'row_too_long' });
  });

  it('of an item cut short makes no item of what follows', () => {
    const [a, b, c] = [json('a'), json('b'), json('c')];
    const decoded = decode(`{"items":[${a.slice(0, -1)},"more":[1,${b},${c}]}`);
    expect(ids(decoded)).toEqual(['2 b', '3 c']);
    expect(reasons(decoded)[0]).toBe('1 bad_json');
  });

  it('may hold objects that are no items, when it is closed', () => {
    expect(ids(decode(`[${json('a').slice(0, -1)},"more":[{"b":1},[{"c":[]}]]}]`))).toEqual([
      '1 a',
    ]);
  });
});

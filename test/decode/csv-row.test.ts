import { describe, expect, it } from 'vitest';
import {
  CsvRow,
  ROW_BAD_QUOTE,
  ROW_BLANK,
  ROW_CONTROL_CHARACTER,
  ROW_INCOMPLETE,
  ROW_INVALID_UTF8,
  ROW_OK,
  ROW_OPEN_QUOTE,
  splitCsvRow,
} from '../../src/decode/csv-row.ts';

/** Splits the first row of a text that ends where the file does. */
function split(text: string | Uint8Array, start = 0) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text.slice();
  const row = new CsvRow(8);
  const code = splitCsvRow(bytes, start, bytes.length, true, row);
  const fields = Array.from({ length: Math.min(row.fieldCount, 8) }, (_, field) =>
    Buffer.from(bytes.slice(row.bounds[field], row.bounds[field + 1] - 1)).toString('utf8'),
  );
  return { code, fields, row, bytes };
}

describe('splitCsvRow', () => {
  it.each([
    ['a,b,c\n', ['a', 'b', 'c']],
    ['a,b,c', ['a', 'b', 'c']],
    ['a,b,c\r\n', ['a', 'b', 'c']],
    ['a,b,c\r', ['a', 'b', 'c']],
    [',\n', ['', '']],
    ['a,\r\n', ['a', '']],
    [',,', ['', '', '']],
    ['"a","b"\n', ['a', 'b']],
    ['"a,1",b\n', ['a,1', 'b']],
    ['a,"b,1"\r\n', ['a', 'b,1']],
    ['"",x,""\n', ['', 'x', '']],
    ['"",\n', ['', '']],
    ['""\n', ['']],
    ['""""\n', ['"']],
    ['"a""b","""",""""""\n', ['a"b', '"', '""']],
    ['x,"say ""hi""",y\n', ['x', 'say "hi"', 'y']],
    ['éà,"ü,ö"\n', ['éà', 'ü,ö']],
    [' a , b \n', [' a ', ' b ']],
  ])('finds the fields of %j', (text, fields) => {
    expect(split(text)).toMatchObject({ code: ROW_OK, fields });
  });

  it('keeps valid UTF-8 valid when a doubled quote moves it', () => {
    expect(split('"é""é","ç"""\n')).toMatchObject({ code: ROW_OK, fields: ['é"é', 'ç"'] });
  });

  it.each(['\n', '\r\n', '', '\r'])('calls %j blank', (text) => {
    expect(split(text).code).toBe(ROW_BLANK);
  });

  it('ends at the first line feed, also inside quotes', () => {
    const { code, row } = split('a,"b\nc",d\n');
    expect(code).toBe(ROW_OPEN_QUOTE);
    expect(row.next).toBe('a,"b\n'.length);
  });

  it.each([
    ['"a\n', ROW_OPEN_QUOTE],
    ['a,"b""\n', ROW_OPEN_QUOTE],
    ['"\n', ROW_OPEN_QUOTE],
    ['"a"b,c\n', ROW_BAD_QUOTE],
    ['"a" ,c\n', ROW_BAD_QUOTE],
    ['a"b,c\n', ROW_BAD_QUOTE],
    [' "a",c\n', ROW_BAD_QUOTE],
    ['"a",b"\n', ROW_BAD_QUOTE],
    ['a\0b\n', ROW_CONTROL_CHARACTER],
    ['a\tb\n', ROW_CONTROL_CHARACTER],
    ['a\rb\n', ROW_CONTROL_CHARACTER],
    ['a\r\r\n', ROW_CONTROL_CHARACTER],
    ['"a\u001fb"\n', ROW_CONTROL_CHARACTER],
    ['x,"a\rb"\n', ROW_CONTROL_CHARACTER],
  ])('refuses %j', (text, code) => {
    expect(split(text).code).toBe(code);
  });

  it.each([
    ['a lone continuation byte', [0x61, 0x80, 0x0a]],
    ['a cut character', [0x61, 0xc3, 0x0a]],
    ['a character cut by the comma', [0xc3, 0x2c, 0xa9, 0x0a]],
    ['an overlong slash', [0xc0, 0xaf, 0x0a]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80, 0x0a]],
    ['Latin 1', [0xe9, 0x74, 0xe9, 0x0a]],
    ['Latin 1 in quotes', [0x22, 0xe9, 0x22, 0x0a]],
  ])('refuses %s', (_, bytes) => {
    expect(split(Uint8Array.from(bytes)).code).toBe(ROW_INVALID_UTF8);
  });

  it('counts fields beyond the capacity without keeping them', () => {
    const { code, row } = split(`${'x,'.repeat(99)}x\n`);
    expect(code).toBe(ROW_OK);
    expect(row.fieldCount).toBe(100);
    const quoted = split(`"q",${'x,'.repeat(98)}x\n`);
    expect(quoted.row.fieldCount).toBe(100);
  });

  it('leaves a row without its line feed alone, byte for byte', () => {
    for (const text of ['a,b', '"a""b"', 'a,"b']) {
      const bytes = new TextEncoder().encode(text);
      expect(splitCsvRow(bytes, 0, bytes.length, false, new CsvRow(8))).toBe(ROW_INCOMPLETE);
      expect(Buffer.from(bytes).toString()).toBe(text);
    }
  });

  it('does not look past the end for a line feed', () => {
    for (const text of ['a,b\n', '"a",b\n']) {
      const bytes = new TextEncoder().encode(text);
      expect(splitCsvRow(bytes, 0, bytes.length - 1, false, new CsvRow(8))).toBe(ROW_INCOMPLETE);
    }
  });

  it('keeps the row as it stood when it undid quotes', () => {
    const text = 'x,"a""b",c';
    const { row } = split(`${text}\n`);
    expect(Buffer.from(row.original.subarray(0, row.originalLength)).toString()).toBe(text);
    expect(split('x,y\n').row.originalLength).toBe(0);
  });

  it('begins where it is told to', () => {
    expect(split('skipped,row\na,"b"\n', 12).fields).toEqual(['a', 'b']);
  });
});

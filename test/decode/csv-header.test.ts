import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/decode/cdr-format.ts';
import { readCsvHeader, requireCsvHeader } from '../../src/decode/csv-header.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('readCsvHeader', () => {
  it('finds columns by name, in any order and case, spaces around them dropped', () => {
    const header = readCsvHeader(bytesOf('Line, event_ID ,"Started_At"\r\nx,y,z\n'));
    expect(header?.columnCount).toBe(3);
    expect(header?.slotOf('event_id')).toBe(1);
    expect(header?.slotOf('LINE')).toBe(0);
    expect(header?.slotOf('started_at')).toBe(2);
    expect(header?.has('service')).toBe(false);
  });

  it('gives absent columns the slot after the last one', () => {
    expect(readCsvHeader(bytesOf('a,b\n'))?.slotOf('c')).toBe(2);
  });

  it('skips a byte order mark', () => {
    const header = readCsvHeader(bytesOf('\ufeffa,b\nrow'));
    expect(header?.slotOf('a')).toBe(0);
    expect(header?.bytesUsed).toBe('xxxa,b\n'.length);
  });

  it('leaves the bytes it reads as they are', () => {
    const head = bytesOf('"a","b"\n');
    readCsvHeader(head);
    expect(Buffer.from(head).toString()).toBe('"a","b"\n');
  });

  it.each(['', '\n', 'a,"b\n', 'a\0b\n'])('finds no header in %j', (text) => {
    expect(readCsvHeader(bytesOf(text))).toBeNull();
  });

  it('minds a name that stands twice only when it is asked for', () => {
    const header = readCsvHeader(bytesOf('a,b,B,c\n'));
    expect(header?.slotOf('c')).toBe(3);
    expect(() => header?.slotOf('b')).toThrow(FormatError);
    expect(() => header?.slotOf('b')).toThrow('line 1: the column b stands twice');
  });
});

describe('requireCsvHeader', () => {
  it('names every column that is missing', () => {
    const read = () => requireCsvHeader(bytesOf('a,b\n'), ['a', 'c', 'd']);
    expect(read).toThrow(new FormatError('line 1: the header lacks c, d'));
  });

  it('refuses an empty file', () => {
    expect(() => requireCsvHeader(bytesOf(''), ['a'])).toThrow(FormatError);
  });
});

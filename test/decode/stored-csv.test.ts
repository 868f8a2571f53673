import { describe, expect, it } from 'vitest';
import { CdrRows, MARK_CONTEXT, MARK_INCOMING, MARK_ON_NET } from '../../src/batch/cdr-rows.ts';
import { FLAG_CONTEXT, FLAG_INCOMING, FLAG_ON_NET } from '../../src/batch/usage-flags.ts';
import { STORED_RANGE } from '../../src/batch/usage-records.ts';
import { formatNamed } from '../../src/decode/formats.ts';
import { storedCsv } from '../../src/decode/stored-csv.ts';
import { decodeFile } from './decode-file.ts';
import { HEADER, rowOf, VOICE } from './native-rows.ts';

const STORED_HEADER = `${HEADER},file_key,file_row,content_hash,stored_flags`;

describe('usage read back from the store', () => {
  it('is a native record that remembers its file, row, hash and flags', () => {
    const flags = FLAG_INCOMING | FLAG_ON_NET | FLAG_CONTEXT;
    const text = `${STORED_HEADER}\n${rowOf(VOICE)},7,4294967295,123456789,${flags}\n${rowOf(VOICE)},8,2,1,0\n`;
    const bytes = new TextEncoder().encode(text);
    const rows = new CdrRows(2);
    rows.reset(bytes);
    storedCsv.open(bytes).decode(bytes, storedCsv.dataStart(bytes), bytes.length, true, rows);
    expect(rows.rowCount).toBe(2);
    expect([...rows.range]).toEqual([STORED_RANGE + 7, STORED_RANGE + 8]);
    expect([...rows.row]).toEqual([4294967295, 2]);
    expect([...rows.contentHash]).toEqual([123456789, 1]);
    expect([...rows.marks]).toEqual([MARK_INCOMING | MARK_ON_NET | MARK_CONTEXT, 0]);
    expect([...rows.durationSeconds]).toEqual([61, 61]);
  });

  it('is its own input where the file does not say where records were first read', () => {
    const text = `${HEADER},stored_flags\n${rowOf(VOICE)},${FLAG_INCOMING}\n`;
    const { records } = decodeFile(storedCsv, text);
    expect(records.map(({ row, marks }) => ({ row, marks }))).toEqual([
      { row: 2, marks: ['incoming'] },
    ]);
  });

  it('marks a call without digits as one to no telephone number', () => {
    const call = (called: string) => `${rowOf({ ...VOICE, called })},1,2,3,0`;
    const { records } = decodeFile(storedCsv, [STORED_HEADER, call('0'), call('00')].join('\n'));
    expect(records.map(({ marks }) => marks)).toEqual([['not-a-number'], []]);
  });

  it('is no format for input files to be recognised by', () => {
    expect(storedCsv.sniff(new TextEncoder().encode(STORED_HEADER))).toBe(false);
    expect(formatNamed('octroi-stored')).toBe(storedCsv);
  });
});

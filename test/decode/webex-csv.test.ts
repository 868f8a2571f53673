import { describe, expect, it } from 'vitest';
import { webexCsv } from '../../src/decode/webex-csv.ts';
import { decodeFile, opening, reasons } from './decode-file.ts';
import { item, reportOf } from './webex-legs.ts';

const REQUIRED =
  'Report ID,Start time,Duration,Answered,Direction,Call type,Called number,User number';

describe('the Control Hub report', () => {
  it('has columns in any order and case', () => {
    const report = reportOf(item());
    const [header, row] = report.split('\n');
    const shouted = `${header.toUpperCase()}\n${row}\n`;
    const reversed = Object.fromEntries(Object.entries(item()).reverse());
    const expected = decodeFile(webexCsv, report);
    expect(expected.records).toHaveLength(1);
    expect(decodeFile(webexCsv, shouted)).toEqual(expected);
    expect(decodeFile(webexCsv, reportOf(reversed))).toEqual(expected);
  });

  it('does without dialled digits and the number of the site', () => {
    const file = `${REQUIRED}\nid,2026-10-05T07:00:01Z,5,true,ORIGINATING,SIP_NATIONAL,,+33140000012\n`;
    expect(decodeFile(webexCsv, file).records).toMatchObject([
      { line: '33140000012', called: '', marks: ['not-a-number'] },
    ]);
  });

  it('says which columns are missing', () => {
    expect(opening(webexCsv, REQUIRED)).not.toThrow();
    expect(
      opening(webexCsv, 'Report ID,Start time,Direction,Duration,Answered,Called number\n'),
    ).toThrow('line 1: the header lacks Call type, User number');
  });

  it('shows a rejected row as it stood', () => {
    const report = reportOf(item({ 'Called number': '+33 6 12', Duration: 'x' }));
    const decoded = decodeFile(webexCsv, report);
    expect(reasons(decoded)).toEqual(['2 bad_count']);
    expect(decoded.rejects[0].raw).toBe(report.split('\n')[1]);
    expect(decoded.rejects[0].raw).toContain('"Élodie ""Lo"" N."');
  });

  it.each([1, 50, 333])('is the same read by %d bytes', (windowBytes) => {
    const legs = [item(), item({ Duration: '?' }), item({ 'Called number': '01 40 00 00 13' })];
    const report = reportOf(...legs);
    expect(decodeFile(webexCsv, report, { windowBytes, capacity: 1 })).toEqual(
      decodeFile(webexCsv, report),
    );
  });
});

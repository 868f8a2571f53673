import type { CdrFormat } from '../../src/decode/cdr-format.ts';
import { formatNamed } from '../../src/decode/formats.ts';
import { type DecodedFile, type DecodedRecord, decodeFile } from '../decode/decode-file.ts';
import type { Random } from '../generators/prng.ts';
import { type FuzzCase, mutatedFile, wholeFile } from './fuzzed-file.ts';

const LF = 10;
const CR = 13;

/**
 * Decodes the file before and after its mutation. Every row that has not been touched must be decoded as
 * before, every line must have one fate, and the kernel for plain rows must agree with JavaScript.
 * @returns what is wrong, in words
 */
export function decodingFaults(fuzzed: FuzzCase, random: Random): string[] {
  const format = formatNamed(fuzzed.format) as CdrFormat;
  const before = decodeFile(format, wholeFile(fuzzed));
  const bytes = mutatedFile(fuzzed);
  const reading = {
    windowBytes: random.pick([997, 1 << 14, 1 << 20]),
    capacity: random.pick([1, 61, 2048]),
  };
  const after = decodeFile(format, bytes, reading);
  const numbers = [...after.records, ...after.rejects].map(({ row }) => row);
  const faults: string[] = [];
  const withKernel = decodeFile(format, bytes, { ...reading, withKernel: true });
  if (JSON.stringify(withKernel) !== JSON.stringify(after)) {
    faults.push('the kernel for plain rows gives other records or rejects');
  }
  if (new Set(numbers).size !== numbers.length) faults.push('a row has two fates');
  if (format.splitsAtLines) {
    const expected = filledLines(bytes);
    if (numbers.length !== expected) faults.push(`${numbers.length} rows of ${expected} lines`);
    return [...faults, ...lineFaults(fuzzed, before, after)];
  }
  return [...faults, ...itemFaults(fuzzed, before, after)];
}

/** Lines with anything on them, header not counted. */
export function filledLines(bytes: Buffer): number {
  let count = 0;
  for (let start = bytes.indexOf(LF) + 1; start < bytes.length; ) {
    const lineFeed = bytes.indexOf(LF, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    if (end > start && !(end === start + 1 && bytes[start] === CR)) count++;
    start = end + 1;
  }
  return count;
}

/** Rows of a line format that were left alone: found again by their line. */
function lineFaults(fuzzed: FuzzCase, before: DecodedFile, after: DecodedFile): string[] {
  const fatesBefore = fatesByRow(before);
  const fatesAfter = fatesByRow(after);
  const faults: string[] = [];
  let line = 2;
  for (const [k, { bytes, isWhole }] of fuzzed.pieces.entries()) {
    if (isWhole && fatesBefore.get(k + 2) !== fatesAfter.get(line)) {
      faults.push(
        `row ${k + 2}, now ${line}, was ${fatesBefore.get(k + 2)}, is ${fatesAfter.get(line)}`,
      );
    }
    line += 1 + bytes.filter((byte) => byte === LF).length;
  }
  return faults;
}

function fatesByRow(file: DecodedFile): Map<number, string> {
  const fates = [...file.records, ...file.rejects];
  return new Map(fates.map((fate) => [fate.row, JSON.stringify({ ...fate, row: 0 })]));
}

/** Items of a JSON file that were left alone: found again by what they say. */
function itemFaults(fuzzed: FuzzCase, before: DecodedFile, after: DecodedFile): string[] {
  const wordsOf = (record: DecodedRecord) => JSON.stringify({ ...record, row: 0 });
  const found = new Set(after.records.map(wordsOf));
  const byRow = new Map(before.records.map((record) => [record.row, wordsOf(record)]));
  return fuzzed.pieces.flatMap(({ isWhole }, k) => {
    const record = byRow.get(k + 1);
    if (!isWhole || record === undefined || found.has(record)) return [];
    return [`item ${k + 1} is gone: ${record}`];
  });
}

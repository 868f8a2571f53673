import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readReferenceCsv } from '../../src/reference/read-reference-csv.ts';
import { formatIssue, newIssueList } from '../../src/reference/reference-issues.ts';
import { fieldText } from '../../src/reference/reference-row.ts';
import { temporaryDirectory } from './reference-directory.ts';

const LAYOUT = { name: 'file', columns: ['a', 'b', 'c'], optional: [] };

interface Read {
  rows: string[][];
  lineNumbers: number[];
  faults: string[];
  rowCount: number;
  isWhole: boolean;
}

function read(path: string): Read {
  const issues = newIssueList();
  const rows: string[][] = [];
  const lineNumbers: number[] = [];
  const { rowCount, isWhole } = readReferenceCsv(path, 'file.csv', LAYOUT, issues, (row) => {
    rows.push([0, 1, 2].map((column) => fieldText(row, column)));
    lineNumbers.push(row.line);
  });
  return { rows, lineNumbers, faults: issues.kept.map(formatIssue), rowCount, isWhole };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

test('gives back any text that was written, quoted where it must be', () => {
  const path = join(temporaryDirectory(), 'file.csv');
  const unit = fc.constantFrom('a', '"', ',', '\n', '\r\n', 'é', '😀', ' ');
  const field = fc.record({ text: fc.string({ unit, maxLength: 6 }), isQuoted: fc.boolean() });
  const row = fc.tuple(field, field, field);
  fc.assert(
    fc.property(fc.array(row), fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, end, isOpen) => {
      const lines = rows.map((fields) =>
        fields
          .map(({ text, isQuoted }) => (isQuoted || /[",\r\n]/.test(text) ? quoted(text) : text))
          .join(','),
      );
      writeFileSync(path, ['a,b,c', ...lines].join(end) + (isOpen ? '' : end));
      const expected = rows.map((fields) => fields.map(({ text }) => text));
      expect(read(path)).toMatchObject({ rows: expected, faults: [] });
    }),
  );
});

test('rows lie across the ends of the chunks that are read', () => {
  const rows: string[][] = [];
  for (let i = 0; i < 150_000; i++) {
    rows.push([`${i}`, `say "${'x'.repeat(i % 37)}"\n"again"`, `${'é'.repeat(i % 29)},`]);
  }
  const path = join(temporaryDirectory(), 'file.csv');
  const text = `a,b,c\n${rows.map((fields) => fields.map(quoted).join(',')).join('\r\n')}`;
  expect(Buffer.byteLength(text)).toBeGreaterThan(9_000_000);
  writeFileSync(path, text);
  const found = read(path);
  expect(found.faults).toEqual([]);
  expect(found.rowCount).toBe(rows.length);
  expect(found.rows.findIndex((row, i) => row.join('|') !== rows[i].join('|'))).toBe(-1);
  expect(found.lineNumbers.at(-1)).toBe(2 * rows.length);
});

test('a row longer than a chunk ends the reading', () => {
  const path = join(temporaryDirectory(), 'file.csv');
  writeFileSync(path, `a,b,c\n1,2,3\n1,"${'x\n'.repeat(3_000_000)}",3\n1,2,3\n`);
  const { rows, faults, isWhole } = read(path);
  expect(rows).toEqual([['1', '2', '3']]);
  expect(isWhole).toBe(false);
  expect(faults).toEqual([
    'file.csv:3:1 row longer than 4194304 bytes; expected `"` to close a quoted field',
  ]);
});

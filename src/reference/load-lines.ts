import { type IntColumn, newIntColumn, pushInt } from './int-column.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, type ReferenceRow, reportField } from './reference-row.ts';
import { type IdSet, isUsableId, knownId, readPeriod } from './row-checks.ts';
import { TextIndexBuilder } from './text-index.ts';

const LAYOUT: FileLayout = {
  name: 'lines',
  columns: ['line', 'contract_id', 'starts_on', 'ends_on'],
  optional: ['ends_on'],
};
const LINE = 0;
const CONTRACT_ID = 1;
const STARTS_ON = 2;
const ENDS_ON = 3;

const PLUS = 43;
const ZERO = 48;
const NINE = 57;

/** lines.csv as it stands: one entry per row, in file order. */
export interface LineRows {
  texts: TextIndexBuilder;
  line: IntColumn;
  contract: IntColumn;
  fromDay: IntColumn;
  toDay: IntColumn;
  /** Line of the file each row is on, for faults found between rows. */
  lineNumber: IntColumn;
  /** False when the file could not be read whole: then an unknown line is no further fault. */
  isComplete: boolean;
}

/** Reads lines.csv; a leading `+` is no part of the line's text. */
export function loadLines(files: ReferenceFiles, contracts: IdSet): LineRows {
  const lines: LineRows = {
    texts: new TextIndexBuilder(files.expectedRows('lines')),
    line: newIntColumn(),
    contract: newIntColumn(),
    fromDay: newIntColumn(),
    toDay: newIntColumn(),
    lineNumber: newIntColumn(),
    isComplete: false,
  };
  const period = { fromDay: 0, toDay: 0 };
  lines.isComplete = files.read(LAYOUT, (row) => {
    if (row.bytes[row.start[LINE]] === PLUS && row.end[LINE] > row.start[LINE]) row.start[LINE]++;
    const isLine = isUsableId(row, LINE, 'line') && isAsWritten(row);
    const contract = knownId(row, CONTRACT_ID, contracts);
    const isPeriod = readPeriod(row, STARTS_ON, ENDS_ON, period);
    if (!isLine || !isPeriod || contract < 0) return;
    pushInt(lines.line, lines.texts.add(row.bytes, row.start[LINE], row.end[LINE]));
    pushInt(lines.contract, contract);
    pushInt(lines.fromDay, period.fromDay);
    pushInt(lines.toDay, period.toDay);
    pushInt(lines.lineNumber, row.line);
  });
  return lines;
}

/** What spreadsheets make of a number: shortened, or in groups. No record has it so. */
const NOT_AS_WRITTEN = /^\d[.,]?\d*E\+\d+$|^\d[\d ]* [\d ]*\d$/i;

/** False after reporting a line that a spreadsheet has changed. */
function isAsWritten(row: ReferenceRow): boolean {
  let at = row.start[LINE];
  while (at < row.end[LINE] && row.bytes[at] >= ZERO && row.bytes[at] <= NINE) at++;
  if (at === row.end[LINE]) return true;
  const text = fieldText(row, LINE);
  if (!NOT_AS_WRITTEN.test(text)) return true;
  reportField(row, LINE, `found line "${text}"; expected every digit of it and no spaces`);
  return false;
}

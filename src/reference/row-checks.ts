import { MAX_ID_BYTES } from '../bounds.ts';
import { NOT_A_VALUE, parseCount, parseDay } from './field-values.ts';
import { type IntColumn, newIntColumn, pushInt } from './int-column.ts';
import type { ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, isEmptyField, type ReferenceRow, reportField } from './reference-row.ts';
import { NO_END_DAY } from './reference-tables.ts';
import { TextIndexBuilder } from './text-index.ts';

/** The ids of one file, and the line on which each stands. */
export interface IdSet {
  /** The id's column, such as `contract_id`. */
  column: string;
  /** File the ids come from, without extension. */
  file: string;
  texts: TextIndexBuilder;
  lineNumber: IntColumn;
  /** False when a row of the file was left out, or its id: then an unknown id is no further fault. */
  isComplete: boolean;
}

export function newIdSet(column: string, file: string, files: ReferenceFiles): IdSet {
  const texts = new TextIndexBuilder(files.expectedRows(file));
  return { column, file, texts, lineNumber: newIntColumn(), isComplete: true };
}

/** Index of an id that must be new, or -1 after reporting that it is empty, too long or taken. */
export function newId(row: ReferenceRow, column: number, ids: IdSet): number {
  if (!isUsableId(row, column, ids.column)) {
    ids.isComplete = false;
    return -1;
  }
  const countBefore = ids.texts.count;
  const index = ids.texts.add(row.bytes, row.start[column], row.end[column]);
  if (index === countBefore) {
    pushInt(ids.lineNumber, row.line);
    return index;
  }
  const firstLine = ids.lineNumber.values[index];
  const text = fieldText(row, column);
  reportField(row, column, `${ids.column} "${text}" repeats that of line ${firstLine}`);
  return -1;
}

/** Index of an id that must exist, or -1 after reporting that it is empty or unknown. */
export function knownId(row: ReferenceRow, column: number, ids: IdSet): number {
  if (isEmptyField(row, column)) {
    reportField(row, column, `empty ${ids.column}; expected one of ${ids.file}`);
    return -1;
  }
  const index = ids.texts.findInOrder(row.bytes, row.start[column], row.end[column]);
  if (index < 0 && ids.isComplete) {
    const text = fieldText(row, column);
    reportField(row, column, `unknown ${ids.column} "${text}"; expected one of ${ids.file}`);
  }
  return index;
}

/** Like knownId, but an empty field means "none" and is no fault. */
export function knownIdOrNone(row: ReferenceRow, column: number, ids: IdSet): number {
  return isEmptyField(row, column) ? -1 : knownId(row, column, ids);
}

const SPACE = 32;

/** False after reporting an id that is empty, longer than MAX_ID_BYTES, or has a space before or behind it. */
export function isUsableId(row: ReferenceRow, column: number, name: string): boolean {
  const length = row.end[column] - row.start[column];
  if (length > 0 && length <= MAX_ID_BYTES) {
    if (row.bytes[row.start[column]] !== SPACE && row.bytes[row.end[column] - 1] !== SPACE) {
      return true;
    }
    const text = fieldText(row, column);
    reportField(row, column, `found ${name} "${text}"; expected it without spaces around it`);
    return false;
  }
  const found = length === 0 ? `empty ${name}` : `${name} of ${length} bytes`;
  reportField(row, column, `${found}; expected 1 to ${MAX_ID_BYTES} bytes`);
  return false;
}

/** First and last day of a validity, both inclusive; reused for every row. */
export interface Period {
  fromDay: number;
  toDay: number;
}

/** Reads `starts_on` and `ends_on` (empty = no end); false after reporting a fault. */
export function readPeriod(
  row: ReferenceRow,
  startsOn: number,
  endsOn: number,
  period: Period,
): boolean {
  const fromDay = dayField(row, startsOn);
  const toDay = isEmptyField(row, endsOn) ? NO_END_DAY : dayField(row, endsOn);
  period.fromDay = fromDay;
  period.toDay = toDay;
  if (fromDay === NOT_A_VALUE || toDay === NOT_A_VALUE) return false;
  if (fromDay <= toDay) return true;
  const found = `ends on ${fieldText(row, endsOn)}`;
  reportField(row, endsOn, `${found}; expected ${fieldText(row, startsOn)} (its start) or later`);
  return false;
}

/** The field's day, or NOT_A_VALUE after reporting it. */
export function dayField(row: ReferenceRow, column: number): number {
  const day = parseDay(row.bytes, row.start[column], row.end[column]);
  if (day === NOT_A_VALUE) {
    reportField(row, column, `found "${fieldText(row, column)}"; expected a date as YYYY-MM-DD`);
  }
  return day;
}

/** The field's whole number, `whenEmpty` if it is empty, or NOT_A_VALUE after reporting it. */
export function countField(row: ReferenceRow, column: number, whenEmpty: number): number {
  if (isEmptyField(row, column)) return whenEmpty;
  const count = parseCount(row.bytes, row.start[column], row.end[column]);
  if (count === NOT_A_VALUE) {
    reportField(
      row,
      column,
      `found "${fieldText(row, column)}"; expected a whole number from 0 up`,
    );
  }
  return count;
}

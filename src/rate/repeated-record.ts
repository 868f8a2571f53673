import type { RecordBatch } from 'apache-arrow';
import { columnsOf, textOf } from '../batch/usage-columns.ts';
import type { RepeatIndex } from '../dedupe/repeat-index.ts';
import { fileKeyOf, fileRowOf, type RangeTables } from './range-tables.ts';
import { readText } from './suspended-record.ts';

/** A record whose event id stood before: counted, never rated. */
export interface RepeatedRecord {
  eventId: string;
  fileKey: number;
  row: number;
  firstFileKey: number;
  firstRow: number;
  /** True when the content differs from the first record's. */
  conflict: boolean;
}

/** @param place position of the record in the index of repeats */
export function repeatedRecord(
  batch: RecordBatch,
  i: number,
  repeats: RepeatIndex,
  place: number,
  ranges: RangeTables,
): RepeatedRecord {
  const { range, row } = columnsOf(batch);
  const firstRange = repeats.firstRange[place];
  return {
    eventId: readText(textOf(batch, 'eventId'), i),
    fileKey: fileKeyOf(ranges, range[i]),
    row: fileRowOf(ranges, range[i], row[i]),
    firstFileKey: fileKeyOf(ranges, firstRange),
    firstRow: fileRowOf(ranges, firstRange, repeats.firstRow[place]),
    conflict: repeats.conflict[place] === 1,
  };
}

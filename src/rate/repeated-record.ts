import {
  eventIdText,
  MEASURE,
  RANGE,
  ROW,
  serviceIn,
  TRAITS,
  type UsageRecords,
} from '../batch/usage-records.ts';
import type { RepeatIndex } from '../dedupe/repeat-index.ts';
import { fileKeyOf, fileRowOf, type RangeTables } from './range-tables.ts';

/** A record whose event id another one had before: counted, never rated. */
export interface RepeatedRecord {
  eventId: string;
  fileKey: number;
  row: number;
  firstFileKey: number;
  firstRow: number;
  /** True when the content differs from the first record's. */
  conflict: boolean;
  service: number;
  /** Seconds, octets or 1, as the service counts. */
  measure: number;
}

/**
 * @param at first word of the record
 * @param place position of the record in the index of repeats
 */
export function repeatedRecord(
  records: UsageRecords,
  at: number,
  repeats: RepeatIndex,
  place: number,
  ranges: RangeTables,
): RepeatedRecord {
  const { words, doubles } = records;
  const range = words[at + RANGE] >>> 0;
  const firstRange = repeats.firstRange[place];
  return {
    eventId: eventIdText(records, at),
    fileKey: fileKeyOf(ranges, range),
    row: fileRowOf(ranges, range, words[at + ROW] >>> 0),
    firstFileKey: fileKeyOf(ranges, firstRange),
    firstRow: fileRowOf(ranges, firstRange, repeats.firstRow[place]),
    conflict: repeats.conflict[place] === 1,
    service: serviceIn(words[at + TRAITS]),
    measure: doubles[(at >> 1) + MEASURE],
  };
}

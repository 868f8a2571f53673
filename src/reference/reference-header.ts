import { closeSync, openSync, readSync } from 'node:fs';
import { ROW_BLANK, type RowFields, splitReferenceRow } from './split-reference-row.ts';

/** The header of a reference file, as DuckDB has to be told of it. */
export interface ReferenceHeader {
  /** Column names as they are looked up: trimmed, in lower case. */
  names: string[];
  /** Physical lines up to the end of the header. */
  lines: number;
}

/** Longest header read: reference data has a dozen columns. */
const HEADER_BYTES = 1 << 16;
const MAX_COLUMNS = 1_000;

/** Reads the header of a CSV reference file that has passed its checks. */
export function readReferenceHeader(path: string): ReferenceHeader {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const descriptor = openSync(path, 'r');
  let filled: number;
  try {
    filled = readSync(descriptor, bytes, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(descriptor);
  }
  const fields: RowFields = {
    slotOfColumn: Int32Array.from({ length: MAX_COLUMNS }, (_, slot) => slot),
    start: new Int32Array(MAX_COLUMNS + 1),
    end: new Int32Array(MAX_COLUMNS + 1),
    fieldCount: 0,
    next: 0,
    innerLineFeeds: 0,
    hasDoubledQuote: false,
    faultAt: -1,
  };
  let at = bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? 3 : 0;
  for (let lines = 0; at < filled; at = fields.next) {
    const outcome = splitReferenceRow(bytes, at, filled, true, fields);
    lines += 1 + fields.innerLineFeeds;
    if (outcome === ROW_BLANK) continue;
    const names = Array.from({ length: fields.fieldCount }, (_, column) =>
      bytes.toString('utf8', fields.start[column], fields.end[column]).trim().toLowerCase(),
    );
    return { names, lines };
  }
  return { names: [], lines: 0 };
}

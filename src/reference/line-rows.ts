import type { LineValidities } from './compile-lines.ts';
import { contractAt } from './contract-at.ts';
import type { ReferenceTables } from './reference-tables.ts';
import { sharedInts } from './shared-array.ts';
import { findText, INDEX_MASK, TAG_SHIFT, type TextIndex } from './text-index.ts';

/**
 * All that is asked of a line for every record, in half a cache line: its text, its contract and days.
 *
 * Finding a line in the columns of ReferenceTables touches a dozen places far apart, which was a third of all
 * the time a record took with 200,000 lines; here it is two. The columns stay what says more: a line with several
 * contracts, or of more than MAX_TEXT_BYTES bytes.
 */
const LINE_ROW_WORDS = 8;
// Words of a row.
const CONTRACT = 0;
/** First and last day on which both the line and its contract are valid. */
const FROM_DAY = 1;
const TO_DAY = 2;
const COMPONENT = 3;
/** Length of the text in one byte, then the text. */
const TEXT = 4;

const MAX_TEXT_BYTES = 15;
/** Length of a text that is not in the row. */
const LONG = 255;
/** Contract of a line that has or had several. */
const SEVERAL = -2;

/** Rows of all lines, in shared memory. */
export function lineRowsOf(
  lines: TextIndex,
  { lineFirst, lineContract, lineFromDay, lineToDay }: LineValidities,
  contracts: { fromDay: Int32Array; toDay: Int32Array; component: Int32Array },
): Int32Array {
  const rows = sharedInts(lines.count * LINE_ROW_WORDS);
  const bytes = new Uint8Array(rows.buffer);
  for (let line = 0; line < lines.count; line++) {
    const row = line * LINE_ROW_WORDS;
    const at = lineFirst[line];
    const contract = lineContract[at];
    const isOne = lineFirst[line + 1] === at + 1;
    rows[row + CONTRACT] = isOne ? contract : SEVERAL;
    rows[row + FROM_DAY] = Math.max(lineFromDay[at], contracts.fromDay[contract]);
    rows[row + TO_DAY] = Math.min(lineToDay[at], contracts.toDay[contract]);
    rows[row + COMPONENT] = contracts.component[contract];
    const start = lines.offsets[line];
    const length = lines.offsets[line + 1] - start;
    const text = (row + TEXT) * 4;
    bytes[text] = length <= MAX_TEXT_BYTES ? length : LONG;
    for (let k = 0; k < length && length <= MAX_TEXT_BYTES; k++) {
      bytes[text + 1 + k] = lines.bytes[start + k];
    }
  }
  return rows;
}

/**
 * Indexes of many lines at once, -1 where there is none, into `found`. One loop for each place a look-up
 * touches: the processor then fetches many far-apart places side by side instead of waiting for each.
 * @param hashes hashBytes of each text bytes[starts[i], ends[i])
 */
export function findLines(
  reference: ReferenceTables,
  bytes: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  hashes: Int32Array,
  count: number,
  found: Int32Array,
): void {
  const { lineRows, lines } = reference;
  const { buffer, byteOffset, byteLength } = lineRows;
  const rowBytes = new Uint8Array(buffer, byteOffset, byteLength);
  firstCandidates(lines.slots, hashes, count, found);
  touched = touchRows(lineRows, found, count);
  for (let i = 0; i < count; i++) {
    if (found[i] < 0) continue;
    const start = starts[i];
    const length = ends[i] - start;
    const isFound = isText(rowBytes, found[i], bytes, start, length);
    if (!isFound) found[i] = findText(lines, bytes, start, ends[i], hashes[i]);
  }
  touched = touchContracts(reference, found, count);
}

/** What touchRows read last: kept, so that its reads are not optimised away. */
let touched = 0;

/** Reads a word of every row found, which brings the rows into the cache: a tenth off all of classifying. */
function touchRows(lineRows: Int32Array, found: Int32Array, count: number): number {
  let sum = touched;
  for (let i = 0; i < count; i++) {
    if (found[i] >= 0) sum ^= lineRows[found[i] * LINE_ROW_WORDS + TEXT];
  }
  return sum;
}

/** The same for what is asked of each line's contract. */
function touchContracts(
  { lineRows, contractOffer, contractCustomer }: ReferenceTables,
  found: Int32Array,
  count: number,
): number {
  let sum = touched;
  for (let i = 0; i < count; i++) {
    const contract = found[i] < 0 ? -1 : lineRows[found[i] * LINE_ROW_WORDS + CONTRACT];
    if (contract >= 0) sum ^= contractOffer[contract] ^ contractCustomer[contract];
  }
  return sum;
}

/** The first line whose hash may be the text's, -1 = there is none. */
function firstCandidates(
  slots: Int32Array,
  hashes: Int32Array,
  count: number,
  found: Int32Array,
): void {
  const mask = slots.length - 1;
  for (let i = 0; i < count; i++) {
    const hash = hashes[i];
    const tag = hash >>> TAG_SHIFT;
    let slot = hash & mask;
    let entry = slots[slot];
    while (entry !== 0 && entry >>> TAG_SHIFT !== tag) {
      slot = (slot + 1) & mask;
      entry = slots[slot];
    }
    found[i] = (entry & INDEX_MASK) - 1;
  }
}

/** True when the line's row has this text; false also for a text too long for rows. */
function isText(
  rowBytes: Uint8Array,
  line: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): boolean {
  const text = (line * LINE_ROW_WORDS + TEXT) * 4;
  if (rowBytes[text] !== length) return false;
  for (let at = 0; at < length; at++) {
    if (rowBytes[text + 1 + at] !== bytes[start + at]) return false;
  }
  return true;
}

/** Contract of a line on a Paris day, or -1: the same as contractAt says. */
export function contractOfLine(reference: ReferenceTables, line: number, day: number): number {
  const { lineRows } = reference;
  const row = line * LINE_ROW_WORDS;
  const contract = lineRows[row + CONTRACT];
  if (contract === SEVERAL) return contractAt(reference, line, day);
  return day >= lineRows[row + FROM_DAY] && day <= lineRows[row + TO_DAY] ? contract : -1;
}

/** Component of the line's contracts: contracts a line has moved between are in one. */
export function componentOfLine({ lineRows }: ReferenceTables, line: number): number {
  return lineRows[line * LINE_ROW_WORDS + COMPONENT];
}

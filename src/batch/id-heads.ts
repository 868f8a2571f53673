import { findText, hashBytes, type TextIndex } from '../reference/text-index.ts';
import {
  ID_BYTES,
  ID_LENGTH,
  INLINE_BYTES,
  TEXT_START,
  type UsageRecords,
  WORDS,
} from './usage-records.ts';

/**
 * Ids in two parts: the digits that they end in, as a number, and what stands before them, their head. A network gives
 * its records ids of few heads (`MSC01-`, or none), which the store keeps once. An id whose head few others have is
 * kept as text: a column of texts costs the thread that stores ten times what a column of numbers does.
 */

/** Most digits taken as the number: with a 1 before them, which keeps their zeros, it is still a safe integer. */
const MAX_DIGITS = 15;
const LOW_DIGITS = 8;
const LOW_UNIT: number = 10 ** LOW_DIGITS;
/** A longer head is none: a source that writes such ids writes few of them. */
const MAX_HEAD_BYTES = 64;

/** Key of the head of ids that are digits only, and of no id at all; the number of the latter. */
export const NO_HEAD = 1;
export const NO_NUMBER = 1;

/** Bits of `id_heads` below the key of the session id's head. */
export const SESSION_HEAD_BIT = 16;
/** In place of both keys where an event has a UUID and no session: its two numbers are the UUID's halves. */
export const UUID_KEY: number = 2 ** SESSION_HEAD_BIT - 1;

/** First of the digits that bytes[start, end) ends in. */
function digitsStart(bytes: Uint8Array, start: number, end: number): number {
  const first = Math.max(start, end - MAX_DIGITS);
  let at = end;
  while (at > first && bytes[at - 1] >= 48 && bytes[at - 1] <= 57) at--;
  return at;
}

/** Takes ids of one kind apart: it is fastest where one has the head of the one before. */
export class IdSplitter {
  /** The digits of the id split last, with a 1 before them: '007' is 1007, none is 1. */
  number = 0;
  private readonly heads: TextIndex;
  private last = 0;

  constructor(heads: TextIndex) {
    this.heads = heads;
  }

  /** @returns key of the head of the id bytes[start, end): its index + 1; 0 = none of the heads */
  split(bytes: Uint8Array, start: number, end: number): number {
    if (this.hasLastHead(bytes, start, end)) return this.last + 1;
    const from = digitsStart(bytes, start, end);
    const found = findText(this.heads, bytes, start, from, hashBytes(bytes, start, from));
    if (found < 0) return 0;
    this.last = found;
    this.hasLastHead(bytes, start, end);
    return found + 1;
  }

  /** True when only digits stand behind the last head; they are the number then. */
  private hasLastHead(bytes: Uint8Array, start: number, end: number): boolean {
    const { bytes: heads, offsets } = this.heads;
    const head = offsets[this.last];
    const length = offsets[this.last + 1] - head;
    let at = start + length;
    if (at > end || end - at > MAX_DIGITS) return false;
    for (let k = 0; k < length; k++) if (heads[head + k] !== bytes[start + k]) return false;
    // In two halves, which are 32-bit integers: the high one begins with the 1, or the low one where it is alone.
    const lowStart = end - LOW_DIGITS;
    let high = 0;
    let half = 1;
    if (at < lowStart) {
      for (; at < lowStart; at++) {
        const digit = bytes[at] - 48;
        if (digit < 0 || digit > 9) return false;
        half = half * 10 + digit;
      }
      high = half;
      half = 0;
    }
    for (; at < end; at++) {
      const digit = bytes[at] - 48;
      if (digit < 0 || digit > 9) return false;
      half = half * 10 + digit;
    }
    this.number = high * LOW_UNIT + half;
    return true;
  }
}

/** How many of the records looked at have ids of a head. */
export type HeadCounts = Map<string, number>;

/** Records looked at of each block. */
const SAMPLE_ROWS = 256;

/** Counts the heads of the first records. */
export function countHeads(records: UsageRecords, counts: HeadCounts): void {
  const { words, texts } = records;
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let row = 0; row < Math.min(records.rowCount, SAMPLE_ROWS); row++) {
    const at = row * WORDS;
    const length = words[at + ID_LENGTH];
    if (length > INLINE_BYTES) countHead(texts, words[at + ID_BYTES], length, counts);
    else countHead(bytes, (at + ID_BYTES) * 4, length, counts);
    const start = words[at + TEXT_START];
    if (start >= 0) countHead(texts, start + 2, texts[start], counts);
  }
}

function countHead(bytes: Uint8Array, start: number, length: number, counts: HeadCounts): void {
  const end = digitsStart(bytes, start, start + length);
  if (end - start > MAX_HEAD_BYTES) return;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  counts.set(head, (counts.get(head) ?? 0) + 1);
}

import { hashEventId } from '../normalise/record-hash.ts';
import {
  CONTENT_HASH,
  ID_BYTES,
  ID_LENGTH,
  INLINE_BYTES,
  RANGE,
  ROW,
  TEXT_START,
  type UsageRecords,
  WORDS,
} from './usage-records.ts';

/** Words kept of each event id for finding duplicates: three of its hash, content hash, range, row. */
export const ID_WORDS = 6;

/** Collects the records classified in one step; reused from step to step. */
export class UsageBuilder implements UsageRecords {
  rowCount = 0;
  textLength = 0;
  texts: Uint8Array = new Uint8Array(1 << 16);
  readonly capacity: number;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  /** ID_WORDS words per record. */
  readonly ids: Int32Array;
  private readonly bytes: Uint8Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    const buffer = new ArrayBuffer(capacity * WORDS * 4);
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.ids = new Int32Array(capacity * ID_WORDS);
  }

  clear(): void {
    this.rowCount = 0;
    this.textLength = 0;
  }

  /**
   * Writes the event id source[start, end) into the record at word `at`, and what finding repeats needs of it;
   * the record's content hash, range and row must be there.
   */
  setEventId(at: number, row: number, source: Uint8Array, start: number, end: number): void {
    const { words, bytes } = this;
    const length = end - start;
    words[at + ID_LENGTH] = length;
    words[at + ID_BYTES] = 0;
    words[at + ID_BYTES + 1] = 0;
    words[at + ID_BYTES + 2] = 0;
    if (length > INLINE_BYTES) {
      words[at + ID_BYTES] = this.addText(source, start, end);
    } else {
      const to = (at + ID_BYTES) * 4;
      for (let k = 0; k < length; k++) bytes[to + k] = source[start + k];
    }
    const id = row * ID_WORDS;
    hashEventId(source, start, end, this.ids, id);
    this.ids[id + 3] = words[at + CONTENT_HASH];
    this.ids[id + 4] = words[at + RANGE];
    this.ids[id + 5] = words[at + ROW];
  }

  /** Writes the session id, and the line where it is unknown: both ranges of `source`, possibly empty. */
  setTexts(
    at: number,
    source: Uint8Array,
    sessionStart: number,
    sessionEnd: number,
    lineStart: number,
    lineEnd: number,
  ): void {
    if (sessionStart === sessionEnd && lineStart === lineEnd) {
      this.words[at + TEXT_START] = -1;
      return;
    }
    this.reserve(2);
    const start = this.textLength;
    this.texts[start] = sessionEnd - sessionStart;
    this.texts[start + 1] = lineEnd - lineStart;
    this.textLength += 2;
    this.addText(source, sessionStart, sessionEnd);
    this.addText(source, lineStart, lineEnd);
    this.words[at + TEXT_START] = start;
  }

  private addText(source: Uint8Array, start: number, end: number): number {
    this.reserve(end - start);
    const to = this.textLength;
    const { texts } = this;
    for (let k = 0; k < end - start; k++) texts[to + k] = source[start + k];
    this.textLength += end - start;
    return to;
  }

  private reserve(length: number): void {
    if (this.textLength + length <= this.texts.length) return;
    const larger = new Uint8Array(Math.max(this.textLength + length, this.texts.length * 2));
    larger.set(this.texts);
    this.texts = larger;
  }
}

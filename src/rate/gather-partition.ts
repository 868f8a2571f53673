import { type RunPlaces, readRuns } from '../batch/shuffle-block.ts';
import {
  ID_BYTES,
  ID_LENGTH,
  INLINE_BYTES,
  TEXT_START,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';

/** Memory of the partition gathered last, used again for the next one. */
let recordBytes = new ArrayBuffer(0);
let textBytes = new Uint8Array(0);

/** All records of one partition in one piece, in input order; valid until the next call. */
export function gatherPartition(places: RunPlaces): UsageRecords {
  const runs = readRuns(places);
  const rowCount = runs.reduce((sum, run) => sum + run.rowCount, 0);
  const textLength = runs.reduce((sum, run) => sum + run.texts.length, 0);
  if (recordBytes.byteLength < rowCount * WORDS * 4) {
    recordBytes = new ArrayBuffer(Math.ceil(rowCount * 1.25) * WORDS * 4);
  }
  if (textBytes.length < textLength) textBytes = new Uint8Array(Math.ceil(textLength * 1.25));
  const words = new Int32Array(recordBytes, 0, rowCount * WORDS);
  const texts = textBytes.subarray(0, textLength);
  let at = 0;
  let textAt = 0;
  for (const run of runs) {
    words.set(run.words, at);
    texts.set(run.texts, textAt);
    const end = at + run.words.length;
    if (textAt > 0 && run.texts.length > 0) moveTexts(words, at, end, textAt);
    at = end;
    textAt += run.texts.length;
  }
  const doubles = new Float64Array(recordBytes, 0, (rowCount * WORDS) / 2);
  return { rowCount, words, doubles, texts };
}

/** Adds `by` to the places of texts of the records in words[start, end). */
function moveTexts(words: Int32Array, start: number, end: number, by: number): void {
  for (let at = start; at < end; at += WORDS) {
    if (words[at + ID_LENGTH] > INLINE_BYTES) words[at + ID_BYTES] += by;
    if (words[at + TEXT_START] >= 0) words[at + TEXT_START] += by;
  }
}

import { type RunPlaces, readRuns } from '../batch/shuffle-block.ts';
import {
  ID_BYTES,
  ID_LENGTH,
  INLINE_BYTES,
  TEXT_START,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';

/** All records of one partition in one piece, in input order. */
export function gatherPartition(places: RunPlaces): UsageRecords {
  const runs = readRuns(places);
  const rowCount = runs.reduce((sum, run) => sum + run.rowCount, 0);
  const textLength = runs.reduce((sum, run) => sum + run.texts.length, 0);
  const buffer = new ArrayBuffer(rowCount * WORDS * 4);
  const words = new Int32Array(buffer);
  const texts = new Uint8Array(textLength);
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
  return { rowCount, words, doubles: new Float64Array(buffer), texts };
}

/** Adds `by` to the places of texts of the records in words[start, end). */
function moveTexts(words: Int32Array, start: number, end: number, by: number): void {
  for (let at = start; at < end; at += WORDS) {
    if (words[at + ID_LENGTH] > INLINE_BYTES) words[at + ID_BYTES] += by;
    if (words[at + TEXT_START] >= 0) words[at + TEXT_START] += by;
  }
}

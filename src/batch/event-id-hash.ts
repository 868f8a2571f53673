import { mix32 } from '../normalise/record-hash.ts';
import { ID_BYTES, ID_LENGTH, INLINE_BYTES, type UsageRecords, WORDS } from './usage-records.ts';

/**
 * 64-bit hash of a record's event id, written to out[to] and out[to + 1]: what the store finds a repeated id by
 * in later runs. It is stored, so its definition must not change without a new store version.
 *
 * Ids short enough to stand in the record, which is nearly all, are hashed by words.
 * @param at first word of the record
 */
export function hashIdAt(
  { words, texts }: Pick<UsageRecords, 'words' | 'texts'>,
  at: number,
  out: Int32Array,
  to: number,
): void {
  const length = words[at + ID_LENGTH];
  if (length > INLINE_BYTES) {
    hashLongId(texts, words[at + ID_BYTES], length, out, to);
    return;
  }
  const first = words[at + ID_BYTES];
  const second = words[at + ID_BYTES + 1];
  const third = words[at + ID_BYTES + 2];
  out[to] = mix32(first ^ mix32(second ^ mix32(third + length)));
  out[to + 1] = mix32(
    Math.imul(third, 0x9e3779b1) + mix32(Math.imul(first, 0x85ebca6b) + mix32(second + 0x3c6ef372)),
  );
}

/** The same of an id's text, to look its record up in the store. */
export function hashOfId(eventId: string): bigint {
  const texts = Buffer.from(eventId);
  const words = new Int32Array(WORDS);
  words[ID_LENGTH] = texts.length;
  // In the record itself, or at the start of the texts.
  if (texts.length <= INLINE_BYTES) new Uint8Array(words.buffer, ID_BYTES * 4).set(texts);
  const hash = new BigUint64Array(1);
  hashIdAt({ words, texts }, 0, new Int32Array(hash.buffer), 0);
  return hash[0];
}

function hashLongId(
  texts: Uint8Array,
  start: number,
  length: number,
  out: Int32Array,
  to: number,
): void {
  let low = length;
  let high = 0x7f4a7c15;
  for (let k = start; k < start + length; k++) {
    low = Math.imul(low ^ texts[k], 0x01000193);
    high = Math.imul(high + texts[k], 0xc2b2ae35) ^ (high >>> 13);
  }
  out[to] = mix32(low);
  out[to + 1] = mix32(high);
}

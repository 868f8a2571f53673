import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { MAX_RECORD_BYTES } from '../bounds.ts';
import type { InputRange } from './input-range.ts';

const LF = 10;
const WINDOW_BYTES = 1 << 20;

/** Part of a range in memory: bytes[start, end) are to be decoded. */
export interface Window {
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Nothing follows. */
  isLast: boolean;
}

/** Decodes what it can of a window and returns the offset of the first byte left over. */
export type Consume = (window: Window) => number;

/** Bytes that windows need room for: what is read at a time, behind what a consumer left over. */
export const WINDOW_ROOM: number = WINDOW_BYTES + MAX_RECORD_BYTES;

/**
 * Reads a range window by window. What a consumer leaves over stands at the front of the next window;
 * memory stays bounded because a decoder never leaves more than MAX_RECORD_BYTES over.
 * @param bytes WINDOW_ROOM bytes that all windows lie in, to be given again for the next range: memory touched for the
 *   first time costs more than what is read into it
 */
export async function readWindows(
  range: InputRange,
  bytes: Uint8Array,
  consume: Consume,
): Promise<void> {
  let end = 0;
  const consumeWindow = (isLast: boolean) => {
    const rest = consume({ bytes, start: 0, end, isLast });
    bytes.copyWithin(0, rest, end);
    end -= rest;
  };
  if (range.isGzip) {
    for await (const piece of gunzipped(range)) {
      bytes.set(piece, end);
      end += piece.length;
      if (end >= WINDOW_BYTES) consumeWindow(false);
    }
  } else {
    for (const count of plainPieces(range, (wanted) => bytes.subarray(end, end + wanted))) {
      end += count;
      consumeWindow(false);
    }
  }
  consumeWindow(true);
}

/**
 * Reads the rows that begin inside a plain file's range, piece by piece.
 * @param room gives room for so many bytes
 * @returns how many bytes were read each time
 */
function* plainPieces(
  range: InputRange,
  room: (wanted: number) => Uint8Array,
): Generator<number, void> {
  const file = openSync(range.path, 'r');
  try {
    let position = range.start;
    if (range.isCut) {
      position = nextLineStart(file, range.start - 1);
      if (position >= range.end) return;
    }
    const end = Number.isFinite(range.end) ? nextLineStart(file, range.end - 1) : range.end;
    while (position < end) {
      const wanted = Math.min(WINDOW_BYTES, end - position);
      const count = readSync(file, room(wanted), 0, wanted, position);
      if (count === 0) return;
      position += count;
      yield count;
    }
  } finally {
    closeSync(file);
  }
}

/** Offset of the first byte after the first line feed at or after `from`; the file's length if there is none. */
function nextLineStart(file: number, from: number): number {
  const buffer = new Uint8Array(1 << 14);
  let position = from;
  for (;;) {
    const count = readSync(file, buffer, 0, buffer.length, position);
    if (count === 0) return position;
    const lineFeed = buffer.subarray(0, count).indexOf(LF);
    if (lineFeed >= 0) return position + lineFeed + 1;
    position += count;
  }
}

/** The decompressed bytes of a gzip file after the header, in pieces. */
async function* gunzipped(range: InputRange): AsyncGenerator<Uint8Array> {
  const file = createReadStream(range.path, { highWaterMark: 1 << 18 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  file.on('error', (error) => gunzip.destroy(error));
  let toSkip = range.start;
  for await (const piece of file.pipe(gunzip) as AsyncIterable<Uint8Array>) {
    const skipped = Math.min(toSkip, piece.length);
    toSkip -= skipped;
    if (skipped < piece.length) yield piece.subarray(skipped);
  }
}

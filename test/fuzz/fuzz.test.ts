import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../generators/prng.ts';
import { decodingFaults } from './check-decoding.ts';
import { longLineFaults } from './check-long-line.ts';
import { patternFaults } from './check-patterns.ts';
import { ratingFaults } from './check-rating.ts';
import { fuzzCase } from './fuzzed-file.ts';

/** The short form of `npm run fuzz`. */
const SEED = Number(process.env.OCTROI_FUZZ_SEED ?? 20261121);
const folder = mkdtempSync(join(tmpdir(), 'octroi-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = Array.from({ length: 12 }, (_, k) => SEED + k);

describe('mutated rows', () => {
  it.each(FILES)('change no row beside them (seed %i)', async (seed) => {
    const fuzzed = await fuzzCase(seed, 400, 0.3, folder);
    expect(decodingFaults(fuzzed, randomFrom(seed))).toEqual([]);
  });

  it.each(FILES.slice(0, 3))('are all accounted for (seed %i)', async (seed) => {
    const fuzzed = await fuzzCase(seed, 600, 0.5, folder);
    expect(await ratingFaults(fuzzed, randomFrom(seed), folder)).toEqual([]);
  });

  it('would be noticed if they changed another', async () => {
    for (const seed of FILES.slice(0, 3)) {
      const fuzzed = await fuzzCase(seed, 20, 0, folder);
      expect(decodingFaults(fuzzed, randomFrom(seed))).toEqual([]);
      fuzzed.pieces[7].bytes = fuzzed.pieces[8].bytes;
      expect(decodingFaults(fuzzed, randomFrom(seed))).toHaveLength(1);
    }
  });
});

describe('a decoder', () => {
  it('takes a row of many megabytes as one reject, and holds little of it', async () => {
    expect(await longLineFaults(6, folder)).toEqual([]);
  });

  it(`reads no pattern again and again (seed ${SEED})`, () => {
    expect(patternFaults(SEED, 20)).toEqual([]);
  });
});

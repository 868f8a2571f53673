import { join } from 'node:path';
import { randomFrom } from '../generators/prng.ts';
import { decodingFaults } from './check-decoding.ts';
import { patternFaults } from './check-patterns.ts';
import { ratingFaults } from './check-rating.ts';
import { fuzzCase } from './fuzzed-file.ts';

export interface FuzzRound {
  name: string;
  mutatedRows: number;
  /** What is wrong, in words; empty when nothing is. */
  faults: string[];
}

/** One file of mutated rows, decoded and rated; the seed alone says which. */
export async function fuzzRound(seed: number, rows: number, folder: string): Promise<FuzzRound> {
  const random = randomFrom(seed + 1_000_000);
  const share = random.pick([0.05, 0.5, 0.9]);
  const fuzzed = await fuzzCase(seed, rows, share, join(folder, 'generated'));
  const faults = [
    ...decodingFaults(fuzzed, random),
    ...(await ratingFaults(fuzzed, random, folder)),
    ...patternFaults(seed, 4),
  ];
  return {
    name: `${fuzzed.format}${fuzzed.isGzip ? '.gz' : ''}`,
    mutatedRows: fuzzed.pieces.filter(({ isWhole }) => !isWhole).length,
    faults,
  };
}

import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../results.ts';
import { databaseBefore, lastFullNight, type RatedMonth, rateNight } from './rate-nights.ts';

/** A full night rated again and again from the database it met. */
export interface ComparedNight {
  night: number;
  rounds: number;
  medianSeconds: number;
  /** Beside the first night's, in turn with it: what the machine does in a minute, it does to all of them. */
  ratioToFirst: number;
}

/**
 * Rates the first, the second and the last full night of a month in turn, each from the database it met.
 * @param month rated by rateNights, which kept those databases
 * @param rounds seven are enough where minutes of one machine differ by 40 %
 */
export function compareNights(
  { files, reference, folder }: RatedMonth,
  rounds = 7,
): ComparedNight[] {
  const nights = [...new Set([1, 2, lastFullNight(files) + 1])];
  const seconds = new Map<number, number[]>(nights.map((night) => [night, []]));
  const db = join(folder, 'compared.duckdb');
  for (let round = 0; round < rounds; round++) {
    for (const night of nights) {
      rmSync(db, { force: true });
      if (night > 1) copyFileSync(databaseBefore(folder, night), db);
      execFileSync('sync');
      const { wallSeconds } = rateNight(night, files[night - 1], { reference, db });
      seconds.get(night)?.push(wallSeconds);
    }
  }
  const [first] = nights.map((night) => median(seconds.get(night) ?? []));
  return nights.map((night) => {
    const medianSeconds = median(seconds.get(night) ?? []);
    return { night, rounds, medianSeconds, ratioToFirst: medianSeconds / first };
  });
}

/** One line for people. */
export function comparedText(compared: readonly ComparedNight[]): string {
  const parts = compared.map(
    ({ night, medianSeconds, ratioToFirst }) =>
      `night ${night} ${medianSeconds.toFixed(2)} s (${ratioToFirst.toFixed(2)})`,
  );
  return `In turn, ${compared[0].rounds} times, medians: ${parts.join(', ')}`;
}

import type { RateSummary } from '../../src/pipeline.ts';
import type { Bench } from '../rate-files.ts';

let nights = 0;

/** Rates a usage file as the next night's run. */
export function rateNight(bench: Bench, text: string): Promise<RateSummary> {
  const folder = bench.write(`night-${nights++}`, { 'cdr.csv': text });
  return bench.rate({ inputs: [folder], workers: 1 });
}

import { monthKey, type Result, speedBesideLoad } from './results.ts';

/** A run slower than the recorded one by more than this share fails. */
export const GATE_TOLERANCE = 0.1;

/** Of each contender: minutes of a machine differ by more than the tolerance, so more than for a record. */
export const GATE_RUNS = 9;

export interface Verdict {
  isPassed: boolean;
  text: string;
}

/**
 * Compares octroi's speed with the last recorded one of the same month on the same kind of machine, both beside
 * DuckDB's plain load measured in the same minutes, so that a slower day of the machine does not count.
 *
 * With nothing to compare with it passes and says so.
 */
export function judge(
  recorded: readonly Result[],
  now: Result,
  names: { octroi: string; load: string },
): Verdict {
  const last = recorded.findLast(
    (result) => result.machine === now.machine && monthKey(result) === monthKey(now),
  );
  const speed = speedBesideLoad(now, names.octroi, names.load);
  if (last === undefined) {
    const text = `nothing recorded for ${monthKey(now)} on ${now.machine}: no comparison`;
    return { isPassed: true, text };
  }
  const before = speedBesideLoad(last, names.octroi, names.load);
  const change = speed / before - 1;
  const isPassed = change >= -GATE_TOLERANCE;
  const text =
    `${monthKey(now)}: ${speed.toFixed(3)} of the load's speed, recorded ${before.toFixed(3)} ` +
    `(${last.commit}, ${last.date.slice(0, 10)}): ${change < 0 ? '' : '+'}${(change * 100).toFixed(1)} %, ` +
    `${isPassed ? 'no more' : 'more'} than ${GATE_TOLERANCE * 100} % slower`;
  return { isPassed, text };
}

import type { CdrRows } from './cdr-rows.ts';

/**
 * What the readable records of some rows add up to, taken as they are decoded and before anything is done
 * with them: the store must account for the same sums (G14).
 */
export interface ControlSums {
  /** Seconds of voice and csd. */
  seconds: bigint;
  /** Octets of data, up and down together. */
  octets: bigint;
}

/** Adds the rows of a block. */
export function addToSums(sums: ControlSums, rows: CdrRows): void {
  const { rowCount, durationSeconds, octetsUp, octetsDown } = rows;
  let seconds = 0;
  let octets = 0;
  for (let i = 0; i < rowCount; i++) {
    seconds += durationSeconds[i];
    octets += octetsUp[i] + octetsDown[i];
  }
  // Sums of counts are exact up to 2^53: more in one block is an attack or a fault, and is added the slow way.
  sums.seconds += isExact(seconds) ? BigInt(seconds) : slowSum(durationSeconds, rowCount);
  sums.octets += isExact(octets)
    ? BigInt(octets)
    : slowSum(octetsUp, rowCount) + slowSum(octetsDown, rowCount);
}

function isExact(sum: number): boolean {
  return sum <= Number.MAX_SAFE_INTEGER;
}

function slowSum(values: Float64Array, count: number): bigint {
  let sum = 0n;
  for (let i = 0; i < count; i++) sum += BigInt(values[i]);
  return sum;
}

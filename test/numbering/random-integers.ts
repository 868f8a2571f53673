/** Repeatable pseudo-random integers in [0, below), by the Park-Miller generator. */
export function randomIntegers(count: number, seed: number, below: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return Math.floor((state / 0x7fff_ffff) * below);
  });
}

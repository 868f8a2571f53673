import { afterEach } from 'vitest';
import { type Bench, openBench } from './rate-files.ts';

/** Opens benches with reference data, for a file of tests; each is closed after the test that opened it. */
export function benchOpener(): (reference: Record<string, string>) => Bench {
  const benches: Bench[] = [];
  afterEach(() => {
    for (const bench of benches.splice(0)) bench.close();
  });
  return (reference) => {
    const bench = openBench();
    benches.push(bench);
    bench.write('reference', reference);
    return bench;
  };
}

import { Bench } from 'tinybench';

/** One piece of the hot path, run over all its records at a time. */
export interface Kernel {
  name: string;
  recordCount: number;
  /** Not timed, before each run. */
  prepare?(): void;
  /** @returns something that depends on all of the work, so that none can be left out */
  run(): number | Promise<number>;
}

/** What a kernel takes. */
export interface KernelTime {
  name: string;
  recordCount: number;
  /** Median of the runs. */
  nanosecondsPerRecord: number;
  recordsPerSecond: number;
}

/**
 * Times kernels one after the other.
 * @param isSmall once each without warming up: shows that they run, not how fast
 * @throws when a kernel fails, or has no records
 */
export async function timeKernels(
  kernels: readonly Kernel[],
  isSmall: boolean,
): Promise<KernelTime[]> {
  const bench = new Bench(
    isSmall
      ? { time: 0, iterations: 1, warmup: false, throws: true }
      : { time: 1000, iterations: 10, warmupTime: 300, warmupIterations: 3, throws: true },
  );
  let sink = 0;
  const addToSink = (result: number) => {
    sink += result;
  };
  for (const { name, recordCount, prepare, run } of kernels) {
    if (recordCount === 0) throw new Error(`kernel ${name} has no records`);
    const work = () => {
      const result = run();
      if (typeof result !== 'number') return result.then(addToSink);
      return addToSink(result);
    };
    bench.add(name, work, prepare && { beforeEach: prepare });
  }
  await bench.run();
  if (Number.isNaN(sink)) throw new Error('a kernel has no result');
  return kernels.map(({ name, recordCount }) => {
    const result = bench.getTask(name)?.result;
    if (result === undefined || !('latency' in result)) throw new Error(`${name} was not timed`);
    const nanosecondsPerRecord = (result.latency.p50 * 1e6) / recordCount;
    const recordsPerSecond = 1e9 / nanosecondsPerRecord;
    return { name, recordCount, nanosecondsPerRecord, recordsPerSecond };
  });
}

import { type KernelTime, timeKernels } from './kernel.ts';
import { accumulatorKernels, raterKernels } from './rule-kernels.ts';
import { decodeKernel, plainRowsKernel, stageKernels } from './stage-kernels.ts';
import { stageMonth } from './staged-month.ts';
import { startKernels } from './start-kernels.ts';

export interface KernelOptions {
  records: number;
  /** See timeKernels. */
  isSmall: boolean;
  /** Folder for generated files. */
  base?: string;
}

/** Times every kernel over generated months of so many records. */
export async function timeAllKernels(options: KernelOptions): Promise<KernelTime[]> {
  const { records, isSmall, base } = options;
  const plain = { variant: 'plain', records, seed: 1 } as const;
  const mixed = await stageMonth({ ...plain, workload: 'mixed' }, base);
  const machines = await stageMonth({ ...plain, workload: 'm2m' }, base);
  const report = await stageMonth({ ...plain, workload: 'webex', variant: 'webex-csv' }, base);
  // An item of the feed is some two thousand bytes: a tenth of the records is enough.
  const items = isSmall ? records : Math.ceil(records / 10);
  const feed = await stageMonth(
    { ...plain, records: items, workload: 'webex', variant: 'webex-json' },
    base,
  );
  const ofMixed = raterKernels(mixed, isSmall);
  const names = new Set(ofMixed.map(({ name }) => name));
  return timeKernels(
    [
      plainRowsKernel('native CSV', mixed),
      decodeKernel('native CSV in JavaScript alone', mixed),
      decodeKernel('Webex CSV', report),
      decodeKernel('Webex JSON', feed),
      ...stageKernels(mixed),
      ...ofMixed,
      ...raterKernels(machines, isSmall).filter(({ name }) => !names.has(name)),
      ...accumulatorKernels(mixed),
      ...(await startKernels(isSmall ? 500 : 200_000, base)),
    ],
    isSmall,
  );
}

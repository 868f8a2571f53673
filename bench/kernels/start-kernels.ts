import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalogue } from '../../src/compile-tables.ts';
import { generate } from '../../src/generate/generate.ts';
import { loadReference } from '../../src/reference/load-reference.ts';
import { DATA } from '../data.ts';
import type { Kernel } from './kernel.ts';

/** What is compiled before the first record: catalogue and number plan, then so many lines with their contracts. */
export async function startKernels(lines: number, base: string = DATA): Promise<Kernel[]> {
  const out = join(base, `lines-${lines}`);
  const reference = join(out, 'reference');
  if (!existsSync(reference)) {
    await generate({ records: 1000, seed: 1, out, workload: 'mixed', lines });
  }
  const { entries, tariffs, billing } = compileCatalogue();
  const load = async () => (await loadReference(reference, tariffs, billing)).tables.lines.count;
  return [
    {
      name: 'start: catalogue and number plan, per prefix',
      recordCount: entries.length,
      run: () => compileCatalogue().entries.length,
    },
    {
      name: 'start: reference data, per line',
      recordCount: await load(),
      run: load,
    },
  ];
}

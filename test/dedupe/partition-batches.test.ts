import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partitionBatches, type ShuffleBlock } from '../../src/batch/shuffle-block.ts';

const ROWS = 1 << 16;

it('partitions go by tasks of bounded size, each partition once and in order', () => {
  const counts = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 2 * ROWS })), { minLength: 1 });
  fc.assert(
    fc.property(counts, fc.nat({ max: 3 }), (rowCounts, blockCount) => {
      const block = { recordCounts: Int32Array.from(rowCounts) } as ShuffleBlock;
      const batches = partitionBatches(Array(blockCount).fill(block), rowCounts.length);
      expect(batches.flat()).toEqual([...rowCounts.keys()]);
      for (const batch of batches) {
        const filled = batch.filter((p) => rowCounts[p] * blockCount > 0);
        const rows = filled.reduce((sum, p) => sum + rowCounts[p] * blockCount, 0);
        expect(rows <= ROWS || filled.length === 1).toBe(true);
      }
    }),
  );
});

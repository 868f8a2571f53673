import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inOrder } from '../../src/worker-pool.ts';

it('what is under way never weighs more than the limit, unless it is one item; results come in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 30 }),
      async (weights, limit) => {
        const underWay = new Set<number>();
        let most = 0;
        const taken: number[] = [];
        const weigh = () => [...underWay].reduce((sum, item) => sum + weights[item], 0);
        await inOrder(
          weights.map((_, item) => item),
          limit,
          async (item) => {
            underWay.add(item);
            if (underWay.size > 1) expect(weigh()).toBeLessThanOrEqual(limit);
            most = Math.max(most, underWay.size);
            return item;
          },
          (result, item) => {
            expect(result).toBe(item);
            underWay.delete(item);
            taken.push(item);
          },
          (item) => weights[item],
        );
        expect(taken).toEqual(weights.map((_, item) => item));
        if (weights.length > 1 && weights[0] + weights[1] <= limit) expect(most).toBeGreaterThan(1);
      },
    ),
    { seed: 20261201, numRuns: 100 },
  );
});

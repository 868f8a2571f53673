import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findRepeat, indexRepeats } from '../../src/dedupe/repeat-index.ts';

const record = fc.record({
  range: fc.integer({ min: 0, max: 0xffff_fffe }),
  row: fc.nat(2_000_000),
});

it('finds every repeat and nothing else', () => {
  const repeats = fc.uniqueArray(record, { selector: ({ range, row }) => `${range}/${row}` });
  fc.assert(
    fc.property(repeats, fc.array(record), (found, others) => {
      const index = indexRepeats([
        {
          range: Uint32Array.from(found, ({ range }) => range),
          row: Uint32Array.from(found, ({ row }) => row),
          firstRange: Uint32Array.from(found, (_, k) => k),
          firstRow: Uint32Array.from(found, (_, k) => k + 1),
          conflict: Uint8Array.from(found, (_, k) => k % 2),
        },
      ]);
      for (const [k, { range, row }] of found.entries()) {
        const place = findRepeat(index, range, row);
        expect([index.firstRange[place], index.conflict[place]]).toEqual([k, k % 2]);
      }
      for (const { range, row } of others) {
        const isRepeat = found.some((repeat) => repeat.range === range && repeat.row === row);
        expect(findRepeat(index, range, row) >= 0).toBe(isRepeat);
      }
    }),
    { seed: 5 },
  );
});

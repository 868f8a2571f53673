import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  emptyIds,
  emptyRecords,
  firstOfGroup,
  groupCountOf,
  groupOf,
  idsPath,
  recordsPath,
  spillBlock,
} from '../../src/batch/spill-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'octroi-spill-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('groups of partitions', () => {
  it.each([1, 4, 32, 64, 2048])('are runs of equal length over %i partitions', (partitions) => {
    for (let p = 0; p < partitions; p++) {
      const group = groupOf(p, partitions);
      expect(p).toBeGreaterThanOrEqual(firstOfGroup(group, partitions));
      expect(p).toBeLessThan(firstOfGroup(group + 1, partitions));
    }
    expect(firstOfGroup(groupCountOf(partitions), partitions)).toBe(partitions);
  });
});

describe('a spilled block', () => {
  const path = join(folder, 'work');

  it('lies in a file per group and one of ids, behind the blocks before it', async () => {
    // 64 partitions, two in a group: partition p has p bytes of records, each of value p; then three bytes of ids.
    const partitions = 64;
    const offsets = new Float64Array(partitions + 1);
    for (let p = 0; p < partitions; p++) offsets[p + 1] = offsets[p] + p;
    const bytes = new Uint8Array(offsets[partitions] + 3).fill(255);
    for (let p = 0; p < partitions; p++) bytes.fill(p, offsets[p], offsets[p + 1]);
    mkdirSync(path, { recursive: true });

    spillBlock(bytes, offsets, path);
    const spilled = spillBlock(bytes, offsets, path);

    // Group 5 is partitions 10 and 11: 21 bytes of each block.
    expect(spilled.recordsPosition[5]).toBe(21);
    const file = readFileSync(recordsPath(spilled.prefix, 5));
    expect([...file.subarray(21)]).toEqual([...Array(10).fill(10), ...Array(11).fill(11)]);
    expect(spilled.idsPosition).toBe(3);
    expect(statSync(idsPath(spilled.prefix)).size).toBe(6);

    const before = sizesIn(path);
    await emptyRecords([{ spilled }, { spilled: null }], 5);
    await emptyIds([{ spilled }]);
    const after = sizesIn(path);
    for (const [name, size] of before) {
      const isEmptied = name.endsWith('-5.bin') || name.endsWith('-ids.bin');
      expect(after.get(name)).toBe(isEmptied ? 0 : size);
    }
    expect(before.size).toBe(groupCountOf(partitions) + 1);
  });
});

function sizesIn(path: string): Map<string, number> {
  return new Map(readdirSync(path).map((name) => [name, statSync(join(path, name)).size]));
}

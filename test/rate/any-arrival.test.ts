import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { billMonth } from '../../src/bill/bill-month.ts';
import { rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { openStore } from '../../src/store/open-store.ts';
import { compressed, type FuzzCase, fuzzCase } from '../fuzz/fuzzed-file.ts';
import { type Random, randomFrom } from '../generators/prng.ts';
import { shuffled } from '../generators/usage-csv.ts';
import { type ViewDigests, viewDigests } from '../view-digests.ts';

/**
 * Usage, allowances, charges and invoices are a function of the set of records: however a generated month of
 * any workload and format is cut into nights, files and orders, and whatever of it comes twice.
 */
const RUNS = Number(process.env.OCTROI_PROPERTY_RUNS ?? 2);
const SEED = Number(process.env.OCTROI_PROPERTY_SEED ?? 42);
const MONTHS = ['2026-03', '2026-10', '2026-02', '2025-12'];

const root = mkdtempSync(join(tmpdir(), 'octroi-arrival-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What may depend on the way records arrived: where each came from, and what happened when. */
const LEAVE_OUT: Record<string, string[] | true> = {
  usage: ['file', 'row'],
  suspense: ['file', 'row'],
  rejects: ['file', 'row'],
  duplicates: ['file', 'row', 'first_file', 'first_row'],
  files: true,
  rating_runs: true,
  rerated: true,
};

let made = 0;

interface Arrival {
  seed: number;
  nights: number;
}

/** The month in that many nights, billed at last. */
async function arrive(
  month: string,
  { reference, ...file }: FuzzCase,
  rows: Buffer[],
  { seed, nights }: Arrival,
): Promise<ViewDigests> {
  const random = randomFrom(seed);
  const folder = join(root, `arrival-${made++}`);
  const db = join(folder, 'month.duckdb');
  for (const [night, part] of spread(random, rows, nights).entries()) {
    const inputs = join(folder, `night-${night}`);
    mkdirSync(inputs, { recursive: true });
    for (const [k, some] of spread(random, part, random.between(1, 2)).entries()) {
      writeFileSync(join(inputs, `${k}`), fileOf(random, file, some));
    }
    const options = {
      inputs: [inputs],
      db,
      reference,
      workers: random.between(1, 3),
      batchRows: random.pick([1, 53, 2048]),
      shuffleKilobytes: random.pick([0, 1 << 18]),
    };
    await rate(options, silentProgress);
  }
  await billMonth({ db, month }, silentProgress);
  const store = await openStore(db, { readOnly: true });
  try {
    return await viewDigests(store, LEAVE_OUT);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Items in random order, none of the parts empty unless there are too few. */
function spread(random: Random, rows: Buffer[], parts: number): Buffer[][] {
  const order = shuffled(random, rows);
  const cuts = Array.from({ length: parts - 1 }, () => random.below(order.length)).sort(
    (a, b) => a - b,
  );
  return [0, ...cuts].map((cut, k) => order.slice(cut, cuts[k] ?? order.length));
}

function fileOf(random: Random, file: Omit<FuzzCase, 'reference'>, rows: Buffer[]): Buffer {
  const { head, tail, separator } = file;
  const between = rows.flatMap((row, k) => (k === 0 ? [row] : [separator, row]));
  return compressed(Buffer.concat([head, ...between, tail]), random.chance(0.4));
}

describe('a generated month', () => {
  it(`gives the same rows, charges and invoices however it arrives (seed ${SEED})`, {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 2, max: 4 }), async (seed, nights) => {
        const random = randomFrom(seed);
        const month = random.pick(MONTHS);
        const file = await fuzzCase(seed, 500, 0, join(root, 'generated'), month);
        const again = file.rows.filter(() => random.chance(0.03));
        const rows = [...file.rows, ...again];
        const whole = await arrive(month, file, rows, { seed: 1, nights: 1 });
        expect(whole.usage).toMatch(/^[1-9]/);
        expect(whole.charges).toMatch(/^[1-9]/);
        expect(await arrive(month, file, rows, { seed, nights })).toEqual(whole);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

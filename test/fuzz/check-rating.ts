import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RateOptions, rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Random } from '../generators/prng.ts';
import { differingViews, type ViewDigests, viewDigests } from '../view-digests.ts';
import { filledLines } from './check-decoding.ts';
import { compressed, type FuzzCase, mutatedFile } from './fuzzed-file.ts';

/** Columns that say where a record came from: rows move when others are taken out. */
const ORIGIN = {
  usage: ['file', 'row'],
  suspense: ['file', 'row'],
  duplicates: ['file', 'row', 'first_file', 'first_row'],
  files: true,
  rating_runs: true,
  rejects: true,
} satisfies Record<string, string[] | true>;

/**
 * Rates the mutated file. Its totals must tie and be those of the views; and rows that were rejected must
 * leave no trace: the file without them gives the same usage, suspense and allowances.
 * @returns what is wrong, in words
 */
export async function ratingFaults(
  fuzzed: FuzzCase,
  random: Random,
  folder: string,
): Promise<string[]> {
  const bytes = mutatedFile(fuzzed);
  const isJson = fuzzed.format === 'webex-json';
  const options = {
    reference: fuzzed.reference,
    workers: random.between(1, 3),
    batchRows: random.pick([1, 97, 2048]),
    rangeBytes: random.pick([4999, 1 << 16, 1 << 22]),
    shuffleKilobytes: random.pick([0, 300, 1 << 18]),
  };
  const faults: string[] = [];
  const mutatedRun = await rated(folder, 'mutated', fuzzed, bytes, options);
  const { counts, rejectedRows, total } = mutatedRun;
  const { rated: ratedRows, duplicates, rejected, suspended } = total;
  if (total.rows !== ratedRows + duplicates + rejected + suspended) {
    faults.push(`totals do not tie: ${JSON.stringify(total)}`);
  }
  const told = [ratedRows, suspended, rejected, duplicates].join();
  if (counts.join() !== told) faults.push(`views hold ${counts.join()} rows, the run says ${told}`);
  if (isJson) return faults;
  const lines = filledLines(bytes);
  if (total.rows !== lines) faults.push(`${total.rows} rows of ${lines} lines`);
  const cleaned = await rated(folder, 'cleaned', fuzzed, without(bytes, rejectedRows), options);
  if (cleaned.total.rejected > 0) faults.push(`${cleaned.total.rejected} rows rejected at last`);
  const differing = differingViews(mutatedRun.digests, cleaned.digests);
  if (differing.length > 0) faults.push(`rejected rows left a trace in ${differing.join(', ')}`);
  return faults;
}

interface Rated {
  total: Awaited<ReturnType<typeof rate>>['total'];
  /** Rows of usage, suspense, rejects and duplicates. */
  counts: number[];
  rejectedRows: Set<number>;
  digests: ViewDigests;
}

async function rated(
  folder: string,
  name: string,
  { isGzip }: FuzzCase,
  bytes: Buffer,
  options: Omit<RateOptions, 'inputs' | 'db'>,
): Promise<Rated> {
  const place = join(folder, name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const input = join(place, isGzip ? 'usage.gz' : 'usage');
  writeFileSync(input, compressed(bytes, isGzip));
  const db = join(place, 'month.duckdb');
  const { total } = await rate({ ...options, inputs: [input], db }, silentProgress);
  const store = await openStore(db, { readOnly: true });
  try {
    const [row] = await store.query<Record<string, bigint>>(
      `SELECT (SELECT count(*) FROM usage) AS a, (SELECT count(*) FROM suspense) AS b,
         (SELECT count(*) FROM rejects) AS c, (SELECT count(*) FROM duplicates) AS d`,
    );
    const rejects = await store.query<{ row: bigint }>('SELECT row FROM rejects');
    return {
      total,
      counts: [row.a, row.b, row.c, row.d].map(Number),
      rejectedRows: new Set(rejects.map((reject) => Number(reject.row))),
      digests: await viewDigests(store, ORIGIN),
    };
  } finally {
    store.close();
  }
}

/** The file without these rows; the header is row 1. */
function without(bytes: Buffer, rows: Set<number>): Buffer {
  const kept: Buffer[] = [];
  for (let start = 0, row = 1; start < bytes.length; row++) {
    const lineFeed = bytes.indexOf(10, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    if (!rows.has(row)) kept.push(bytes.subarray(start, end));
    start = end;
  }
  return Buffer.concat(kept);
}

import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { shuffle } from '../../src/batch/shuffle.ts';
import { idPlaces } from '../../src/batch/shuffle-block.ts';
import { UsageBuilder } from '../../src/batch/usage-builder.ts';
import { classifyRows } from '../../src/classify/classify-rows.ts';
import { PlainRows } from '../../src/decode/plain-rows.ts';
import { findRepeats } from '../../src/dedupe/find-repeats.ts';
import { indexRepeats } from '../../src/dedupe/repeat-index.ts';
import { resolveCalled } from '../../src/normalise/called-number.ts';
import { parisDay } from '../../src/normalise/paris-calendar.ts';
import { longestPrefix } from '../../src/numbering/digit-trie.ts';
import type { CalledNumber } from '../../src/numbering/number-tables.ts';
import { nothingCarried } from '../../src/rate/carried-state.ts';
import { orderRecords } from '../../src/rate/order-records.ts';
import { ratePartition } from '../../src/rate/rate-partition.ts';
import type { Kernel } from './kernel.ts';
import { decodeAll, inMemory, type StagedMonth, someKeys } from './staged-month.ts';

/** Rows of a block in the pipeline. */
const BATCH_ROWS = 2048;
const PARTITIONS = 16;

/** Bytes of one format to columns. */
export function decodeKernel(name: string, month: StagedMonth): Kernel {
  const block = new CdrRows(BATCH_ROWS);
  let copy = month.bytes;
  return {
    name: `decode ${name}`,
    recordCount: month.rows.rowCount,
    // A decoder may change the bytes it reads.
    prepare: () => {
      copy = month.bytes.slice();
    },
    run: () => decodeAll(month, copy, block),
  };
}

/** The same as a worker does it: plain rows by the WebAssembly kernel, which finds them in memory of its own. */
export function plainRowsKernel(name: string, month: StagedMonth): Kernel {
  const plainRows = new PlainRows(month.bytes.length, BATCH_ROWS);
  const prepare = () => plainRows.window.set(month.bytes);
  // Once here too: a kernel is first run without, to see whether it is asynchronous.
  prepare();
  return {
    name: `decode ${name}`,
    recordCount: month.rows.rowCount,
    prepare,
    run: () => decodeAll(month, plainRows.window, plainRows.rows, plainRows),
  };
}

/** Prefix look-up, alone and with everything around it; then each stage as a whole. */
export function stageKernels(month: StagedMonth): Kernel[] {
  const { rows, records, tables } = month;
  const { numbers } = tables;
  const { bytes } = rows;
  const called = Int32Array.from(
    Array.from({ length: rows.rowCount }, (_, i) => i).filter(
      (i) => rows.calledStart[i] < rows.calledEnd[i],
    ),
  );
  const abroad = e164Digits(rows, called);
  const found: CalledNumber = { number: 0, entry: -1, siteCode: -1 };
  const keys = someKeys(month);
  const ranges = { fileKey: Int32Array.of(1), firstRow: Uint32Array.of(2) };
  const repeats = indexRepeats([]);
  const fresh = new UsageBuilder(rows.rowCount);
  const blocks = [shuffle(copyOf(month, fresh), inMemory(PARTITIONS), 0, 0)];
  const ids = Array.from({ length: PARTITIONS }, (_, partition) => idPlaces(blocks, [partition]));
  return [
    {
      name: 'longest prefix (E.164 trie)',
      recordCount: abroad.starts.length,
      run() {
        const { starts, ends, digits } = abroad;
        let sum = 0;
        for (let k = 0; k < starts.length; k++) {
          sum += longestPrefix(numbers.e164Child, numbers.e164Entry, digits, starts[k], ends[k]);
        }
        return sum;
      },
    },
    {
      name: 'called number as dialled to plan entry',
      recordCount: called.length,
      run() {
        let sum = 0;
        for (let k = 0; k < called.length; k++) {
          const i = called[k];
          resolveCalled(numbers, bytes, rows.calledStart[i], rows.calledEnd[i], false, found);
          sum += found.entry;
        }
        return sum;
      },
    },
    {
      name: 'Paris day of an instant',
      recordCount: rows.rowCount,
      run() {
        let sum = 0;
        for (let i = 0; i < rows.rowCount; i++) sum += parisDay(rows.startedAtUnixUs[i]);
        return sum;
      },
    },
    {
      name: 'classify: contract, destination, cell',
      recordCount: rows.rowCount,
      run: () => copyOf(month, fresh).rowCount,
    },
    {
      name: 'group by component and id',
      recordCount: rows.rowCount,
      prepare: () => copyOf(month, fresh),
      run: () => shuffle(fresh, inMemory(PARTITIONS), 0, 0).recordCounts[0],
    },
    {
      name: 'find repeated ids',
      recordCount: rows.rowCount,
      run: () => ids.reduce((sum, places) => sum + findRepeats(places).row.length, 0),
    },
    {
      name: 'order by component, start, id',
      recordCount: records.rowCount,
      run: () => orderRecords(records)[0],
    },
    {
      name: 'rate a partition: order, rate, write columns',
      recordCount: records.rowCount,
      run: () =>
        ratePartition(records, tables, keys, ranges, repeats, nothingCarried(), null).suspended
          .length,
    },
  ];
}

function copyOf({ rows, tables }: StagedMonth, out: UsageBuilder): UsageBuilder {
  out.clear();
  classifyRows(rows, tables, out);
  return out;
}

/** The digits of the numbers that were dialled with `+` or `00`. */
function e164Digits(rows: CdrRows, called: Int32Array) {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const i of called) {
    const start = rows.calledStart[i];
    const skipped = rows.bytes[start] === 43 ? 1 : rows.bytes[start] === 48 ? 2 : 0;
    if (skipped === 0 || (skipped === 2 && rows.bytes[start + 1] !== 48)) continue;
    starts.push(start + skipped);
    ends.push(rows.calledEnd[i]);
  }
  return { starts: Int32Array.from(starts), ends: Int32Array.from(ends), digits: rows.bytes };
}

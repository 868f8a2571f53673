import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { countHeads, type HeadCounts } from '../../src/batch/id-heads.ts';
import { SERVICE_COUNT } from '../../src/batch/services.ts';
import type { ShuffleSettings } from '../../src/batch/shuffle.ts';
import { UsageBuilder } from '../../src/batch/usage-builder.ts';
import { classifyRows } from '../../src/classify/classify-rows.ts';
import { FREE_CALLS } from '../../src/classify/free-calls.ts';
import type { UsageKeys } from '../../src/classify/rating-tables.ts';
import { type CompiledTables, compileTables } from '../../src/compile-tables.ts';
import type { CdrFormat } from '../../src/decode/cdr-format.ts';
import { formatOf } from '../../src/decode/formats.ts';
import type { PlainRows } from '../../src/decode/plain-rows.ts';
import { orderRecords } from '../../src/rate/order-records.ts';
import { type TextIndex, TextIndexBuilder } from '../../src/reference/text-index.ts';
import { type DataSet, dataSet, type Month } from '../data.ts';

/** A month in memory at each stage of its way, so that a kernel can start from what it needs. */
export interface StagedMonth {
  data: DataSet;
  tables: CompiledTables;
  format: CdrFormat;
  /** The one usage file. */
  bytes: Uint8Array;
  rows: CdrRows;
  records: UsageBuilder;
  /** The records in the order in which they are rated. */
  order: Int32Array;
}

/** Generates, reads, decodes, classifies and orders a month, all as one block. */
export async function stageMonth(month: Month, base?: string): Promise<StagedMonth> {
  const data = await dataSet(month, base);
  const tables = await compileTables({ reference: data.reference });
  const bytes = new Uint8Array(readFileSync(join(data.files[0])));
  const format = formatOf(bytes);
  if (format === undefined) throw new Error(`${data.files[0]}: of no known format`);
  const rows = new CdrRows(month.records);
  const copy = bytes.slice();
  rows.reset(copy);
  format.open(copy).decode(copy, format.dataStart(copy), copy.length, true, rows);
  const records = new UsageBuilder(rows.rowCount);
  classifyRows(rows, tables, records);
  return { data, tables, format, bytes, rows, records, order: orderRecords(records) };
}

/** Bytes that a worker has in memory at a time. */
const WINDOW_BYTES = 1 << 20;

/** Decodes the month's file block by block, window by window, as a worker does; returns the rows read. */
export function decodeAll(
  { format, bytes }: StagedMonth,
  copy: Uint8Array,
  block: CdrRows,
  plainRows?: PlainRows,
): number {
  const decoder = format.open(bytes, plainRows);
  let at = format.dataStart(bytes);
  let end = Math.min(copy.length, at + WINDOW_BYTES);
  let count = 0;
  for (;;) {
    block.reset(copy);
    const next = decoder.decode(copy, at, end, end === copy.length, block);
    count += block.rowCount;
    const isStuck = next === at && block.rowCount === 0;
    at = next;
    if (at < end && !isStuck) continue;
    if (end === copy.length) return count;
    end = Math.min(copy.length, at + WINDOW_BYTES);
  }
}

/** Keys such as the store would give. */
export function someKeys({ tables, records }: StagedMonth): UsageKeys {
  const { reference, tariffs } = tables;
  const numbered = (length: number) => Int32Array.from({ length }, (_, index) => index + 1);
  return {
    lineKey: Float64Array.from({ length: reference.lines.count }, (_, line) => -line - 1),
    contractKey: numbered(reference.contracts.count),
    siteKey: numbered(reference.sites.count),
    ruleKeyOfCell: numbered(tariffs.ruleOf.length),
    ruleKeyOfFree: numbered(FREE_CALLS.length * SERVICE_COUNT * tariffs.destinationCount),
    idHeads: headsOf(records),
  };
}

/** All heads of the ids looked at, behind the empty one. */
function headsOf(records: UsageBuilder): TextIndex {
  const counts: HeadCounts = new Map();
  countHeads(records, counts);
  const heads = new TextIndexBuilder();
  for (const head of ['', ...counts.keys()]) heads.addText(head);
  return heads.freeze();
}

/** Settings under which all blocks stay in memory. */
export function inMemory(partitionCount: number): ShuffleSettings {
  return { partitionCount, freeKilobytes: Int32Array.of(2 ** 30), workFolder: '' };
}

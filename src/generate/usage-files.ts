import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { GeneratePlan } from './generate-options.ts';
import { nativeFormat } from './native-rows.ts';
import { seededRandom } from './random.ts';
import type { RowFormat } from './row-format.ts';
import { type RowSource, startRows, writeRows } from './usage-rows.ts';
import { webexFeedFormat, webexReportFormat } from './webex-rows.ts';

/**
 * One usage file: rows firstRow to endRow (exclusive), and the stretch of the traffic line they
 * fill.
 */
export interface UsageFile {
  name: string;
  firstRow: number;
  endRow: number;
  firstPoint: number;
  endPoint: number;
}

/** What was written besides ordinary rows, and how much. */
export interface UsageTotals {
  paths: string[];
  /** Before compression. */
  bytes: number;
  duplicates: number;
  unknownLines: number;
  malformed: number;
}

const BLOCK_BYTES = 1 << 20;

/** Writes all usage files of a plan into `directory`, a mebibyte at a time. */
export async function writeUsageFiles(
  plan: GeneratePlan,
  directory: string,
  onProgress: (rowsWritten: number) => void,
): Promise<UsageTotals> {
  const format = formatOf(plan);
  const rows = startRows(plan, format, seededRandom(plan.options.seed));
  const paths: string[] = [];
  let bytes = 0;
  for (const file of usageFiles(plan, format.extension)) {
    const path = join(directory, file.name);
    paths.push(path);
    const blocks = blocksOf(file, rows, format, (blockBytes) => {
      bytes += blockBytes;
      onProgress(rows.nextRow);
    });
    if (plan.options.gzip) await pipeline(blocks, createGzip(), createWriteStream(path));
    else await pipeline(blocks, createWriteStream(path));
  }
  const { duplicates, unknownLines, malformed } = rows;
  return { paths, bytes, duplicates, unknownLines, malformed };
}

function formatOf(plan: GeneratePlan): RowFormat {
  if (plan.options.format === 'webex-csv') return webexReportFormat(plan);
  return plan.options.format === 'webex-json' ? webexFeedFormat(plan) : nativeFormat(plan);
}

/**
 * How rows and time are divided: by nights, by equal parts in order of time, or each file the whole
 * month.
 */
function usageFiles(plan: GeneratePlan, extension: string): UsageFile[] {
  const { records, files, splitNights, order, gzip } = plan.options;
  const { weightTotal, weightBefore, dayFirstHour, dayCount } = plan.calendar;
  const count = splitNights > 0 ? splitNights : files;
  const shareAt = (file: number) => {
    if (splitNights === 0) return file / count;
    const day = Math.floor((file * dayCount) / count);
    return weightBefore[dayFirstHour[day]] / weightTotal;
  };
  return Array.from({ length: count }, (_, file) => {
    const isWholeMonth = order === 'random' && splitNights === 0;
    return {
      name: `cdr-${String(file + 1).padStart(4, '0')}.${extension}${gzip ? '.gz' : ''}`,
      firstRow: Math.floor(shareAt(file) * records),
      endRow: Math.floor(shareAt(file + 1) * records),
      firstPoint: isWholeMonth ? 0 : shareAt(file) * weightTotal,
      endPoint: isWholeMonth ? weightTotal : shareAt(file + 1) * weightTotal,
    };
  });
}

/**
 * The bytes of one file, block by block; each is new, because the stream may still hold the last
 * one.
 */
function* blocksOf(
  file: UsageFile,
  rows: RowSource,
  format: RowFormat,
  onBlock: (bytes: number) => void,
): Generator<Uint8Array> {
  yield format.head;
  onBlock(format.head.length);
  for (let row = file.firstRow; row < file.endRow; row = rows.nextRow) {
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES + format.maxRowBytes);
    const length = writeRows(rows, file, row, block, BLOCK_BYTES);
    yield block.subarray(0, length);
    onBlock(length);
  }
  if (format.foot.length > 0) yield format.foot;
  onBlock(format.foot.length);
}

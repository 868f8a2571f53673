import type { RecordBatch } from 'apache-arrow';
import { type RunPlace, readRun, type UsageRun } from '../batch/shuffle-block.ts';
import {
  type TextColumn,
  USAGE_COLUMN_NAMES,
  USAGE_COLUMNS,
  USAGE_TEXTS,
  type UsageColumns,
  type UsageTextName,
  usageBatch,
} from '../batch/usage-columns.ts';

/** All records of one partition as one Arrow batch, in input order. */
export function gatherPartition(places: RunPlace[]): RecordBatch {
  const runs = places.map(readRun);
  const rowCount = runs.reduce((sum, run) => sum + run.rowCount, 0);
  const columns = Object.fromEntries(
    USAGE_COLUMN_NAMES.map((name) => [name, joinColumn(runs, name, rowCount)]),
  ) as unknown as UsageColumns;
  const texts = Object.fromEntries(
    USAGE_TEXTS.map((name) => [name, joinText(runs, name, rowCount)]),
  ) as Record<UsageTextName, TextColumn>;
  return usageBatch(columns, texts, rowCount);
}

function joinColumn(runs: UsageRun[], name: keyof UsageColumns, rowCount: number): unknown {
  const joined = new USAGE_COLUMNS[name](rowCount);
  let at = 0;
  for (const run of runs) {
    joined.set(run.columns[name], at);
    at += run.rowCount;
  }
  return joined;
}

function joinText(runs: UsageRun[], name: UsageTextName, rowCount: number): TextColumn {
  const byteLength = runs.reduce((sum, run) => sum + run.texts[name].bytes.length, 0);
  const joined = { offsets: new Int32Array(rowCount + 1), bytes: new Uint8Array(byteLength) };
  let row = 0;
  let byte = 0;
  for (const run of runs) {
    const { offsets, bytes } = run.texts[name];
    joined.bytes.set(bytes, byte);
    for (let k = 0; k < run.rowCount; k++) joined.offsets[row + k] = byte + offsets[k];
    row += run.rowCount;
    byte += bytes.length;
  }
  joined.offsets[row] = byte;
  return joined;
}

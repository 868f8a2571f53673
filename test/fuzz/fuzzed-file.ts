import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type GeneratedFormat, generate } from '../../src/generate/generate.ts';
import { type Random, randomFrom } from '../generators/prng.ts';
import { mutated } from './mutations.ts';

export interface FuzzCase {
  format: GeneratedFormat;
  isGzip: boolean;
  reference: string;
  /** Row number and bytes of every row as it was generated. */
  rows: Buffer[];
  /** Rows of the file, some of them mutated; a row that is null was taken out. */
  pieces: Piece[];
  /** What stands before the first row, and behind the last. */
  head: Buffer;
  tail: Buffer;
  separator: Buffer;
}

export interface Piece {
  bytes: Buffer;
  /** Neither the row nor what stands before it has been changed. */
  isWhole: boolean;
}

const CASES: [GeneratedFormat, isGzip: boolean][] = [
  ['octroi', false],
  ['webex-csv', false],
  ['webex-json', false],
  ['octroi', true],
  ['webex-json', true],
  ['webex-csv', true],
];

/** A generated file of one of the formats in turn, with some of its rows mutated. */
export async function fuzzCase(
  seed: number,
  rowCount: number,
  share: number,
  folder: string,
  month = '2026-10',
): Promise<FuzzCase> {
  const random = randomFrom(seed);
  const [format, isGzip] = CASES[seed % CASES.length];
  const workload = format === 'octroi' ? random.pick(['mixed', 'm2m', 'skewed'] as const) : 'webex';
  const { usageFiles } = await generate({
    records: rowCount,
    seed: random.below(1e9),
    out: folder,
    month,
    workload,
    format,
  });
  const content = readFileSync(usageFiles[0]);
  const { head, rows, tail, separator } = cut(content, format === 'webex-json', random);
  const pieces = rows.map((bytes) => ({ bytes, isWhole: true }));
  for (const [k, piece] of pieces.entries()) {
    if (!random.chance(share)) continue;
    piece.bytes = mutated(random, rows[k], format === 'webex-json');
    piece.isWhole = false;
  }
  return {
    format,
    isGzip,
    reference: join(folder, 'reference'),
    rows,
    pieces,
    head,
    tail,
    separator,
  };
}

/** Cuts a file into rows; ends of lines and the byte order mark vary. */
function cut(content: Buffer, isJson: boolean, random: Random) {
  const mark = random.chance(0.2) ? '\ufeff' : '';
  const lineEnd = random.chance(0.2) ? '\r\n' : '\n';
  const text = content.toString('latin1').trimEnd();
  if (isJson) {
    const body = text.slice(text.indexOf('[') + 1, text.lastIndexOf(']'));
    const rows = body.trim().split(/,\s*\n/);
    return {
      head: Buffer.from(`${mark}{"items":[${lineEnd}`),
      rows: rows.map((row) => Buffer.from(row, 'latin1')),
      tail: Buffer.from(`${lineEnd}]}${lineEnd}`),
      separator: Buffer.from(`,${lineEnd}`),
    };
  }
  const [header, ...rows] = text.split('\n');
  return {
    head: Buffer.from(`${mark}${header}${lineEnd}`),
    rows: rows.map((row) => Buffer.from(row, 'latin1')),
    tail: Buffer.from(random.chance(0.5) ? lineEnd : ''),
    separator: Buffer.from(lineEnd),
  };
}

/** The file as it was generated. */
export function wholeFile({ head, rows, tail, separator }: FuzzCase): Buffer {
  return Buffer.concat([head, ...joined(rows, separator), tail]);
}

/** The file with its mutated rows. */
export function mutatedFile({ head, pieces, tail, separator }: FuzzCase): Buffer {
  const rows = pieces.map(({ bytes }) => bytes);
  return Buffer.concat([head, ...joined(rows, separator), tail]);
}

export function compressed(bytes: Buffer, isGzip: boolean): Buffer {
  return isGzip ? gzipSync(bytes, { level: 1 }) : bytes;
}

function joined(rows: Buffer[], separator: Buffer): Buffer[] {
  return rows.flatMap((row, k) => (k === 0 ? [row] : [separator, row]));
}

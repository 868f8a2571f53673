import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, constants as zlibConstants } from 'node:zlib';
import type { CdrFormat } from '../decode/cdr-format.ts';
import { FormatError } from '../decode/cdr-format.ts';
import { FORMATS, formatNamed, formatOf } from '../decode/formats.ts';

/** First bytes looked at to recognise a format and read its header. */
const HEAD_BYTES = 1 << 16;

/** An input that cannot be read at all: the run ends with exit 3 and stores nothing. */
export class InputError extends Error {
  override name = 'InputError';
}

/** An input file, opened far enough to know what it is. */
export interface InputFile {
  /** As given, or the given directory joined with the file's path in it. */
  path: string;
  sizeBytes: number;
  isGzip: boolean;
  format: CdrFormat;
  head: Uint8Array;
}

/**
 * The files to read: each input is a file, or a directory of which every regular file below is taken.
 * They come sorted by path, whatever the order given, and each only once.
 * @throws InputError naming the first file that is missing, unreadable or of no known format
 */
export function findInputs(inputs: string[], formatName?: string): InputFile[] {
  const paths = new Set(inputs.flatMap((input) => filesBelow(input)));
  if (paths.size === 0) throw new InputError(`no input file found in ${inputs.join(', ')}`);
  return [...paths].sort(compareBytewise).map((path) => openInput(path, formatName));
}

function compareBytewise(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function filesBelow(path: string): string[] {
  const stat = readable(path, () => statSync(path));
  if (!stat.isDirectory()) return [path];
  const entries = readable(path, () => readdirSync(path, { withFileTypes: true }));
  return entries.flatMap((entry) => {
    const below = join(path, entry.name);
    if (entry.isDirectory()) return filesBelow(below);
    return entry.isFile() || entry.isSymbolicLink() ? [below] : [];
  });
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(`${path}: cannot be read: ${(error as Error).message}`);
  }
}

function openInput(path: string, formatName?: string): InputFile {
  const raw = readable(path, () => readHead(path));
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  if (path.endsWith('.gz') && !isGzip) {
    throw new InputError(`${path}: the name says gzip, the content is not`);
  }
  const head = isGzip ? gunzipHead(path, raw) : raw;
  const format = formatName === undefined ? formatOf(head) : formatNamed(formatName);
  if (format === undefined) throw new InputError(`${path}: ${unknownFormat(head, formatName)}`);
  try {
    format.open(head);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new InputError(`${path}: not readable as ${format.name}: ${error.message}`);
  }
  return { path, sizeBytes: statSync(path).size, isGzip, format, head };
}

function readHead(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const head = new Uint8Array(HEAD_BYTES);
    return head.slice(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

/** The first decompressed bytes; a stream cut short is found later, when it is read to its end. */
function gunzipHead(path: string, raw: Uint8Array): Uint8Array {
  try {
    const options = { finishFlush: zlibConstants.Z_SYNC_FLUSH, maxOutputLength: 1 << 27 };
    return gunzipSync(raw, options).subarray(0, HEAD_BYTES);
  } catch (error) {
    throw new InputError(`${path}: not a readable gzip file: ${(error as Error).message}`);
  }
}

function unknownFormat(head: Uint8Array, formatName?: string): string {
  const names = FORMATS.map((format) => format.name).join(', ');
  if (formatName !== undefined) return `unknown format ${formatName}, expected one of ${names}`;
  if (head.length === 0) return 'the file is empty, not even a header';
  return `no known format recognises it (known: ${names}); name one with --format`;
}

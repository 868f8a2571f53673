import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync, constants as zlibConstants } from 'node:zlib';
import { MAX_HEADER_BYTES } from '../bounds.ts';
import type { CdrFormat } from '../decode/cdr-format.ts';
import { FormatError } from '../decode/cdr-format.ts';
import { formatNamed, formatOf } from '../decode/formats.ts';
import { firstLine, unknownContent, unknownName } from './unknown-format.ts';

/** First bytes looked at to recognise a format and read its header. */
const HEAD_BYTES = MAX_HEADER_BYTES;

/** An input that cannot be read at all: the run ends with exit 3 and stores nothing. */
export class InputError extends Error {
  override name = 'InputError';
}

/** An input file, opened far enough to know what it is. */
export interface InputFile {
  /** As given, or the given directory joined with the file's path in it. */
  path: string;
  sizeBytes: number;
  /** When its content was last changed: a file that still grows must not be taken in. */
  modifiedAtMs: number;
  isGzip: boolean;
  format: CdrFormat;
  head: Uint8Array;
}

/**
 * The files to read: each input is a file, or a directory of which every regular file below is taken.
 * They come sorted by path, whatever the order given, and each only once. The database that the run writes is none of
 * them where it lies in such a directory, with its companions.
 * @param db path of that database
 * @throws InputError naming the first file that is missing, unreadable or of no known format
 */
export function findInputs(inputs: string[], formatName?: string, db?: string): InputFile[] {
  const paths = new Set(
    inputs.flatMap((input) =>
      filesBelow(input).filter((path) => path === input || db === undefined || !isOf(db, path)),
    ),
  );
  if (paths.size === 0) throw new InputError(`no input file found in ${inputs.join(', ')}`);
  return [...paths].sort(compareBytewise).map((path) => openInput(path, formatName));
}

/** The database itself, what DuckDB and octroi keep beside it while they write, and the work folder of a killed run. */
function isOf(db: string, path: string): boolean {
  const [own, found] = [resolve(db), resolve(path)];
  return found.startsWith(own) && /^($|\.wal$|\.tmp\/|\.octroi-)/.test(found.slice(own.length));
}

function compareBytewise(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function filesBelow(path: string): string[] {
  const stat = readable(path, () => statSync(path));
  if (stat.isFile()) return [path];
  if (!stat.isDirectory()) {
    throw new InputError(
      `${path}: is a pipe, socket or device; files are read twice and in parts, so write it to a file first`,
    );
  }
  const entries = readable(path, () => readdirSync(path, { withFileTypes: true }));
  return entries.flatMap((entry) => filesOf(entry, join(path, entry.name)));
}

/** Pipes, sockets and devices in a directory are no input; a link may lead to a file only. */
function filesOf(entry: Dirent, path: string): string[] {
  if (entry.isDirectory()) return filesBelow(path);
  if (!entry.isSymbolicLink()) return entry.isFile() ? [path] : [];
  const stat = readable(path, () => statSync(path));
  if (stat.isDirectory()) {
    throw new InputError(
      `${path}: is a symbolic link to a directory, which is not followed; name the directory or remove the link`,
    );
  }
  return stat.isFile() ? [path] : [];
}

/**
 * Makes sure that files are still what they were when the run began, once they have been read.
 * @throws InputError naming the first one that has changed
 */
export function checkUnchanged(files: InputFile[]): void {
  for (const { path, sizeBytes, modifiedAtMs } of files) {
    const stat = readable(path, () => statSync(path));
    if (stat.size === sizeBytes && stat.mtimeMs === modifiedAtMs) continue;
    throw new InputError(`${path}: changed while it was read; run again when it is complete`);
  }
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(`${path}: cannot be read: ${(error as Error).message}`);
  }
}

function openInput(path: string, formatName?: string): InputFile {
  const { size: sizeBytes, mtimeMs: modifiedAtMs } = readable(path, () => statSync(path));
  const raw = readable(path, () => readHead(path));
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  if (path.endsWith('.gz') && !isGzip) {
    throw new InputError(`${path}: the name says gzip, the content is not`);
  }
  const head = isGzip ? gunzipHead(path, raw) : raw;
  if (isUtf16(head)) {
    throw new InputError(`${path}: is UTF-16; expected UTF-8 (iconv -f UTF-16 -t UTF-8 makes it)`);
  }
  if (isZip(head)) throw new InputError(`${path}: is a zip archive; unpack it first`);
  const format = formatName === undefined ? formatOf(head) : formatNamed(formatName);
  if (format === undefined) {
    const why = formatName === undefined ? unknownContent(head) : unknownName(formatName);
    throw new InputError(`${path}: ${why}`);
  }
  try {
    format.open(head);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new InputError(
      `${path}: not readable as ${format.name}: ${error.message}; found ${firstLine(head)}`,
    );
  }
  return { path, sizeBytes, modifiedAtMs, isGzip, format, head };
}

/** By its byte order mark, or a NUL beside its first letter, which no format has. */
function isUtf16(head: Uint8Array): boolean {
  const [first, second] = head;
  return (
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff) ||
    (head.length > 1 && (first === 0) !== (second === 0))
  );
}

/** A spreadsheet saved as .xlsx is one too. */
function isZip(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PK\x03\x04';
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
    // A copy: a view would keep all of the decompressed bytes, for as long as the run takes.
    return Uint8Array.from(gunzipSync(raw, options).subarray(0, HEAD_BYTES));
  } catch (error) {
    throw new InputError(`${path}: not a readable gzip file: ${(error as Error).message}`);
  }
}

import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/**
 * Keeps a checkpoint from destroying the database when the process is killed in the middle of it.
 *
 * DuckDB writes a checkpoint into free blocks and then switches to it by its header. But a block of metadata may
 * be free only in part: DuckDB fills that part and writes the whole block again in its place. A kill -9 or a power
 * cut in the middle of that leaves a block that fails its checksum, and the file never opens again. So the blocks
 * of metadata are first saved beside the database. While the header is still the one they belong to, they are put
 * back before the database is opened again.
 *
 *     | name, version | block size, count | headers | block ids | blocks | SHA-256 of all before |
 */
const NAME = Buffer.from('octroi journal 1');
/** DuckDB's main header and the two it switches between. */
const HEADERS_BYTES = 3 * 4096;
const DIGEST_BYTES = 32;

/** Where the journal of a database stands. */
export function journalOf(file: string): string {
  return `${file}.octroi-journal`;
}

/**
 * Saves blocks of a database. They are on disk when this returns; if it fails, there is no journal.
 * @param source the database, open for reading; closing it here would end DuckDB's lock on it
 */
export function writeJournal(
  file: string,
  source: number,
  blockBytes: number,
  blockIds: number[],
): void {
  const blocks = blockIds.filter((id) => isWhole(source, placeOf(id, blockBytes), blockBytes));
  // Whatever has its name goes first: a link would have the journal written elsewhere.
  removeJournal(file);
  const journal = openSync(journalOf(file), 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const put = (bytes: Uint8Array) => {
      hash.update(bytes);
      writeAll(journal, bytes);
    };
    put(NAME);
    put(new Uint8Array(Float64Array.of(blockBytes, blocks.length).buffer));
    put(readAll(source, 0, HEADERS_BYTES));
    put(new Uint8Array(Float64Array.from(blocks).buffer));
    for (const id of blocks) put(readAll(source, placeOf(id, blockBytes), blockBytes));
    writeAll(journal, hash.digest());
    fsyncSync(journal);
  } catch (error) {
    removeJournal(file);
    throw error;
  } finally {
    closeSync(journal);
  }
}

/** The checkpoint is done, or there is none to come. */
export function removeJournal(file: string): void {
  rmSync(journalOf(file), { force: true });
}

/**
 * Puts the saved blocks back when a checkpoint was cut off, and removes the journal. The writer's lock must be
 * held, and the database not be open.
 */
export function restoreFromJournal(file: string): void {
  if (!existsSync(journalOf(file))) return;
  if (existsSync(file)) {
    const journal = openSync(journalOf(file), 'r');
    const database = openSync(file, 'r+');
    try {
      // An incomplete journal means that its checkpoint had not begun.
      if (isJournalWhole(journal) && hasItsHeaders(journal, database)) putBack(journal, database);
      fsyncSync(database);
    } finally {
      closeSync(journal);
      closeSync(database);
    }
  }
  removeJournal(file);
}

const COUNTS_AT = NAME.length;
const HEADERS_AT = COUNTS_AT + 16;
const IDS_AT = HEADERS_AT + HEADERS_BYTES;

function countsOf(journal: number): { blockBytes: number; count: number } {
  const [blockBytes, count] = doublesAt(journal, COUNTS_AT, 2);
  return { blockBytes, count };
}

function isJournalWhole(journal: number): boolean {
  if (!isWhole(journal, 0, IDS_AT) || !readAll(journal, 0, NAME.length).equals(NAME)) return false;
  const { blockBytes, count } = countsOf(journal);
  const length = IDS_AT + count * (8 + blockBytes);
  if (!isWhole(journal, length, DIGEST_BYTES)) return false;
  const hash = createHash('sha256');
  hashUpTo(hash, journal, length);
  return hash.digest().equals(readAll(journal, length, DIGEST_BYTES));
}

function hashUpTo(hash: Hash, file: number, end: number): void {
  const step = 1 << 20;
  for (let at = 0; at < end; at += step) hash.update(readAll(file, at, Math.min(step, end - at)));
}

/** False once the header has been switched: the checkpoint is whole, and its blocks are the right ones. */
function hasItsHeaders(journal: number, database: number): boolean {
  if (!isWhole(database, 0, HEADERS_BYTES)) return false;
  const saved = readAll(journal, HEADERS_AT, HEADERS_BYTES);
  return saved.equals(readAll(database, 0, HEADERS_BYTES));
}

function putBack(journal: number, database: number): void {
  const { blockBytes, count } = countsOf(journal);
  const ids = doublesAt(journal, IDS_AT, count);
  const blocksAt = IDS_AT + count * 8;
  for (const [k, id] of ids.entries()) {
    const block = readAll(journal, blocksAt + k * blockBytes, blockBytes);
    writeAll(database, block, placeOf(id, blockBytes));
  }
}

function placeOf(blockId: number, blockBytes: number): number {
  return HEADERS_BYTES + blockId * blockBytes;
}

function doublesAt(file: number, position: number, count: number): Float64Array {
  const bytes = Uint8Array.from(readAll(file, position, count * 8));
  return new Float64Array(bytes.buffer);
}

/** Whether the file has so many bytes from there on. */
function isWhole(file: number, position: number, length: number): boolean {
  return readSync(file, Buffer.alloc(1), 0, 1, position + length - 1) === 1;
}

function readAll(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, length - done, position + done);
    if (count === 0) throw new Error('a file is shorter than it was');
    done += count;
  }
  return bytes;
}

function writeAll(file: number, bytes: Uint8Array, position: number | null = null): void {
  for (let done = 0; done < bytes.length; ) {
    const at = position === null ? null : position + done;
    done += writeSync(file, bytes, done, bytes.length - done, at);
  }
}

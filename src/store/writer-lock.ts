import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { processStart } from './process-start.ts';
import { DatabaseInUseError, StoreError } from './store.ts';

/**
 * One writer per database. DuckDB keeps other processes out by a lock of its own, but two instances in one process
 * get past it and lose rows, and it does not say what the other process is doing. So a writer first makes a
 * file beside the database that says who it is. A lock whose process is gone is taken over.
 */
export interface WriterLock {
  path: string;
  release(): void;
}

/** Who holds a lock. */
interface Holder {
  pid: number;
  host: string;
  /** Identity of the running kernel; empty where the system tells none. */
  boot: string;
  /** When the process started, in the system's own count; empty where the system tells none. */
  processStart: string;
  command: string;
  /** ISO 8601, UTC. */
  since: string;
}

/** A lock just made is empty for a moment; after this time it is a writer killed before it wrote its name. */
const EMPTY_LOCK_MS = 10_000;

/** Path of the lock file; a database reached through a link has the lock of the file behind it. */
export function lockPathOf(databasePath: string): string {
  const real = existsSync(databasePath) ? realpathSync(databasePath) : databasePath;
  return `${real}.octroi-lock`;
}

/** @throws DatabaseInUseError when another writer has the database */
export function takeWriterLock(databasePath: string): WriterLock {
  const path = lockPathOf(databasePath);
  const text = JSON.stringify(thisProcess());
  while (!createLock(databasePath, path, text)) {
    const held = readLock(path);
    if (held === null) continue;
    if (isHeld(path, held)) throw inUse(databasePath, path, held);
    removeStale(path, held);
  }
  return {
    path,
    release: () => {
      if (readLock(path) === text) rmSync(path, { force: true });
    },
  };
}

/** @throws DatabaseInUseError when a writer has the database: it must not be read meanwhile */
export function checkNoWriter(databasePath: string): void {
  const path = lockPathOf(databasePath);
  const held = readLock(path);
  if (held !== null && isHeld(path, held)) throw inUse(databasePath, path, held, 'read');
}

/**
 * False when there is a lock already. The lock is written under another name and then linked, so that a process killed
 * here leaves no empty lock: nobody could tell whether the writer of an empty lock still lives.
 */
function createLock(databasePath: string, path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  try {
    // A file of that name is what a killed process left, or a link that somebody else has put there.
    rmSync(draft, { force: true });
    writeFileSync(draft, text, { mode: 0o644, flag: 'wx' });
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return false;
    if (WITHOUT_LINKS.has(code)) return createLockInPlace(path, text);
    const { message } = error as Error;
    throw new StoreError(`${databasePath}: cannot be opened for writing: ${message}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** What file systems without hard links say. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** The same without links: for an instant the lock is empty. */
function createLockInPlace(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** Removes drafts of locks, and stale locks put aside, that killed processes left. The lock must be held. */
export function clearLockDrafts(databasePath: string): void {
  const lock = lockPathOf(databasePath);
  for (const name of readdirSync(dirname(lock))) {
    const pid = name.startsWith(`${basename(lock)}.`) ? /[.-](\d+)$/.exec(name)?.[1] : undefined;
    if (pid === undefined || processStart(Number(pid)) !== null) continue;
    rmSync(join(dirname(lock), name), { force: true });
  }
}

/**
 * The lock's text, null when there is none.
 * @throws StoreError when something else stands in its place: a link could lead a writer astray, or on for ever
 */
function readLock(path: string): string | null {
  try {
    if (!lstatSync(path).isFile()) {
      throw new StoreError(
        `${path}: octroi keeps its lock under this name, and it is a link or a directory; remove it`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function holderIn(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}

function isHeld(path: string, text: string): boolean {
  const holder = holderIn(text);
  if (holder === null) return isFresh(path);
  // On another machine the process cannot be looked for; in another container DuckDB's own lock decides.
  if (holder.host !== hostname()) return holder.boot !== bootId();
  if (holder.boot !== bootId()) return false;
  const start = processStart(holder.pid);
  return start !== null && (start === holder.processStart || holder.processStart === '');
}

function isFresh(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < EMPTY_LOCK_MS;
  } catch {
    return false;
  }
}

/** Takes a stale lock away, unless somebody else has already put a new one in its place. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = readLock(aside);
  if (taken === text || existsSync(path)) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function thisProcess(): Holder {
  const script = basename(process.argv[1] ?? 'node');
  const isCommandLine = /^(cli\.[jt]s|octroi)$/.test(script);
  return {
    pid: process.pid,
    host: hostname(),
    boot: bootId(),
    processStart: processStart(process.pid) ?? '',
    command: isCommandLine ? `octroi ${process.argv[2]}` : script,
    since: new Date().toISOString(),
  };
}

function bootId(): string {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}

function inUse(database: string, lock: string, text: string, purpose = 'write'): Error {
  const holder = holderIn(text);
  if (holder === null)
    return new DatabaseInUseError(`${database}: a writer is just starting on it`);
  const { pid, host, command, since } = holder;
  const isOwn = pid === process.pid && host === hostname();
  const who = isOwn ? 'this process itself' : `${command} (PID ${pid})`;
  const where = host === hostname() ? '' : ` on ${host}`;
  const advice =
    host !== hostname()
      ? `wait until it has finished; if it no longer runs there, remove ${lock}`
      : purpose === 'read'
        ? 'wait until it has finished (--wait does), or query a copy made between two runs'
        : 'wait until it has finished (--wait does), or stop it there';
  return new DatabaseInUseError(
    `${database}: ${who}${where} has been writing to the database since ${since}; ${advice}`,
  );
}

import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { DatabaseInUseError } from '../../src/store/store.ts';
import { lockPathOf, takeWriterLock } from '../../src/store/writer-lock.ts';
import { octroi, temporaryFolder } from '../commands/run-octroi.ts';
import { writeSmallMonth } from '../commands/small-month.ts';

const folder = temporaryFolder();
const { usage, reference } = writeSmallMonth(folder);

function rate(db: string, ...options: string[]) {
  return octroi(['rate', usage, '--reference', reference, '--db', db, ...options]);
}

/** A process that is gone, killed, with what /proc said of it while it ran. */
async function killedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await new Promise((resolve) => child.once('spawn', resolve));
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
  return child.pid as number;
}

/** The lock of this process, with some facts changed. */
function lockText(db: string, facts: object): string {
  const lock = takeWriterLock(db);
  const text = readFileSync(lock.path, 'utf8');
  lock.release();
  return JSON.stringify({ ...JSON.parse(text), ...facts });
}

describe('a second writer', () => {
  it('in another process is refused at once, told who writes, and may wait for its turn', async () => {
    const db = join(folder, 'two.duckdb');
    const first = await openStore(db);
    const refused = await rate(db);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      new RegExp(
        `two.duckdb: .+ \\(PID ${process.pid}\\) has been writing to the database since 20`,
      ),
    );
    expect(refused.stderr).toContain('wait until it has finished (--wait does), or stop it there');
    expect(refused.stderr).not.toMatch(/\n\s+at /);

    const late = await rate(db, '--wait=1');
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('"message":"waiting: ');

    const waiting = rate(db, '--wait');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    first.close();
    expect((await waiting).code).toBe(0);
    expect(existsSync(lockPathOf(db))).toBe(false);
  });

  it('ends with 130 when it is interrupted while it waits', async () => {
    const db = join(folder, 'waits.duckdb');
    const first = await openStore(db);
    try {
      const { code } = await octroi(
        ['rate', usage, '--reference', reference, '--db', db, '--wait'],
        { interruptAt: 'waiting: ' },
      );
      expect(code).toBe(130);
    } finally {
      first.close();
    }
  });

  it('in this process is refused too: DuckDB alone would let both write and lose rows', async () => {
    const db = join(folder, 'within.duckdb');
    const first = await openStore(db);
    await expect(openStore(db)).rejects.toThrow(/this process itself has been writing/);
    await expect(openStore(db)).rejects.toBeInstanceOf(DatabaseInUseError);
    first.close();
    const second = await openStore(db);
    second.close();
  });

  it('in a worker thread of this process is refused', async () => {
    const db = join(folder, 'thread.duckdb');
    const first = await openStore(db);
    const module = new URL('../../dist/store/open-store.js', import.meta.url).href;
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       import(${JSON.stringify(module)}).then(({ openStore }) => openStore(${JSON.stringify(db)}))
         .then(() => parentPort.postMessage('opened'), (error) => parentPort.postMessage(error.message));`,
      { eval: true },
    );
    const said = await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
    first.close();
    expect(said).toMatch(/has been writing/);
  });

  it('is not confused by a second path to the same file', async () => {
    const db = join(folder, 'linked.duckdb');
    (await openStore(db)).close();
    symlinkSync(db, join(folder, 'alias.duckdb'));
    const first = await openStore(db);
    await expect(openStore(join(folder, 'alias.duckdb'))).rejects.toThrow(/has been writing/);
    first.close();
  });
});

describe("what stands in the lock's place", () => {
  const folder = temporaryFolder();

  it('is named and left alone when it is a link or a directory', async () => {
    const victim = join(folder, 'victim');
    const linked = join(folder, 'astray.duckdb');
    symlinkSync(victim, lockPathOf(linked));
    const { code, stderr } = await rate(linked);
    expect(code).toBe(1);
    expect(stderr).toContain('astray.duckdb.octroi-lock: octroi keeps its lock under this name');
    expect(existsSync(victim)).toBe(false);
    const inTheWay = join(folder, 'in-the-way.duckdb');
    mkdirSync(lockPathOf(inTheWay));
    await expect(openStore(inTheWay)).rejects.toThrow('it is a link or a directory; remove it');
  });

  it("a link under the name of a lock's draft is not followed", async () => {
    const victim = join(folder, 'kept.txt');
    writeFileSync(victim, 'kept');
    const db = join(folder, 'draft.duckdb');
    symlinkSync(victim, `${lockPathOf(db)}.${process.pid}`);
    (await openStore(db)).close();
    expect(readFileSync(victim, 'utf8')).toBe('kept');
  });
});

describe('a reader beside a writer', () => {
  it('is told to wait or to query a copy', async () => {
    const db = join(folder, 'read.duckdb');
    const writer = await openStore(db);
    const { code, stderr } = await octroi(['query', '--db', db, 'SELECT 1']);
    expect(code).toBe(1);
    expect(stderr).toContain(`(PID ${process.pid}) has been writing to the database since`);
    expect(stderr).toContain('or query a copy made between two runs');
    const waiting = octroi(['query', '--db', db, '--wait=20', '--json', 'SELECT 1 AS one']);
    await new Promise((resolve) => setTimeout(resolve, 800));
    writer.close();
    expect(JSON.parse((await waiting).stdout)).toEqual([{ one: 1 }]);
  });

  it('keeps a writer waiting, and is named', async () => {
    const db = join(folder, 'reader.duckdb');
    (await openStore(db)).close();
    const reader = await openStore(db, { readOnly: true });
    const { code, stderr } = await rate(db);
    reader.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`in use by another process (PID ${process.pid})`);
    expect(existsSync(lockPathOf(db))).toBe(false);
  });
});

describe('what a killed run left', () => {
  it.each([
    ['whose process is gone', async () => ({ pid: await killedProcess() })],
    ['whose process number another one has now', async () => ({ processStart: '1' })],
    ['from before the machine was started anew', async () => ({ boot: 'another-boot' })],
  ])('a lock %s is taken over', async (_, facts) => {
    const db = join(folder, 'stale.duckdb');
    writeFileSync(lockPathOf(db), lockText(db, await facts()));
    const store = await openStore(db);
    store.close();
    expect(readdirSync(folder).filter((name) => name.includes('octroi-lock'))).toEqual([]);
  });

  it('a lock of another machine is kept, and the message says what to remove', async () => {
    const db = join(folder, 'remote.duckdb');
    const facts = { host: `not-${hostname()}`, boot: 'another-boot' };
    writeFileSync(lockPathOf(db), lockText(db, facts));
    await expect(openStore(db)).rejects.toThrow(
      new RegExp(`on not-${hostname()} .* if it no longer runs there, remove ${lockPathOf(db)}`),
    );
  });

  it('an empty lock is a writer about to start, then a dead one', async () => {
    const db = join(folder, 'empty.duckdb');
    writeFileSync(lockPathOf(db), '');
    await expect(openStore(db)).rejects.toThrow(/a writer is just starting/);
    const { utimesSync } = await import('node:fs');
    const minuteAgo = Date.now() / 1000 - 60;
    utimesSync(lockPathOf(db), minuteAgo, minuteAgo);
    (await openStore(db)).close();
  });

  it('the draft of a lock goes with the next writer when its process is gone', async () => {
    const db = join(folder, 'draft.duckdb');
    const gone = await killedProcess();
    const left = [`${lockPathOf(db)}.${gone}`, `${lockPathOf(db)}.stale-${gone}`];
    const living = `${lockPathOf(db)}.${process.ppid}`;
    for (const draft of [...left, living]) writeFileSync(draft, '{}');
    (await openStore(db)).close();
    expect(left.filter((draft) => existsSync(draft))).toEqual([]);
    expect(existsSync(living)).toBe(true);
    expect(existsSync(lockPathOf(db))).toBe(false);
  });

  it('work files and what DuckDB spilled go with the next writer, other files stay', async () => {
    const db = join(folder, 'left.duckdb');
    for (const [name, file] of [
      ['left.duckdb.octroi-work', 'shuffle-1.bin'],
      ['left.duckdb.tmp', 'duckdb_temp_storage_DEFAULT-0.tmp'],
      ['other.duckdb.tmp', 'notes.txt'],
    ]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, file), 'left');
    }
    (await openStore(db)).close();
    (await openStore(join(folder, 'other.duckdb'))).close();
    expect(existsSync(`${db}.octroi-work`)).toBe(false);
    expect(existsSync(`${db}.tmp`)).toBe(false);
    expect(existsSync(join(folder, 'other.duckdb.tmp', 'notes.txt'))).toBe(true);
  });
});

describe('work files', () => {
  it('are for the user of the run only', async () => {
    const { makeWorkFolder, removeWorkFolder, workFolderOf } = await import(
      '../../src/work-folder.ts'
    );
    const db = join(folder, 'private.duckdb');
    makeWorkFolder(db);
    expect(statSync(workFolderOf(db)).mode & 0o077).toBe(0);
    removeWorkFolder(db);
  });
});

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { journalOf } from '../../src/store/checkpoint-journal.ts';
import { openStore } from '../../src/store/open-store.ts';

const root = mkdtempSync(join(tmpdir(), 'octroi-journal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HEADERS_BYTES = 3 * 4096;
const BLOCK_BYTES = 262_144;
const before = join(root, 'before');
const after = join(root, 'after');
/** Blocks that the checkpoint wrote again in their place although the header before it needs them. */
let rewritten: number[];

/** Rows that only the log has when the second checkpoint begins. */
const INSERT = `INSERT INTO reject_rows (file_key, row, reason, detail, raw)
  SELECT 1, range, 'r', 'd', md5(CAST(range AS VARCHAR)) FROM range(3000)`;

beforeAll(async () => {
  mkdirSync(before);
  const db = join(root, 'month.duckdb');
  for (let run = 0; run < 2; run++) {
    const store = await openStore(db);
    await store.run(INSERT);
    if (run === 1) {
      const original = store.connection.run.bind(store.connection);
      store.connection.run = async (sql, ...rest) => {
        if (sql === 'CHECKPOINT') copyTo(before, db, ['', '.wal', '.octroi-journal']);
        return original(sql, ...rest);
      };
    }
    await store.checkpoint();
    store.close();
  }
  mkdirSync(after);
  copyTo(after, db, ['']);
  rewritten = savedBlocks().filter((id) => !blockOf(before, id).equals(blockOf(after, id)));
});

function copyTo(folder: string, db: string, endings: string[]): void {
  for (const ending of endings) cpSync(`${db}${ending}`, join(folder, `month.duckdb${ending}`));
}

function savedBlocks(): number[] {
  const journal = readFileSync(journalOf(join(before, 'month.duckdb')));
  const count = journal.readDoubleLE(24);
  const idsAt = 32 + HEADERS_BYTES;
  return Array.from({ length: count }, (_, k) => journal.readDoubleLE(idsAt + 8 * k));
}

function blockOf(folder: string, id: number): Buffer {
  const at = HEADERS_BYTES + id * BLOCK_BYTES;
  return readFileSync(join(folder, 'month.duckdb')).subarray(at, at + BLOCK_BYTES);
}

/** The database as a process leaves it that is killed while it writes that block for the second time. */
function torn(name: string): string {
  const folder = join(root, name);
  cpSync(before, folder, { recursive: true });
  const db = join(folder, 'month.duckdb');
  const bytes = readFileSync(db);
  for (const id of rewritten) {
    const half = blockOf(after, id).subarray(0, BLOCK_BYTES / 2);
    half.copy(bytes, HEADERS_BYTES + id * BLOCK_BYTES);
    // Where both halves are the same the block is not torn: what stands at its end is changed too.
    bytes[HEADERS_BYTES + (id + 1) * BLOCK_BYTES - 1] ^= 1;
  }
  writeFileSync(db, bytes);
  return db;
}

async function rowsOf(db: string, readOnly: boolean): Promise<bigint> {
  const store = await openStore(db, { readOnly });
  try {
    return (await store.query<{ n: bigint }>('SELECT count(*) AS n FROM reject_rows'))[0].n;
  } finally {
    store.close();
  }
}

describe('a checkpoint cut off by a kill', () => {
  it('has written blocks again that the database still needs', () => {
    expect(rewritten.length).toBeGreaterThan(0);
  });

  it('would leave a file that does not open', async () => {
    const db = torn('without');
    rmSync(journalOf(db));
    await expect(openStore(db)).rejects.toThrow(/Corrupt database file/);
  });

  it.each([true, false])(
    'is undone by the next to open it, with all rows (reader: %s)',
    async (isReader) => {
      const db = torn(`with-${isReader}`);
      expect(await rowsOf(db, isReader)).toBe(6000n);
      expect(existsSync(journalOf(db))).toBe(false);
      expect(await rowsOf(db, true)).toBe(6000n);
    },
  );

  it('is not undone when the header had been switched', async () => {
    const db = join(root, 'switched.duckdb');
    cpSync(join(after, 'month.duckdb'), db);
    cpSync(journalOf(join(before, 'month.duckdb')), journalOf(db));
    expect(await rowsOf(db, false)).toBe(6000n);
    expect(existsSync(journalOf(db))).toBe(false);
  });

  it.each([0, 10, 5000, HEADERS_BYTES + 100, -1])(
    'had not begun when its journal is not whole (%i bytes)',
    async (length) => {
      const folder = join(root, `cut-${length}`);
      cpSync(before, folder, { recursive: true });
      const db = join(folder, 'month.duckdb');
      if (length >= 0) truncateSync(journalOf(db), length);
      else {
        // Something else than what was saved: must not be put into the file.
        const journal = readFileSync(journalOf(db));
        journal.fill(0, 40_000, 50_000);
        writeFileSync(journalOf(db), journal);
      }
      expect(await rowsOf(db, false)).toBe(6000n);
      expect(existsSync(journalOf(db))).toBe(false);
    },
  );

  it('of a database that is gone leaves nothing', async () => {
    const db = join(root, 'gone.duckdb');
    appendFileSync(journalOf(db), 'octroi journal 1');
    expect(await rowsOf(db, false)).toBe(0n);
    expect(existsSync(journalOf(db))).toBe(false);
  });
});

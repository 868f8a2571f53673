import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseKey } from '../../src/store/database-key.ts';
import { openStore } from '../../src/store/open-store.ts';
import { octroi, temporaryFolder, writeFiles } from '../commands/run-octroi.ts';
import { writeSmallMonth } from '../commands/small-month.ts';

const KEY = 'correct horse battery staple';
const folder = temporaryFolder();
const { usage, reference } = writeSmallMonth(folder);
const keyFile = join(writeFiles(folder, { 'db.key': `${KEY}\n` }), 'db.key');

function rate(db: string, options: string[], env: Record<string, string> = {}) {
  return octroi(['rate', usage, '--reference', reference, '--db', db, ...options], { env });
}

function query(db: string, options: string[], env: Record<string, string> = {}) {
  const sql = 'SELECT count(*) AS n, sum(amount) AS euros FROM usage';
  return octroi(['query', '--db', db, '--json', sql, ...options], { env });
}

/** Texts that stand in the clear in the files of a database. */
function readable(db: string, texts: string[]): string[] {
  const name = db.slice(folder.length + 1);
  const files = readdirSync(folder).filter(
    (entry) => entry.startsWith(name) && !entry.endsWith('-lock'),
  );
  const bytes = files.map((file) => readFileSync(join(folder, file)));
  return texts.filter((text) => bytes.some((content) => content.includes(text)));
}

/** Long enough not to stand in random bytes by chance. */
const PERSONAL = ['33199999999', '0612345678', 'CREATE VIEW', 'Ateliers', 'optimale-pro-equilibre'];

describe('a database with a key', () => {
  it('holds the same as one without, and nothing that can be read without the key', {
    timeout: 240_000,
  }, async () => {
    const open = join(folder, 'open.duckdb');
    const closed = join(folder, 'closed.duckdb');
    expect((await rate(open, [])).code).toBe(0);
    const rated = await rate(closed, ['--key-file', keyFile]);
    expect(rated.code).toBe(0);
    expect(rated.stderr).toContain('install its extension httpfs');
    expect(readable(open, PERSONAL)).not.toEqual([]);
    expect(readable(closed, PERSONAL)).toEqual([]);
    const plain = JSON.parse((await query(open, [])).stdout);
    expect(plain).toEqual([{ n: 13, euros: expect.any(String) }]);
    const answer = await query(closed, [], { OCTROI_DB_KEY: KEY });
    expect(JSON.parse(answer.stdout)).toEqual(plain);
    expect(answer.stderr).toBe('');

    const again = await rate(closed, [], { OCTROI_DB_KEY_FILE: keyFile });
    expect(again.stdout).toContain('all files: 0 rows');
    const explained = await octroi(['explain', '--db', closed, '--key-file', keyFile, 'a2']);
    expect(explained.stdout).toMatch(/^Event a2: rated/);
  });

  it('says what is wrong with the key: exit 2, and never shows it', async () => {
    const db = join(folder, 'keys.duckdb');
    expect((await rate(db, ['--key-file', keyFile])).code).toBe(0);
    const before = readFileSync(db);
    const without = await query(db, []);
    expect([without.code, without.stdout]).toEqual([2, '']);
    expect(without.stderr).toContain(
      `${db}: the database is encrypted; give its key in OCTROI_DB_KEY or with --key-file FILE`,
    );
    const wrongKey = 'another key of many letters';
    for (const attempt of [
      query(db, [], { OCTROI_DB_KEY: wrongKey }),
      rate(db, [], { OCTROI_DB_KEY: wrongKey }),
    ]) {
      const wrong = await attempt;
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toContain(`${db}: encrypted with another key than the one given`);
      expect(wrong.stderr).not.toContain(wrongKey);
    }
    const short = await query(db, [], { OCTROI_DB_KEY: 'short' });
    expect(short.code).toBe(2);
    expect(short.stderr).toContain('OCTROI_DB_KEY: a key is one line of at least 16 characters');
    const missing = await query(db, ['--key-file', join(folder, 'none.key')]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('none.key: the key cannot be read');
    expect(readFileSync(db).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('octroi-lock'))).toEqual([]);
  });

  it('is not mistaken for an open one', async () => {
    const db = join(folder, 'not-encrypted.duckdb');
    expect((await rate(db, [])).code).toBe(0);
    const { code, stderr } = await query(db, ['--key-file', keyFile]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${db}: a key is given, but the database is not encrypted`);
  });

  it('keeps its log encrypted, and opens again after a kill', async () => {
    const db = join(folder, 'killed.duckdb');
    const module = new URL('../../dist/store/open-store.js', import.meta.url).href;
    const script = `
      const { openStore } = await import(${JSON.stringify(module)});
      const store = await openStore(${JSON.stringify(db)});
      await store.run("INSERT INTO reject_rows VALUES (1, 1, 'bad', 'bad', 'needle-in-the-log')");
      process.kill(process.pid, 'SIGKILL');`;
    const { spawnSync } = await import('node:child_process');
    const env = { ...process.env, OCTROI_DB_KEY: KEY };
    spawnSync(process.execPath, ['--input-type=module', '-e', script], { env });
    expect(readFileSync(`${db}.wal`).length).toBeGreaterThan(0);
    expect(readable(db, ['needle-in-the-log'])).toEqual([]);
    const sql = 'SELECT raw FROM rejects';
    const answer = await octroi(['query', '--db', db, '--json', '--key-file', keyFile, sql]);
    expect(JSON.parse(answer.stdout)).toEqual([{ raw: 'needle-in-the-log' }]);
    const store = await openStore(db, { key: KEY, say: () => {} });
    expect(await store.query('SELECT raw FROM rejects')).toEqual([{ raw: 'needle-in-the-log' }]);
    store.close();
  });
});

describe('a key', () => {
  it("may hold quotes and spaces, and is the file's one line", () => {
    const file = join(folder, 'odd.key');
    writeFileSync(file, `it's a "key" with spaces\r\n`);
    expect(databaseKey({ OCTROI_DB_KEY_FILE: file })).toBe(`it's a "key" with spaces`);
    expect(databaseKey({})).toBeUndefined();
    expect(() => databaseKey({ OCTROI_DB_KEY: KEY, OCTROI_DB_KEY_FILE: file })).toThrow(/keep one/);
    writeFileSync(file, 'two lines of a key\nand another one\n');
    expect(() => databaseKey({ OCTROI_DB_KEY_FILE: file })).toThrow(/one line of at least 16/);
  });

  it('with a quote opens the database it made', async () => {
    const db = join(folder, 'quoted.duckdb');
    const key = `it's a "key" with spaces`;
    (await openStore(db, { key, say: () => {} })).close();
    (await openStore(db, { key, readOnly: true })).close();
  });
});

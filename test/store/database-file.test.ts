import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { databaseFile } from '../../src/store/database-file.ts';
import { openStore } from '../../src/store/open-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'octroi-db-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a name for the database', () => {
  it.each([':memory:', 'md:month', 's3://bucket/x', '-x'])('%s is a file of that name', (name) => {
    expect(databaseFile(name)).toBe(resolve(name));
  });

  it('that is empty is refused', async () => {
    await expect(openStore('')).rejects.toThrow('the name of the database is empty');
  });

  it('may end like another kind of file, and may hold quotes and line feeds', async () => {
    for (const name of ['month.csv', 'month.parquet', 'd\'q"\n;é.db']) {
      const path = join(folder, name);
      (await openStore(path)).close();
      expect(readFileSync(path).subarray(8, 12).toString()).toBe('DUCK');
      (await openStore(path, { readOnly: true })).close();
    }
  });
});

describe('what is no database', () => {
  it('is refused and left as it is: DuckDB would open a CSV file, and keep nothing', async () => {
    for (const name of ['usage.csv', 'notes.txt']) {
      const path = fileOf(name, 'event_id,service\n1,voice\n');
      await expect(openStore(path)).rejects.toThrow(`${path}: is not a DuckDB database`);
      expect(readFileSync(path, 'utf8')).toBe('event_id,service\n1,voice\n');
      expect(existsSync(`${path}.wal`)).toBe(false);
    }
  });

  it('is refused when it is a directory or a pipe', async () => {
    const directory = join(folder, 'directory');
    mkdirSync(directory);
    await expect(openStore(directory)).rejects.toThrow(`${directory}: is a directory`);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(openStore(pipe)).rejects.toThrow(`${pipe}: is a pipe, socket or device`);
  });

  it("is refused when it has somebody else's tables", async () => {
    const path = join(folder, 'other.duckdb');
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE invoices_of_mine (n INTEGER)');
    connection.closeSync();
    instance.closeSync();
    await expect(openStore(path)).rejects.toThrow(`${path}: holds tables that are not octroi's`);
  });

  it('is refused when its folder is not there', async () => {
    const path = join(folder, 'nowhere', 'x.duckdb');
    await expect(openStore(path)).rejects.toThrow(
      `${path}: cannot be opened: the directory ${join(folder, 'nowhere')} is not there; make it`,
    );
  });
});

describe('a database whose making was cut off', () => {
  it('is made anew: it held nothing', async () => {
    const whole = join(folder, 'whole.duckdb');
    (await openStore(whole)).close();
    const bytes = readFileSync(whole);
    for (const length of [0, 4096, 2 * 4096]) {
      const path = join(folder, `cut-${length}.duckdb`);
      writeFileSync(path, bytes.subarray(0, length));
      (await openStore(path)).close();
      const store = await openStore(path, { readOnly: true });
      expect(await store.query('SELECT count(*) AS n FROM usage')).toEqual([{ n: 0n }]);
      store.close();
    }
  });
});

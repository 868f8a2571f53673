import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { databaseKey } from '../../src/store/database-key.ts';
import { octroi, temporaryFolder } from '../commands/run-octroi.ts';
import { writeSmallMonth } from '../commands/small-month.ts';

/** Files that are not what they should be, and outputs that cannot take what is written to them. */
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const folder = temporaryFolder();
const { usage, reference } = writeSmallMonth(folder);
const db = join(folder, 'month.duckdb');

beforeAll(async () => {
  await octroi(['rate', usage, '--reference', reference, '--db', db]);
});

/** A process with its outputs where one wants them; ends with its exit code. */
async function exitCodeOf(
  args: string[],
  stdout: 'ignore' | number,
  stderr: 'ignore' | 'pipe',
): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', stdout, stderr] });
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = await once(child, 'close');
  return { code, stderr: text };
}

describe('a page or documents that cannot go where they are told to', () => {
  it('the report replaces a page, and nothing else', async () => {
    const before = readFileSync(db);
    const list = join(folder, 'customers.txt');
    writeFileSync(list, 'customer_id,name\n');
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const [out, why] of [
      [db, 'is there already and is no HTML page'],
      [list, 'is there already and is no HTML page'],
      [pipe, 'is a directory, pipe or device'],
      [folder, 'is a directory, pipe or device'],
    ]) {
      const { code, stderr } = await octroi(['report', '--db', db, '--out', out]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${out}: ${why}`)]);
    }
    expect(readFileSync(db).equals(before)).toBe(true);
    expect(readFileSync(list, 'utf8')).toBe('customer_id,name\n');

    const page = join(folder, 'page.html');
    const link = join(folder, 'link.html');
    symlinkSync(page, link);
    writeFileSync(page, '<!DOCTYPE html>old');
    expect((await octroi(['report', '--db', db, '--out', link])).code).toBe(0);
    const below = join(folder, 'made', 'for', 'it.html');
    expect((await octroi(['report', '--db', db, '--out', below])).code).toBe(0);
    expect(readFileSync(page, 'utf8')).toContain('</html>');
  });

  it('nothing is issued when the documents have nowhere to go', async () => {
    const issue = ['bill', '--db', db, '--month', '2026-10', '--issue', '--out'];
    const places = [join(folder, 'customers.txt'), '/proc/none/of/this'];
    for (const out of places.filter((place) => existsSync('/proc') || !place.startsWith('/proc'))) {
      const { code, stderr } = await octroi([...issue, out]);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`${out}: invoices cannot be written into it`),
      ]);
    }
    const { stdout } = await octroi([
      'query',
      '--db',
      db,
      '--json',
      'SELECT count(*) AS n FROM invoices',
    ]);
    expect(JSON.parse(stdout)).toEqual([{ n: 0 }]);
  });

  it('says what is stored when a document cannot be written', async () => {
    const copy = join(folder, 'copy.duckdb');
    cpSync(db, copy);
    const out = join(folder, 'taken');
    mkdirSync(join(out, '2026-10-000001.json'), { recursive: true });
    const { code, stdout, stderr } = await octroi([
      'bill',
      '--db',
      copy,
      '--month',
      '2026-10',
      '--out',
      out,
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('2026-10: 1 invoice,');
    expect(stderr).toContain('2026-10 is billed and stored as asked, only documents are missing');
  });
});

describe('a file in the place of the directory', () => {
  it.each([
    ['report', (file: string) => ['report', '--db', db, '--out', join(file, 'x.html')]],
    ['bill', (file: string) => ['bill', '--db', db, '--month', '2026-10', '--out', file]],
    ['demo', (file: string) => ['demo', '--out', file]],
    ['generate', (file: string) => ['generate', '--records', '1', '--seed', '1', '--out', file]],
  ])('%s says so: exit 2, and the file is as it was', async (_, args) => {
    const file = join(folder, 'notes.md');
    writeFileSync(file, 'notes');
    const { code, stderr } = await octroi(args(file));
    expect(stderr).toMatch(
      /^octroi: .*cannot be written into it: .*notes\.md is a file; name a dir/,
    );
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('notes');
  });
});

describe('outputs that take nothing', () => {
  it('nobody has to watch: a run goes on without its progress', async () => {
    const unwatched = join(folder, 'unwatched.duckdb');
    const child = spawn(
      process.execPath,
      [CLI, 'rate', usage, '--reference', reference, '--db', unwatched],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    child.stderr?.destroy();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('unwatched'))).toEqual([
      'unwatched.duckdb',
    ]);
  });

  it.runIf(existsSync('/dev/full'))('a full disk is a failure in words', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await exitCodeOf(['query', '--db', db, 'FROM usage'], full, 'pipe');
    closeSync(full);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^octroi: the answer could not be written: .*ENOSPC/m);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('inputs that are no files', () => {
  it('pipes among reference data, in the catalogue and for a key are named, not waited for', async () => {
    const odd = join(folder, 'odd-reference');
    cpSync(reference, odd, { recursive: true });
    execFileSync('mkfifo', [join(odd, 'alarms.csv')]);
    const checked = await octroi(['check', '--reference', odd]);
    expect(checked.code).toBe(2);
    expect(checked.stdout).toContain(
      'alarms.csv:1:1 is a directory, pipe or device; expected a file',
    );
    rmSync(join(odd, 'alarms.csv'));
    mkdirSync(join(odd, 'alarms.csv'));
    expect((await octroi(['check', '--reference', odd])).code).toBe(2);

    const catalogue = join(folder, 'catalogue');
    cpSync(fileURLToPath(new URL('../../src/catalogue/documents', import.meta.url)), catalogue, {
      recursive: true,
    });
    execFileSync('mkfifo', [join(catalogue, 'zzz.yaml')]);
    const priced = await octroi(['check', '--reference', reference, '--catalogue', catalogue]);
    expect([priced.code, priced.stdout]).toEqual([
      2,
      expect.stringContaining('zzz.yaml:1:1 cannot be read: it is a pipe'),
    ]);

    const pipe = join(folder, 'key-pipe');
    execFileSync('mkfifo', [pipe]);
    expect(() => databaseKey({ OCTROI_DB_KEY_FILE: pipe })).toThrow(
      'it is a directory, pipe or device, not a file',
    );
  });

  it('a key that DuckDB would read otherwise is refused, and never shown', async () => {
    for (const key of ['clé-de-l’été-très-secrète', 'hexescape\\x41in-the-key-12345']) {
      const { code, stderr } = await octroi(
        ['rate', usage, '--reference', reference, '--db', join(folder, 'secret.duckdb')],
        { env: { OCTROI_DB_KEY: key } },
      );
      expect(code).toBe(2);
      expect(stderr).toContain('a key is one line of at least 16 characters: ASCII');
      expect(stderr).not.toContain(key.slice(0, 8));
    }
  });

  it('the database is no input where it lies among the files, however often they are rated', async () => {
    const inside = join(folder, 'inside');
    cpSync(usage, inside, { recursive: true });
    const own = join(inside, 'month.duckdb');
    const first = await octroi(['rate', inside, '--reference', reference, '--db', own, '--json']);
    const again = await octroi(['rate', inside, '--reference', reference, '--db', own, '--json']);
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(JSON.parse(again.stdout).skipped).toHaveLength(JSON.parse(first.stdout).files.length);
  });
});

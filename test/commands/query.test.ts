import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { octroi, temporaryFolder } from './run-octroi.ts';
import { writeSmallMonth } from './small-month.ts';

const folder = temporaryFolder();
const db = join(folder, 'month.duckdb');

beforeAll(async () => {
  const { usage, reference } = writeSmallMonth(folder);
  const { code, stderr } = await octroi(['rate', usage, '--reference', reference, '--db', db]);
  expect(code, stderr).toBe(0);
});

function query(sql: string, ...options: string[]) {
  return octroi(['query', '--db', db, sql, ...options]);
}

describe('octroi query', () => {
  it('prints an aligned table with the number of rows', async () => {
    const { code, stdout } = await query(
      "SELECT event_id, amount FROM usage WHERE event_id IN ('a2', 'm1') ORDER BY 1",
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'event_id    amount',
        '────────  ────────',
        'a2        0.268000',
        'm1            NULL',
        '2 rows',
        '',
      ].join('\n'),
    );
  });

  it('says where it cuts a long table', async () => {
    const { stdout } = await query('SELECT * FROM range(1001)');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1003);
    expect(stdout).toMatch(/first 1,000 rows, there are more: --format csv or json/);
    const whole = await query('SELECT * FROM range(1000)');
    expect(whole.stdout).toMatch(/\n1,000 rows\n$/);
  });

  it('says once on stderr, and only there, that cells are cut', async () => {
    const long = `SELECT repeat('x', 61) AS a, repeat('y', 70) AS b`;
    const { stdout, stderr } = await query(long);
    expect(stdout).toContain(`${'x'.repeat(59)}…`);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        event: 'message',
        message: 'cells are cut at 60 characters: --format csv or json writes all of them',
      },
    ]);
    expect((await query(long, '--format', 'csv')).stderr).toBe('');
    expect((await query("SELECT repeat('x', 60) AS a")).stderr).toBe('');
  });

  it('is told one format, not two', async () => {
    const { code, stderr } = await query('SELECT 1', '--json', '--format', 'csv');
    expect([code, stderr]).toEqual([
      2,
      'octroi: --json and --format csv contradict each other: give one of them\n',
    ]);
    expect((await query('SELECT 1', '--json', '--format', 'json')).code).toBe(0);
  });

  it.each(['INSERT INTO usage VALUES (1)', '/* a */ -- b\nupdate usage SET zone = 1'])(
    'says of %j that only reading is allowed',
    async (sql) => {
      expect((await query(sql)).stderr).toMatch(
        /^octroi: only statements that read are run \(SELECT …\), found (INSERT|UPDATE)\n$/,
      );
    },
  );

  it('does not let cells steer the terminal', async () => {
    const { stdout } = await query("SELECT chr(27) || '[31mred' || chr(10) || 'next' AS c");
    expect(stdout).toContain('\\u001b[31mred\\nnext');
    expect(stdout).not.toContain('\u001b');
  });

  it('guards CSV texts, and only texts, against being taken for formulas', async () => {
    const { stdout } = await query(
      `SELECT '=1+1' AS a, '+33' AS b, '-x' AS c, '@x' AS d, chr(9) || 'x' AS e,
         chr(13) AS f, -5 AS g, CAST(-1.50 AS DECIMAL(9,2)) AS h, 'a-b' AS i, 'say "x", y' AS j,
         NULL AS k, chr(0) || '=x' AS l, 1 AS "=m"`,
      '--format',
      'csv',
    );
    expect(stdout).toBe(
      `a,b,c,d,e,f,g,h,i,j,k,l,'=m\n` +
        `'=1+1,'+33,'-x,'@x,'\tx,"'\r",-5,-1.50,a-b,"say ""x"", y",,'=x,1\n`,
    );
  });

  it('writes CSV for an empty result and for texts with line breaks', async () => {
    expect((await query('SELECT 1 AS a WHERE false', '--format', 'csv')).stdout).toBe('a\n');
    const { stdout } = await query("SELECT 'x' || chr(10) || 'y' AS a", '--format', 'csv');
    expect(stdout).toBe('a\n"x\ny"\n');
  });

  it('writes JSON with numbers only where they are exact', async () => {
    const { stdout } = await query(
      `SELECT count(*) AS n, CAST(9007199254740993 AS BIGINT) AS big, sum(amount) AS euros,
         min(started_at) AS first, TIMESTAMPTZ '2026-10-01 10:00:00+02' AS zoned,
         DATE '2026-10-01' AS day, [1, 2] AS list, NULL AS nothing, 7 AS "1"
         FROM usage WHERE event_id = 'a2'`,
      '--json',
    );
    expect(JSON.parse(stdout)).toEqual([
      {
        n: 1,
        big: '9007199254740993',
        euros: '0.268000',
        first: '2026-10-01T08:00:00',
        zoned: '2026-10-01T08:00:00Z',
        day: '2026-10-01',
        list: [1, 2],
        nothing: null,
        1: 7,
      },
    ]);
    expect(stdout.indexOf('"n"')).toBeLessThan(stdout.indexOf('"1"'));
    expect((await query('SELECT 1 WHERE false', '--json')).stdout).toBe('[]\n');
  });

  it.each([
    'INSERT INTO runs SELECT * FROM runs',
    'DELETE FROM usage_rows',
    'CREATE TEMP TABLE t AS SELECT 1',
    "ATTACH 'other.duckdb'",
    "COPY (SELECT 1) TO 'out.csv'",
    "EXPORT DATABASE 'out'",
    'INSTALL httpfs',
    'LOAD json',
    'SET threads = 1',
    'PRAGMA enable_profiling',
    'CALL pragma_version()',
    'SELECT 1; SELECT 2',
    'BEGIN',
    '',
  ])('refuses %s', async (sql) => {
    const { code, stdout, stderr } = await octroi(['query', '--db', db, sql], { cwd: folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^octroi: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    for (const name of ['other.duckdb', 'out.csv', 'out']) {
      expect(existsSync(join(folder, name))).toBe(false);
    }
  });

  it.each([
    `SELECT * FROM read_csv('${folder}/usage/night-1.csv')`,
    `SELECT * FROM read_text('${folder}/usage/night-1.csv')`,
    `SELECT * FROM '${folder}/usage/night-1.csv'`,
    `SELECT * FROM glob('${folder}/*')`,
  ])('reads no other file: %s', async (sql) => {
    const { code, stdout } = await query(sql);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('shows the error of the SQL as it is', async () => {
    const { code, stderr } = await query('SELECT nosuch FROM usage');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^octroi: Binder Error: Referenced column "nosuch" not found/);
  });

  it('says what to do when there is no database', async () => {
    const path = join(folder, 'none.duckdb');
    const { code, stderr } = await octroi(['query', '--db', path, 'SELECT 1']);
    expect(code).toBe(1);
    expect(stderr).toBe(`octroi: ${path}: no such database; octroi rate makes one\n`);
    expect(existsSync(path)).toBe(false);
  });

  it('says so when the file is empty', async () => {
    const path = join(folder, 'empty.duckdb');
    writeFileSync(path, '');
    const { code, stderr } = await octroi(['query', '--db', path, 'SELECT 1']);
    expect(code).toBe(1);
    expect(stderr).toContain(`octroi: ${path}: is an empty file; octroi rate --db ${path} makes`);
  });

  it("leaves a database that is not octroi's alone", async () => {
    const path = join(folder, 'foreign.duckdb');
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE mine (x INTEGER)');
    connection.closeSync();
    instance.closeSync();
    const { code, stderr } = await octroi(['query', '--db', path, 'SELECT 1']);
    expect(code).toBe(1);
    expect(stderr).toContain("holds tables that are not octroi's");
  });

  it('ends with 130 when interrupted', async () => {
    const run = octroi(
      ['query', '--db', db, '--json', 'SELECT count(*) FROM range(100000000000) a'],
      { interruptAfterMs: 3000 },
    );
    expect(await run).toMatchObject({ code: 130, stdout: '' });
  });
});

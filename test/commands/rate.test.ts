import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { octroi, temporaryFolder, writeFiles } from './run-octroi.ts';
import { HEADER, writeSmallMonth } from './small-month.ts';

const folder = temporaryFolder();
let usage: string;
let reference: string;

beforeAll(() => {
  ({ usage, reference } = writeSmallMonth(folder));
});

/** Runs `octroi rate` into a new database of that name. */
async function rate(name: string, inputs: string[], ...options: string[]) {
  const db = join(folder, `${name}.duckdb`);
  const outcome = await octroi([
    'rate',
    ...inputs,
    '--reference',
    reference,
    '--db',
    db,
    ...options,
  ]);
  return { db, ...outcome };
}

/** Nothing is left of the database, its log or the run's work folder. */
function leftovers(name: string): string[] {
  return readdirSync(folder).filter((entry) => entry.startsWith(`${name}.duckdb`));
}

async function countRows(db: string): Promise<unknown> {
  const { stdout } = await octroi([
    'query',
    '--db',
    db,
    '--json',
    'SELECT count(*) AS n FROM usage',
  ]);
  return JSON.parse(stdout);
}

describe('octroi rate', () => {
  it('accounts for every row, and skips a file it has taken in', async () => {
    const first = await rate('twice', [usage]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      'all files: 18 rows = 13 rated + 2 duplicates + 1 rejected + 2 suspended',
    );
    const again = await rate('twice', [usage]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('all files: 0 rows');
    expect(again.stdout).toMatch(
      /night-1\.csv: skipped, an earlier run has taken in the same content/,
    );
    expect(again.stderr).toContain('skipped');
    expect(await countRows(first.db)).toEqual([{ n: 13 }]);
  });

  it('tries suspended events again, even when every file has been taken in', async () => {
    const { db } = await rate('suspense', [usage]);
    const lines = `line,contract_id,starts_on,ends_on
33140000001,OP1,2026-10-01,
33140000002,WT1,2026-01-01,
337000000000001,MM1,2026-01-01,
33199999999,OP1,2026-10-01,
`;
    const corrected = join(folder, 'corrected');
    writeSmallMonth(corrected);
    writeFiles(join(corrected, 'reference'), { 'lines.csv': lines });
    const args = ['rate', usage, '--reference', join(corrected, 'reference'), '--db', db];
    expect((await octroi(args)).code).toBe(0);
    const { stdout, code } = await octroi(['explain', '--db', db, 'u1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Event u1: rated/);
  });

  it('prints the summary as JSON, and nothing else on stdout', async () => {
    const { stdout, stderr } = await rate('json', [usage], '--json');
    expect(JSON.parse(stdout)).toMatchObject({ total: { rows: 18, rated: 13 }, skipped: [] });
    for (const line of stderr.trimEnd().split('\n'))
      expect(JSON.parse(line)).toHaveProperty('event');
  });

  it('never shows a called number in its progress', async () => {
    const { stderr, stdout } = await rate('masked', [usage]);
    expect(stderr + stdout).not.toMatch(/[36]12345678/);
  });
});

describe('inputs that cannot be read: exit 3, and no database', () => {
  it('names a missing file', async () => {
    const { code, stderr } = await rate('missing', [join(folder, 'none.csv')]);
    expect(code).toBe(3);
    expect(stderr).toContain(`octroi: ${join(folder, 'none.csv')}: cannot be read`);
    expect(leftovers('missing')).toEqual([]);
  });

  it('names a truncated gzip file', async () => {
    const rows = Array.from(
      { length: 5000 },
      (_, k) =>
        `t${k},voice,33140000001,2026-10-01T08:00:00Z,${(k * 7919) % 3600},0612345678,,,,,,`,
    );
    const whole = gzipSync(`${HEADER}\n${rows.join('\n')}\n`);
    const cut = writeFiles(join(folder, 'cut'), {
      'a.csv.gz': whole,
      'b.csv.gz': whole.subarray(0, whole.length / 2),
    });
    const { code, stderr } = await rate('cut', [cut]);
    expect(code).toBe(3);
    expect(stderr).toContain(`${join(cut, 'b.csv.gz')}: cannot be read to its end`);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(leftovers('cut')).toEqual([]);
  });

  it('names a file of no known format', async () => {
    const path = join(writeFiles(join(folder, 'odd'), { 'notes.txt': 'hello\n' }), 'notes.txt');
    const odd = await rate('odd', [path]);
    expect(odd.code).toBe(3);
    expect(odd.stderr).toContain(`${path}: no known format recognises it`);
    expect(leftovers('odd')).toEqual([]);
  });

  it('stores nothing of a run that fails over what an earlier one stored', async () => {
    const { db } = await rate('kept', [join(usage, 'night-1.csv')]);
    const failed = await rate('kept', [usage, join(folder, 'none.csv')]);
    expect(failed.code).toBe(3);
    expect(await countRows(db)).toEqual([{ n: 13 }]);
  });
});

describe('wrong reference data or catalogue: exit 2', () => {
  it('lists every fault of the reference data with its place', async () => {
    const bad = writeFiles(join(folder, 'bad-reference'), {
      'customers.csv': 'customer_id,name,territory\nC1,One,nowhere\n',
      'contracts.csv': 'contract_id,customer_id,offer,starts_on\nX1,C9,no-such-offer,2026-02-30\n',
      'lines.csv': 'line,contract_id,starts_on\n',
    });
    const db = join(folder, 'bad.duckdb');
    const { code, stderr } = await octroi(['rate', usage, '--reference', bad, '--db', db]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(bad, 'contracts.csv')}:2:4 `);
    expect(stderr).toContain(`${join(bad, 'contracts.csv')}:2:7 `);
    expect(stderr).toContain(`${join(bad, 'contracts.csv')}:2:21 `);
    expect(stderr).toMatch(/octroi: the reference data cannot be used; nothing was done\n$/);
    expect(leftovers('bad')).toEqual([]);
  });

  it('lists the faults of the catalogue', async () => {
    const bad = writeFiles(join(folder, 'bad-catalogue'), {
      'settings.yaml': 'octets_per_ko: many\n',
    });
    const { code, stderr } = await rate('bad-catalogue', [usage], '--catalogue', bad);
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(bad, 'settings.yaml')}:1:16 `);
    expect(stderr).toContain('octroi: the catalogue cannot be used; nothing was done');
  });

  it.each([
    [['rate']],
    [['rate', 'x.csv', '--db', 'x.duckdb']],
    [['rate', 'x.csv', '--db', 'x.duckdb', '--reference', 'r', '--workers', '0']],
    [['rate', 'x.csv', '--db', 'x.duckdb', '--reference', 'r', '--workers', 'two']],
    [['rate', 'x.csv', '--db', 'x.duckdb', '--reference', 'r', '--nonsense']],
    [['rate', 'x.csv', '--db', 'x.duckdb', '--reference', 'r', '--format', 'asn2']],
    [['simulate', '--db', 'x', '--month', '2026-10', '--catalogue', 'c', '--workers', '5000']],
  ])('refuses %j', async (args) => {
    const { code, stderr, stdout } = await octroi(args, { cwd: folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^octroi: /);
  });
});

describe('a run that is interrupted', () => {
  it('ends with 130, leaves nothing, and can be run again', async () => {
    const out = join(folder, 'generated');
    await generate({ records: 60_000, seed: 3, workload: 'mixed', out });
    const db = join(folder, 'interrupted.duckdb');
    const args = ['rate', join(out, 'usage'), '--db', db, '--reference', join(out, 'reference')];
    const stopped = await octroi([...args, '--workers', '1', '--range-bytes', '65536'], {
      interruptAt: '"step":"reading"',
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('octroi: interrupted');
    expect(leftovers('interrupted')).toEqual([]);
    expect((await octroi(args)).code).toBe(0);
  });
});

describe('a database in use', () => {
  it('is named, with the process that has it', async () => {
    const db = join(folder, 'held.duckdb');
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { DuckDBInstance } from '@duckdb/node-api';
         globalThis.instance = await DuckDBInstance.create(process.env.HELD_DATABASE);
         console.log('held');
         setInterval(() => globalThis.instance, 1000);`,
      ],
      { env: { ...process.env, HELD_DATABASE: db }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      const { code, stderr } = await octroi(['rate', usage, '--reference', reference, '--db', db]);
      expect(code).toBe(1);
      expect(stderr).toContain(
        `octroi: ${db}: the database is in use by another process (PID ${holder.pid}); wait`,
      );
      expect(existsSync(`${db}.octroi-work`)).toBe(false);
    } finally {
      holder.kill();
    }
  });
});

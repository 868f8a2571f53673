import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { rateAgain } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { openStore, rewrittenFileOf } from '../../src/store/open-store.ts';
import { purge } from '../../src/store/purge.ts';
import { octroi } from '../commands/run-octroi.ts';
import { HEADER, writeSmallMonth } from '../commands/small-month.ts';
import { type Bench, openBench } from '../rate-files.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.close();
});

/** A rated October, with a session that runs on into November. */
async function october(): Promise<Bench> {
  const bench = openBench();
  benches.push(bench);
  const { usage } = writeSmallMonth(bench.folder);
  bench.write('usage', {
    'session.csv': `${HEADER}
e1,data,337000000000001,2026-10-31T22:00:00Z,,,1500,0,s9,2026-10-31T20:00:00Z,,
i1,voice,33140000001,2026-10-05T08:00:00Z,60,512345678,,,,,,
`,
  });
  await bench.rate({ inputs: [usage] });
  return bench;
}

const NOVEMBER = `${HEADER}
n1,voice,33140000001,2026-11-03T08:00:00Z,300,0612345678,,,,,,
n2,data,337000000000001,2026-11-01T01:00:00Z,,,1,0,s9,2026-10-31T20:00:00Z,,
`;
/** Late for October: one new record, one that was there, one that was there with another content. */
const LATE = `${HEADER}
late,voice,33140000001,2026-10-07T08:00:00Z,300,0612345678,,,,,,
a5,voice,33140000001,2026-10-01T10:07:00+02:00,61,0142345678,,,,,,
`;

async function off(db: string): Promise<string[]> {
  const store = await openStore(db, { readOnly: true });
  try {
    return (await audit(store)).flatMap((check) => check.examples);
  } finally {
    store.close();
  }
}

/** As if the files had been taken in on that day. */
async function takenIn(db: string, day: string): Promise<void> {
  const store = await openStore(db);
  await store.run('UPDATE input_files SET started_at = CAST(? AS TIMESTAMP)', [day]);
  store.close();
}

describe('a purge', () => {
  it('masks the last four digits of called numbers before the month, and no others', async () => {
    const bench = await october();
    await bench.rate({ inputs: [bench.write('november', { 'n.csv': NOVEMBER })] });
    const before = await bench.query('SELECT * EXCLUDE called FROM usage ORDER BY event_id');
    const summary = await purge(bench.db, '2026-11-01');
    expect(summary).toMatchObject({ usage: 9, suspense: 2 });
    expect(await bench.query('SELECT * EXCLUDE called FROM usage ORDER BY event_id')).toEqual(
      before,
    );
    const called = await bench.query(
      `SELECT event_id, called FROM (FROM usage SELECT event_id, called UNION ALL
         FROM suspense SELECT event_id, called)
       WHERE event_id IN ('a1', 'a4', 'w4', 'd1', 'n1', 'u1', 'i1') ORDER BY 1`,
    );
    expect(called).toEqual([
      { event_id: 'a1', called: '3361234****' },
      { event_id: 'a4', called: '15' },
      { event_id: 'd1', called: null },
      { event_id: 'i1', called: expect.stringMatching(/\*{4}$/) },
      { event_id: 'n1', called: '33612345678' },
      { event_id: 'u1', called: '3361234****' },
      { event_id: 'w4', called: '51****' },
    ]);
    const again = await purge(bench.db, '2026-11-01');
    expect(again).toMatchObject({ usage: 0, suspense: 0 });
    expect(await bench.query('SELECT open_from, usage_rows FROM purges')).toHaveLength(2);
  });

  it('leaves all totals as they are', async () => {
    const bench = await october();
    const files = await bench.query('SELECT * FROM files ORDER BY file');
    expect(await off(bench.db)).toEqual([]);
    await purge(bench.db, '2026-11-01');
    expect(await bench.query('SELECT * FROM files ORDER BY file')).toEqual(files);
    expect(await off(bench.db)).toEqual([]);
  });

  it('leaves no byte of the texts it drops, nor a hash to try numbers with', async () => {
    const bench = await october();
    await takenIn(bench.db, '2026-10-20');
    expect(readFileSync(bench.db).includes('bad1,voice,33140000001')).toBe(true);
    chmodSync(bench.db, 0o640);
    const summary = await purge(bench.db, '2026-11-01');
    expect(summary.rejects).toBe(1);
    expect(readFileSync(bench.db).includes('bad1,voice')).toBe(false);
    const [reject] = await bench.query<{ raw: string }>('SELECT raw, reason FROM rejects');
    expect(reject).toEqual({ raw: '', reason: 'bad_time' });
    const [{ n }] = await bench.query<{ n: bigint }>(
      'SELECT count(*) AS n FROM usage_events WHERE content_hash <> 0',
    );
    expect(n).toBe(0n);
    expect(statSync(bench.db).mode & 0o777).toBe(0o640);
    expect(readdirSync(bench.folder).filter((name) => name.startsWith('month.duckdb'))).toEqual([
      'month.duckdb',
    ]);
  });

  it('keeps rejects of files taken in since', async () => {
    const bench = await october();
    await takenIn(bench.db, '2026-11-02');
    expect((await purge(bench.db, '2026-11-01')).rejects).toBe(0);
    const [{ raw }] = await bench.query<{ raw: string }>('SELECT raw FROM rejects');
    expect(raw).toContain('bad1,voice');
  });
});

describe('after a purge', () => {
  it('later months are rated as if there had been none; what comes late for a purged one is suspended', async () => {
    const [plain, purged] = [await october(), await october()];
    await purge(purged.db, '2026-11-01');
    for (const bench of [plain, purged]) {
      await bench.rate({ inputs: [bench.write('next', { 'n.csv': NOVEMBER, 'late.csv': LATE })] });
      // Suspense is tried again on every run: what is purged must stay as it is.
      await bench.rate({ inputs: [bench.write('empty', { 'none.csv': `${HEADER}\n` })] });
    }
    const november = `SELECT * FROM usage WHERE month = DATE '2026-11-01' ORDER BY event_id`;
    const rows = await purged.query<{ event_id: string }>(november);
    expect(rows.map((row) => row.event_id)).toEqual(['n1', 'n2']);
    const withoutFile = `SELECT * EXCLUDE file FROM (${november})`;
    expect(await purged.query(withoutFile)).toEqual(await plain.query(withoutFile));
    const late = await purged.query(
      "SELECT event_id, reason, detail, called FROM suspense WHERE event_id = 'late'",
    );
    expect(late).toEqual([
      {
        event_id: 'late',
        reason: 'purged_month',
        detail: 'the called numbers of that month have been masked: it can no longer be rated',
        called: '33612345678',
      },
    ]);
    const repeats = await purged.query(
      "SELECT event_id, conflict FROM duplicates WHERE file LIKE '%late.csv'",
    );
    expect(repeats).toEqual([{ event_id: 'a5', conflict: false }]);
    const masked = await purged.query<{ called: string }>(
      "SELECT called FROM suspense WHERE event_id = 'u1'",
    );
    expect(masked).toEqual([{ called: '3361234****' }]);
    expect(await off(purged.db)).toEqual([]);
  });

  it('the month cannot be rated again, and says why', async () => {
    const bench = await october();
    await purge(bench.db, '2026-11-01');
    const options = { db: bench.db, reference: join(bench.folder, 'reference'), workers: 1 };
    const month = (2026 - 1970) * 12 + 9;
    await expect(rateAgain({ ...options, correction: { month } }, silentProgress)).rejects.toThrow(
      /months before 2026-11 have been masked by octroi purge; they can no longer be rated/,
    );
    // The month after it is open: once it has usage, that is rated again.
    await bench.rate({ inputs: [bench.write('november', { 'n.csv': NOVEMBER })] });
    const { stored } = await rateAgain(
      { ...options, correction: { month: month + 1 } },
      silentProgress,
    );
    expect(stored.rerated).toBe(2);
    expect(await off(bench.db)).toEqual([]);
  });
});

describe('octroi purge', () => {
  it('works on an encrypted database, which stays encrypted', async () => {
    const bench = openBench();
    benches.push(bench);
    const { usage, reference } = writeSmallMonth(bench.folder);
    const env = { OCTROI_DB_KEY: 'correct horse battery staple' };
    await octroi(['rate', usage, '--reference', reference, '--db', bench.db], { env });
    const done = await octroi(['purge', '--db', bench.db, '--before', '2020-01-01', '--json'], {
      env,
    });
    expect(done.code, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ openFrom: '2020-01-01', usage: 0, rejects: 0 });
    expect(readFileSync(bench.db).includes('optimale-pro-equilibre')).toBe(false);
    const audited = await octroi(['audit', '--db', bench.db], { env });
    expect(audited.code).toBe(0);
  });

  it.each([
    ['2020-01-15', 'expected the first day of a month'],
    ['2020-13-01', 'expected the first day of a month'],
    ['soon', 'expected the first day of a month'],
    ['9999-01-01', 'that month has not begun'],
  ])('refuses --before %s: exit 2', async (date, message) => {
    const { code, stderr } = await octroi(['purge', '--db', 'x.duckdb', '--before', date]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('leaves the database alone when it is interrupted', async () => {
    const bench = await october();
    const before = await bench.query('SELECT * FROM usage ORDER BY event_id');
    const stop = new AbortController();
    stop.abort();
    await expect(purge(bench.db, '2026-11-01', stop.signal)).rejects.toThrow(/abort/i);
    expect(existsSync(rewrittenFileOf(bench.db))).toBe(false);
    expect(await bench.query('SELECT * FROM usage ORDER BY event_id')).toEqual(before);
  });
});

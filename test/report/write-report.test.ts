import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUSPENSE_REASONS } from '../../src/batch/suspense-reasons.ts';
import { SUSPENSE_REMEDIES, suspenseRemedy } from '../../src/batch/suspense-remedies.ts';
import { billMonth } from '../../src/bill/bill-month.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { bar, digits, table } from '../../src/report/figures.ts';
import { html } from '../../src/report/html.ts';
import { writeReport } from '../../src/report/write-report.ts';
import { octroi } from '../commands/run-octroi.ts';
import { HEADER, writeSmallMonth } from '../commands/small-month.ts';
import { type Bench, openBench } from '../rate-files.ts';
import { DEMO_FOLDER } from '../sample-case.ts';

const HOSTILE = "<script>alert(1)</script>\"onload='x'&";

async function pageOf(bench: Bench, month?: string): Promise<string> {
  const out = join(bench.folder, 'report.html');
  await writeReport({ db: bench.db, out, month });
  expect(readdirSync(bench.folder).filter((name) => name.includes('partial'))).toEqual([]);
  return readFileSync(out, 'utf8');
}

/** Nothing in the page may run, load or lead anywhere. */
function expectSelfContained(page: string): void {
  expect(page).not.toMatch(/<(script|img|link|iframe|a|form|object|embed|base)\b/i);
  expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|@import|url\(|<[^>]+\son\w+=/i);
}

describe("the demo's report", () => {
  let bench: Bench;
  let page: string;
  beforeAll(async () => {
    bench = openBench();
    bench.write('reference', copyOf(join(DEMO_FOLDER, 'reference')));
    bench.write('reference', {
      'alarms.csv':
        'alarm_id,customer_id,kind,allowed,starts_on\nABROAD,C004,country,FR,2026-01-01\n',
    });
    await bench.rate({ inputs: [join(DEMO_FOLDER, 'usage')] });
    await billMonth({ db: bench.db, month: '2026-10' }, silentProgress);
    page = await pageOf(bench);
  });
  afterAll(() => bench.close());

  it('holds totals, usage, suspense with remedies, allowances, invoices, blockers and alarms', async () => {
    expectSelfContained(page);
    expect(page).toMatch(
      /\d rows = [\d\u202f]+ rated \+ \d+ duplicates \+ \d+ rejected \+ \d+ suspended/,
    );
    expect(page).toContain('m2m-business-2mo');
    expect(page).toContain('mobile-metropole');
    expect(page).toContain(escapedOnce(suspenseRemedy('no_price')));
    expect(page).toContain('site_pool');
    expect(page).toContain('2026-10-000001');
    expect(page).toContain('Groupe Aubry');
    expect(page).toContain('events of the month are in suspense as no_price: see view suspense');
    expect(page).toContain('used in DE; allowed: FR');
    const [{ total }] = await bench.query<{ total: string }>(
      'SELECT CAST(sum(total_excl_tax) AS VARCHAR) AS total FROM invoices',
    );
    expect(page).toContain(`${digits(total)} €`);
  });

  it('shows no called number in full', async () => {
    const called = await bench.query<{ called: string }>(
      'SELECT DISTINCT called FROM usage WHERE length(called) > 5 AND amount > 0',
    );
    expect(called.length).toBeGreaterThan(50);
    expect(called.filter((row) => page.includes(row.called))).toEqual([]);
    expect(page).toContain('••••');
  });
});

describe('a report', () => {
  it('shows hostile names as the text they are', async () => {
    const bench = openBench();
    try {
      const { usage } = writeSmallMonth(bench.folder);
      bench.write('reference', {
        'customers.csv': `customer_id,name,territory\nC1,"${HOSTILE.replaceAll('"', '""')}",metropole\n`,
      });
      const night = readFileSync(join(usage, 'night-1.csv'), 'utf8');
      const hostileId = '"<img src=x onerror=""alert(1)"">"';
      const inputs = bench.write('<b>', {
        'a"><svg onload=x>.csv': night.replace(/^a2,/m, `${hostileId},`),
      });
      await bench.rate({ inputs: [inputs] });
      await billMonth({ db: bench.db, month: '2026-10' }, silentProgress);
      const page = await pageOf(bench);
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=&#39;x&#39;&amp;');
      expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
      expect(page).toContain('&lt;svg onload=x&gt;.csv');
      expectSelfContained(page.replace(/&lt;.*?&gt;/g, ''));
    } finally {
      bench.close();
    }
  });

  it('stays one page however many files and invoices there are', async () => {
    const bench = openBench();
    try {
      writeSmallMonth(bench.folder);
      const call = (k: number) =>
        `call-${k},voice,33140000001,2026-10-01T08:00:00Z,60,0612345678,,,,,,`;
      const files = Array.from({ length: 60 }, (_, k) => [`f${k}.csv`, `${HEADER}\n${call(k)}\n`]);
      await bench.rate({ inputs: [bench.write('many', Object.fromEntries(files))] });
      const page = await pageOf(bench);
      expect(page.match(/<td>[^<]*\/f\d+\.csv<\/td>/g)).toHaveLength(50);
      expect(page).toContain('the first 50 of 60');
      expect(page).toContain('The month has not been billed');
    } finally {
      bench.close();
    }
  });

  it('is of the month asked for, which must be there', async () => {
    const bench = openBench();
    try {
      const { usage } = writeSmallMonth(bench.folder);
      await bench.rate({ inputs: [usage] });
      const out = join(bench.folder, 'report.html');
      const done = await octroi(['report', '--db', bench.db, '--out', out, '--json']);
      expect(JSON.parse(done.stdout)).toEqual({ out, month: '2026-10' });
      const other = await octroi(['report', '--db', bench.db, '--out', out, '--month', '2026-09']);
      expect(other.code).toBe(2);
      expect(other.stderr).toContain('no usage of 2026-09; months found: 2026-10');
    } finally {
      bench.close();
    }
  });
});

describe('the pieces of the page', () => {
  it('escape what is put in, once', () => {
    const inner = html`<b>${'a<b'}</b>`;
    expect(html`${inner} ${null}${[html`<i>${1}</i>`, '"']}`.text).toBe(
      '<b>a&lt;b</b> <i>1</i>&quot;',
    );
    // A right-to-left override would show a file's name backwards.
    expect(html`${'a\u202ecsv\u0000\u001b'}`.text).toBe('a\ufffdcsv\ufffd\ufffd');
  });

  it('write decimals with thousands, and bars against the largest', () => {
    expect(['1234567.891234', '999', '-1000.00', '0'].map(digits)).toEqual([
      '1\u202f234\u202f567.891234',
      '999',
      '-1\u202f000.00',
      '0',
    ]);
    expect(bar(50, 100).text).toContain('<rect width="60"');
    expect(bar(0.001, 100).text).toContain('<rect width="1"');
    expect(bar(-5, 100).text).toContain('<rect width="0"');
    expect(table([{ name: 'a', title: 'A' }], [], 'nothing here').text).toContain('nothing here');
  });

  it('have a remedy for every reason of suspense', () => {
    expect(Object.keys(SUSPENSE_REMEDIES).sort()).toEqual([...SUSPENSE_REASONS.slice(1)].sort());
  });
});

function escapedOnce(text: string): string {
  return html`${text}`.text;
}

function copyOf(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

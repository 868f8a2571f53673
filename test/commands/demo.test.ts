import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { octroi, temporaryFolder } from './run-octroi.ts';

const folder = temporaryFolder();

describe('octroi demo', () => {
  it('shows totals, usage, an explanation, allowances, and queries that work', async () => {
    const { code, stdout, stderr } = await octroi(['demo'], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/rows = [\d,]+ rated \+ /);
    expect(stdout).toMatch(/Event \S+: rated, \d+\.\d{6} €/);
    expect(stdout).toMatch(/split: the call crossed the end of an allowance/);
    expect(stdout).toContain('site_pool');
    const db = join('octroi-demo', 'demo.duckdb');
    expect(stdout).toContain(`database        ${db}\n`);
    expect(existsSync(join(folder, db))).toBe(true);
    expect(readFileSync(join(folder, 'octroi-demo', '.gitignore'), 'utf8')).toBe('*\n');
    expect(stdout).toMatch(/5 invoices, 5 drafts \(1 incomplete\)/);
    // One customer's invoice waits, for what a reader can see and mend; the one shown is complete.
    expect(stdout).toMatch(/^Invoice \S+ of C003, .+ \(draft\)$/m);
    for (const reason of ['no_price', 'service_not_in_offer', 'unknown_country']) {
      expect(stdout).toMatch(new RegExp(`^C004 +mm-\\d+ +${reason} `, 'm'));
    }
    expect(stdout.match(/^C\d{3} +\S+ +[a-z_]+ /gm)).toHaveLength(3);
    expect(stdout).toMatch(/Invoice 2026-10-\d+ of C\d+, 2026-10: [\d.]+ € including tax/);
    const documents = readdirSync(join(folder, 'octroi-demo', 'invoices'));
    expect(documents).toHaveLength(5);
    const page = readFileSync(join(folder, 'octroi-demo', 'report.html'), 'utf8');
    expect(page).toContain('Groupe Aubry');
    expect(page).toContain('threshold: 4000 ko');
    const explain =
      /^(?:octroi|node \S+) (explain .+ --line \d+)$/m.exec(stdout)?.[1].split(' ') ?? [];
    const line = await octroi(explain, { cwd: folder });
    expect(line.code, line.stderr).toBe(0);
    expect(line.stdout).toMatch(/\d+ charges, exactly/);

    const [, lacking] = [...stdout.matchAll(/^(?:octroi|node \S+) (explain \S+ \S+ mm-\d+)$/gm)][0];
    const remedy = await octroi(lacking.split(' '), { cwd: folder });
    expect(remedy.stdout).toContain('Give its price in prices.csv, with item m2m-business-2mo/sms');

    const queries = [
      ...stdout.matchAll(/^(?:octroi|node \S+) query --db (\S+)( --format csv)? "(.+)"$/gm),
    ];
    expect(queries).toHaveLength(3);
    for (const [, path, csv, sql] of queries) {
      const format = csv === undefined ? [] : ['--format', 'csv'];
      const query = await octroi(['query', '--db', path, ...format, sql], { cwd: folder });
      expect(query.code, query.stderr).toBe(0);
      expect(query.stdout.split('\n').length).toBeGreaterThan(3);
    }
  });

  it('replaces what an earlier demo left, and prints JSON', async () => {
    const out = join(folder, 'octroi-demo');
    const { code, stdout } = await octroi(['demo', '--out', out, '--json']);
    expect(code).toBe(0);
    const { summary, db, queries } = JSON.parse(stdout);
    expect(summary.skipped).toEqual([]);
    expect(summary.total.rows).toBeGreaterThan(1000);
    expect(db).toBe(join(out, 'demo.duckdb'));
    expect(queries).toHaveLength(3);
  });
});

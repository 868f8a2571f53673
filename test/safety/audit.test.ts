import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { CheckResult } from '../../src/audit/check.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { octroi } from '../commands/run-octroi.ts';
import { randomMonth } from '../generators/random-month.ts';
import { referenceFiles, usageText } from '../generators/usage-csv.ts';
import { type Bench, openBench } from '../rate-files.ts';
import { rowOfEvent, setUsage } from '../usage-rows.ts';
import { BILLED_MONTH } from './billed-month.ts';

let bench: Bench;
let store: Store;

beforeAll(async () => {
  bench = openBench();
  const { reference, items } = randomMonth({ seed: 5, recordCount: 3_000 });
  bench.write('reference', referenceFiles(reference));
  const records = [...items()];
  for (const [night, part] of [records.slice(0, 2000), records.slice(2000)].entries()) {
    await bench.rate({
      inputs: [bench.write(`night-${night}`, { 'cdr.csv': usageText(part) })],
    });
  }
  store = await openStore(bench.db);
  await store.run(BILLED_MONTH);
});
afterAll(() => {
  store.close();
  bench.close();
});

function withStatus(checks: CheckResult[], status: string): string[] {
  return checks.filter((check) => check.status === status).map((check) => check.name);
}

/** Runs the audit on a database changed by the statement, and takes the change back. */
async function auditAfter(sql: string): Promise<CheckResult[]> {
  await store.run('BEGIN');
  try {
    await store.run(sql);
    return await audit(store);
  } finally {
    await store.run('ROLLBACK');
  }
}

describe('a database as octroi leaves it', () => {
  it('ties in every check, and each check has compared something', async () => {
    const checks = await audit(store);
    expect(checks.flatMap((check) => check.examples)).toEqual([]);
    expect(withStatus(checks, 'ok')).toHaveLength(checks.length);
    expect(checks.filter((check) => check.compared === 0)).toEqual([]);
  });

  it('skips what is not billed yet, with a word', async () => {
    const checks = await auditAfter('DELETE FROM invoice_heads');
    expect(withStatus(checks, 'off')).toEqual([]);
    const skipped = checks.filter((check) => check.status === 'skipped');
    expect(skipped.map((check) => check.name)).toContain('invoice totals');
    expect(skipped[0].note).toBe('there is nothing to compare: invoice_heads is empty');
  });
});

const ONE_RATED = '(SELECT min(event_id) FROM usage_events WHERE amount > 0)';

describe('a database that was changed', () => {
  it.each<[string, string[]]>([
    [
      `DELETE FROM usage_rows WHERE ${rowOfEvent(ONE_RATED)}`,
      ['files in the tables', 'runs', 'charges of usage'],
    ],
    [
      `INSERT INTO usage_rows SELECT * FROM usage_rows WHERE ${rowOfEvent(ONE_RATED)}`,
      ['files in the tables', 'runs', 'event ids', 'charges of usage'],
    ],
    [
      setUsage('amount', 'CAST(record.amount + 0.000001 AS DECIMAL(18,6))', ONE_RATED),
      ['files in the tables', 'runs', 'charges of usage'],
    ],
    [
      setUsage(
        'included',
        'record.quantity + 1',
        "(SELECT min(event_id) FROM usage WHERE rule LIKE '%/mobile-hour')",
      ),
      ['quantities', 'allowances used'],
    ],
    ['DELETE FROM duplicate_events', ['files in the tables']],
    [
      'UPDATE input_files SET suspended_octets = suspended_octets + 1',
      ['file totals', 'files in the tables'],
    ],
    ['UPDATE runs SET rows_rated = rows_rated - 1', ['runs']],
    [
      'DELETE FROM contracts WHERE contract_key = (SELECT min(contract_key) FROM usage_events)',
      ['keys'],
    ],
    ['INSERT INTO rules SELECT * FROM rules LIMIT 1', ['unique keys']],
    ['INSERT INTO id_heads SELECT * FROM id_heads LIMIT 1', ['unique keys', 'keys']],
    ['DELETE FROM id_heads WHERE head_key = 1', ['keys']],
    [`UPDATE usage_rows SET id_texts = ['lost'] WHERE ${rowOfEvent(ONE_RATED)}`, ['keys']],
    [
      "UPDATE allowance_balances SET used = used - 1 WHERE allowance = 'site_pool'",
      ['allowances used'],
    ],
    [
      "UPDATE allowance_balances SET used = used - 1 WHERE allowance = 'correspondents' AND used > 0",
      ['correspondents'],
    ],
    [
      'INSERT INTO allowance_balances SELECT * FROM allowance_balances LIMIT 1',
      ['allowances once'],
    ],
    ['UPDATE billed_charges SET amount = amount + 0.01', ['charges of usage', 'invoice lines']],
    ['DELETE FROM invoice_rows WHERE line_no = 1', ['invoice lines', 'tax', 'invoice totals']],
    ['UPDATE invoice_tax_rows SET tax = tax + 0.01', ['tax', 'invoice totals']],
    ['UPDATE invoice_heads SET total_incl_tax = total_incl_tax + 0.01', ['invoice totals']],
    ['UPDATE billed_charges SET invoice_key = 0', ['charges of usage', 'invoices complete']],
    ['INSERT INTO invoice_heads SELECT * FROM invoice_heads LIMIT 1', ['invoices complete']],
  ])('%s', async (sql, expected) => {
    const checks = await auditAfter(sql);
    expect(withStatus(checks, 'off')).toEqual(expect.arrayContaining(expected));
    for (const check of checks.filter(({ name }) => expected.includes(name))) {
      expect(check.off).toBeGreaterThan(0);
      expect(check.examples[0]).toMatch(/\S/);
    }
  });
});

describe('octroi audit', () => {
  it('prints each check, and ends with 3 when something is off', async () => {
    const own = openBench();
    const { reference, items } = randomMonth({ seed: 6, recordCount: 300 });
    own.write('reference', referenceFiles(reference));
    await own.rate({ inputs: [own.write('usage', { 'cdr.csv': usageText([...items()]) })] });
    const sound = await octroi(['audit', '--db', own.db]);
    expect([sound.code, sound.stderr]).toEqual([0, '']);
    expect(sound.stdout).toMatch(/^ok {7}file totals .*\n/);
    expect(sound.stdout).toMatch(/\nskipped {2}invoice totals /);

    const changed = await openStore(own.db);
    await changed.run(`DELETE FROM usage_rows WHERE ${rowOfEvent(ONE_RATED)}`);
    changed.close();
    const off = await octroi(['audit', '--db', own.db]);
    expect(off.code).toBe(3);
    expect(off.stdout).toMatch(/\nOFF {6}files in the tables {2}1 of 1 do not tie: /);
    expect(off.stdout).toMatch(/cdr\.csv: \d+ rated of [\d.]+ €.* in the tables, not \d+ of/);
    expect(off.stderr).toMatch(/checks do not tie: files in the tables, runs/);
    const json = await octroi(['audit', '--db', own.db, '--json']);
    expect(json.code).toBe(3);
    const { checks } = JSON.parse(json.stdout) as { checks: CheckResult[] };
    expect(checks.find((check) => check.name === 'runs')).toMatchObject({ status: 'off', off: 1 });
    own.close();
  });
});

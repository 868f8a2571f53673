import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SUSPENSE_REASONS } from '../src/batch/suspense-reasons.ts';
import { FLAG_MEANINGS } from '../src/explain/words.ts';
import { openBench } from './rate-files.ts';
import { DEMO_FOLDER, findSampleCases, rateSampleCase, titleOf } from './sample-case.ts';

const CASES = findSampleCases();

/**
 * Every case of samples/: each row must end as its expected.csv says, no row more and none less.
 * Adding a case is adding a folder; ../samples/README.md says what goes into it.
 */
describe.concurrent('samples', () => {
  it.each(CASES)('$name', async (sample) => {
    const { expected, actual, allowances, alarms, bills } = await rateSampleCase(sample);
    if (bills.length === 0 || expected.length > 0) {
      expect(expected.length, 'header and rows of expected.csv').toBeGreaterThan(1);
    }
    expect(actual, titleOf(sample)).toEqual(expected);
    for (const bill of bills) expect(bill.actual, bill.file).toEqual(bill.expected);
    if (allowances !== null) expect(allowances.actual).toEqual(allowances.expected);
    if (alarms !== null) expect(alarms.actual).toEqual(alarms.expected);
  });
});

describe('the loop over samples', () => {
  const workFolder = mkdtempSync(join(tmpdir(), 'octroi-doctored-'));
  afterAll(() => rmSync(workFolder, { recursive: true, force: true }));

  it('notices a wrong amount, a missing row, an extra row and a wrong balance', async () => {
    const original = CASES.find(({ name }) => name === 'optimale-pro/B7-hour-crossed');
    if (original === undefined) throw new Error('the case to doctor is gone');
    const folder = join(workFolder, 'doctored');
    cpSync(join(original.folder, '..', 'reference'), join(workFolder, 'reference'), {
      recursive: true,
    });
    cpSync(original.folder, folder, { recursive: true });
    edit(join(folder, 'expected.csv'), (text) =>
      text.replace('0.201000', '0.201001').replace(/^ip-line,/m, 'nobody,'),
    );
    edit(join(folder, 'expected-allowances.csv'), (text) => text.replace('3600,0,s', '3599,1,s'));

    const { expected, actual, allowances } = await rateSampleCase({ name: 'doctored', folder });
    const unexpected = actual.filter((line) => !expected.includes(line));
    expect(unexpected.map((line) => line.split(' | ')[0])).toEqual(['hour-empty', 'ip-line']);
    const missing = expected.filter((line) => !actual.includes(line));
    expect(missing.map((line) => line.split(' | ')[0])).toEqual(['hour-empty', 'nobody']);
    expect(allowances?.actual).not.toEqual(allowances?.expected);
  });

  function edit(path: string, change: (text: string) => string): void {
    const text = readFileSync(path, 'utf8');
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
  }
});

it('samples/README.md lists every reason and flag, and the cases show the reasons', () => {
  const readme = readFileSync(join(DEMO_FOLDER, '..', 'README.md'), 'utf8');
  const expectations = CASES.map(({ folder }) => join(folder, 'expected.csv'))
    .filter(existsSync)
    .map((path) => readFileSync(path, 'utf8'));
  const reasons = [...expectations.join('\n').matchAll(/,(?:suspense|reject),(\w+)/g)].map(
    (match) => match[1],
  );
  // A case rates and bills, it purges nothing.
  const shown = SUSPENSE_REASONS.slice(1).filter((reason) => reason !== 'purged_month');
  for (const reason of shown) expect(reasons).toContain(reason);
  expect(readme).toContain('`purged_month`');
  for (const reason of new Set(reasons)) expect(readme).toContain(`\`${reason}\``);
  for (const [flag, meaning] of Object.entries(FLAG_MEANINGS)) {
    expect(readme).toContain(`| \`${flag}\` | ${meaning} |`);
  }
});

it('the demo shows every way a row can end', async () => {
  const bench = openBench();
  try {
    const reference = join(DEMO_FOLDER, 'reference');
    const { total, files } = await bench.rate({ inputs: [join(DEMO_FOLDER, 'usage')], reference });
    expect(files).toHaveLength(3);
    for (const file of files) {
      const { rated, rejected, suspended, duplicates } = file;
      expect(Math.min(rated, rejected, suspended, duplicates), file.file).toBeGreaterThan(0);
    }
    expect(total.rated / total.rows).toBeGreaterThan(0.95);
    const spent = await bench.query<{ allowance: string }>(
      'SELECT DISTINCT allowance FROM allowances WHERE used > 0 AND remaining = 0 ORDER BY 1',
    );
    expect(spent.map((row) => row.allowance)).toEqual(['data_bundle', 'mobile_hour', 'site_pool']);
    const conflicts = await bench.query('SELECT event_id FROM duplicates WHERE conflict');
    expect(conflicts).toHaveLength(1);
  } finally {
    bench.close();
  }
});

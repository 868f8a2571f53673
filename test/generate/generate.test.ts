import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type GenerateOptions,
  GenerateOptionsError,
  generate,
} from '../../src/generate/generate.ts';
import {
  digestOf,
  generateMonth,
  temporaryDirectory,
  usageLines,
  usageText,
} from './generated-month.ts';

describe('determinism', () => {
  test('the same options and seed give the same bytes', async () => {
    const options = { records: 3000, seed: 7 };
    const [first, second] = [await generateMonth(options), await generateMonth(options)];
    expect(digestOf(second)).toBe(digestOf(first));
    expect(digestOf(await generateMonth({ ...options, seed: 8 }))).not.toBe(digestOf(first));
  });

  // These change only when the generator is meant to write something else: say so in the changelog.
  test.each<[Partial<GenerateOptions>, string]>([
    [{ workload: 'mixed' }, 'c4b7435b18730ddb'],
    [{ workload: 'all' }, '6253ab10e371fe67'],
    [{ workload: 'm2m', order: 'random', splitNights: 3 }, '7028214b5f710755'],
    [{ workload: 'skewed', quoted: true, extraColumns: 2, month: '2027-03' }, '1ce794477e0cc486'],
    [{ workload: 'webex', format: 'webex-csv' }, '51ee225e99c5fc6e'],
    [{ workload: 'webex', format: 'webex-json', files: 2 }, 'fb476b5a64b3f3c3'],
  ])('%o has the pinned digest', async (options, digest) => {
    expect(digestOf(await generateMonth({ ...options, seed: 20261001 })).slice(0, 16)).toBe(digest);
  });

  test('compressed files hold the same rows', async () => {
    const plain = await generateMonth({ records: 2000 });
    const compressed = await generateMonth({ records: 2000, gzip: true });
    expect(compressed.result.usageFiles[0]).toMatch(/cdr-0001\.csv\.gz$/);
    expect(usageText(compressed.result.usageFiles[0])).toBe(usageText(plain.result.usageFiles[0]));
    expect(compressed.result.bytes).toBe(plain.result.bytes);
  });
});

describe('rows and files', () => {
  test('counts are those of the files', async () => {
    const month = await generateMonth({ records: 20_000, files: 3 });
    const lines = usageLines(month);
    const { result } = month;
    expect(result.usageFiles).toHaveLength(3);
    expect(lines).toHaveLength(20_000);
    expect(lines.length - new Set(lines).size).toBe(result.duplicates);
    expect([result.duplicates, result.unknownLines, result.malformed]).toEqual([20, 4, 2]);
    const bytes = result.usageFiles.reduce((sum, path) => sum + readFileSync(path).length, 0);
    expect(result.bytes).toBe(bytes);
  });

  test('progress ends with all rows', async () => {
    const seen: number[][] = [];
    const options = { records: 30_000, seed: 1, out: temporaryDirectory() };
    await generate({ ...options, workload: 'm2m' }, (...progress) => seen.push(progress));
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual([30_000, 30_000]);
  });

  test('no rows: one file with its header', async () => {
    const { result } = await generateMonth({ records: 0 });
    expect(usageText(result.usageFiles[0])).toMatch(/^event_id,service,[a-z_,]+\n$/);
  });

  test('an earlier run is replaced, other files are kept', async () => {
    const out = temporaryDirectory();
    mkdirSync(join(out, 'usage'));
    const other = join(out, 'usage', 'cdr-of-mine.csv');
    writeFileSync(other, 'kept');
    await generateMonth({ out, files: 3 });
    await generateMonth({ out, gzip: true });
    expect(existsSync(join(out, 'usage', 'cdr-0001.csv'))).toBe(false);
    expect(existsSync(join(out, 'usage', 'cdr-0003.csv'))).toBe(false);
    expect(existsSync(join(out, 'usage', 'cdr-0001.csv.gz'))).toBe(true);
    expect(readFileSync(other, 'utf8')).toBe('kept');
  });
});

describe('options that cannot be met', () => {
  test.each<[Partial<GenerateOptions>, RegExp]>([
    [{ records: -1 }, /^records is -1, expected a whole number from 0 /],
    [{ seed: 0.5 }, /^seed is 0\.5/],
    [{ month: '2026-13' }, /^month is '2026-13', expected YYYY-MM/],
    [{ lines: 19 }, /^lines is 19, expected a whole number from 20/],
    [{ sites: 5, lines: 20 }, /^sites is 5, expected a whole number from 2 to 4$/],
    [{ sites: 300, lines: 2000, customers: 2 }, /ask for 12 customers or more$/],
    [{ files: 2, splitNights: 2 }, /^files and splitNights both/],
    [{ splitNights: 29, month: '2026-02' }, /but 2026-02 has 28 days$/],
    [{ format: 'webex-csv' }, /^format webex-csv needs workload webex$/],
    [{ format: 'webex-json', workload: 'webex', quoted: true }, /^quoted needs a CSV format/],
    [{ format: 'webex-csv', workload: 'webex', extraColumns: 1 }, /^extraColumns needs/],
    [{ workload: 'voice' as 'mixed' }, /expected one of mixed, webex, m2m, skewed, all$/],
  ])('%o', async (options, message) => {
    const refusal = await generateMonth(options).catch((error) => error);
    expect(refusal).toBeInstanceOf(GenerateOptionsError);
    expect(refusal.message).toMatch(message);
  });
});

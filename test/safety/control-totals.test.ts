import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { addToSums } from '../../src/batch/control-sums.ts';
import { ControlTotalsError, checkAppended } from '../../src/store/control-totals.ts';
import { HEADER, writeSmallMonth } from '../commands/small-month.ts';
import { type Bench, openBench } from '../rate-files.ts';
import { rowOfEvent, setUsage } from '../usage-rows.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => {
  bench.close();
});

/** Worked by hand from small-month.ts. Suspended are u1 (60 s, unknown line) and w2 (300 s, its rest beyond the pool). */
const NIGHT_1_SECONDS = 3560 + 100 + 0 + 30 + 61 + 29900 + 300 + 60 + 60 + 60;
const NIGHT_1_OCTETS = 1200 + 900 + 1 + 5000;

describe('control totals of a file', () => {
  it('are sums of seconds, octets and euros, each tied to what became of the rows', async () => {
    const { usage } = writeSmallMonth(bench.folder);
    const summary = await bench.rate({ inputs: [usage] });
    const files = await bench.query<Record<string, unknown>>('SELECT * FROM files ORDER BY file');
    expect(files[0]).toMatchObject({
      rows: 16n,
      rated: 13n,
      rejected: 1n,
      suspended: 2n,
      duplicates: 0n,
      seconds: BigInt(NIGHT_1_SECONDS),
      octets: BigInt(NIGHT_1_OCTETS),
      rated_seconds: BigInt(NIGHT_1_SECONDS - 60 - 300),
      suspended_seconds: 360n,
      rated_octets: BigInt(NIGHT_1_OCTETS),
      duplicate_seconds: 0n,
    });
    expect(files[1]).toMatchObject({
      rows: 2n,
      duplicates: 2n,
      seconds: 3661n,
      duplicate_seconds: 3661n,
      rated_seconds: 0n,
    });
    const [{ amount }] = await bench.query<{ amount: string }>(
      'SELECT CAST(sum(amount) AS VARCHAR) AS amount FROM usage',
    );
    expect(summary.files[0]).toMatchObject({ seconds: NIGHT_1_SECONDS, octets: NIGHT_1_OCTETS });
    expect(summary.total).toMatchObject({ seconds: NIGHT_1_SECONDS + 3661, amount });
    expect(Number(amount)).toBeGreaterThan(0);
  });

  it('follow when a later run rates again what an earlier one stored', async () => {
    const { usage } = writeSmallMonth(bench.folder);
    await bench.rate({ inputs: [usage] });
    // An earlier call takes 3,600 s of the hour: what came after it costs more.
    const late = `${HEADER}\nz1,voice,33140000001,2026-10-01T00:10:00+02:00,3600,0612345670,,,,,,\n`;
    await bench.rate({ inputs: [bench.write('late', { 'late.csv': late })] });
    const [runs, files, [usageNow]] = [
      await bench.query<Record<string, bigint>>('SELECT * FROM rating_runs ORDER BY run'),
      await bench.query<Record<string, unknown>>('SELECT * FROM files ORDER BY run, file'),
      await bench.query<{ n: bigint; euros: unknown }>(
        'SELECT count(*) AS n, sum(amount) AS euros FROM usage',
      ),
    ];
    expect(files.map((file) => file.rated)).toEqual([13n, 0n, 1n]);
    expect(files.map((file) => file.rated_seconds)).toEqual([
      BigInt(NIGHT_1_SECONDS - 360),
      0n,
      3600n,
    ]);
    expect(runs[1].rows_kept + runs[1].rows_rated).toBe(usageNow.n);
    const [sums] = await bench.query<Record<string, unknown>>(
      `SELECT (SELECT sum(amount) FROM files) = (SELECT sum(amount) FROM usage) AS of_files,
         (SELECT amount_kept + amount_rated FROM rating_runs WHERE run = 2)
           = (SELECT sum(amount) FROM usage) AS of_runs`,
    );
    expect(sums).toEqual({ of_files: true, of_runs: true });
  });

  it('stop a run whose records do not come out as they went in', async () => {
    const { usage } = writeSmallMonth(bench.folder);
    await bench.rate({ inputs: [usage] });
    // As if a stored record had been lost: the next run finds it.
    await bench.change(`DELETE FROM usage_rows WHERE ${rowOfEvent("'m1'")}`);
    const late = `${HEADER}\nz1,voice,33140000001,2026-10-09T00:10:00+02:00,36,0612345670,,,,,,\n`;
    const input = bench.write('late', { 'late.csv': late });
    const failure = await bench.rate({ inputs: [input] }).catch((error) => error);
    expect(failure).toBeInstanceOf(ControlTotalsError);
    expect(failure.message).toMatch(
      /usage: the last run stored 13 rows of .* but 12 of .* octroi audit says what does not tie/,
    );
    const [{ n }] = await bench.query<{ n: bigint }>('SELECT count(*) AS n FROM rating_runs');
    expect(n).toBe(1n);
  });
});

it('a stored amount that was changed stops the next run', async () => {
  const { usage } = writeSmallMonth(bench.folder);
  await bench.rate({ inputs: [usage] });
  await bench.change(setUsage('amount', 'CAST(record.amount + 0.000001 AS DECIMAL(18,6))', "'m1'"));
  const late = `${HEADER}\nz1,voice,33140000001,2026-10-09T00:10:00+02:00,36,0612345670,,,,,,\n`;
  const input = bench.write('late', { 'late.csv': late });
  await expect(bench.rate({ inputs: [input] })).rejects.toThrow(ControlTotalsError);
});

describe('what raters gave', () => {
  const rated = { rows: 3n, amountMicroEuros: 1_500_000n };

  it('must be what was appended', () => {
    expect(() => checkAppended(rated, { ...rated })).not.toThrow();
    expect(() => checkAppended(rated, { ...rated, rows: 2n })).toThrow(
      'usage: 3 rows of 1.500000 € were rated, but 2 of 1.500000 € stored',
    );
    expect(() => checkAppended(rated, { ...rated, amountMicroEuros: 1_500_001n })).toThrow(
      ControlTotalsError,
    );
  });
});

describe('sums of a block', () => {
  it('are exact beyond 2^53', () => {
    const rows = new CdrRows(16);
    rows.rowCount = 16;
    rows.octetsUp.fill(2 ** 50);
    rows.octetsDown.fill(1);
    rows.durationSeconds.fill(7);
    const sums = { seconds: 1n, octets: 1n };
    addToSums(sums, rows);
    expect(sums).toEqual({ seconds: 113n, octets: 16n * 2n ** 50n + 17n });
  });
});

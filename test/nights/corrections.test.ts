import { describe, expect, it } from 'vitest';
import { type RateOptions, rateAgain } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { benchOpener } from '../open-benches.ts';
import type { Bench } from '../rate-files.ts';
import { usageDigests } from '../usage-digests.ts';
import { rateNight } from './rate-night.ts';
import { calls, OPTIMALE_LINE, REFERENCE, WEBEX_LINE } from './reference.ts';

/** Reference data that changes under stored usage. */

const OCTOBER = (2026 - 1970) * 12 + 9;
const SECOND_LICENCE = `${REFERENCE['lines.csv']}33144110002,W1,2026-10-12,\n`;

const newBench = benchOpener();

function again(bench: Bench, correction?: RateOptions['correction']) {
  const { db, folder } = bench;
  const options = { db, reference: `${folder}/reference`, workers: 1, correction };
  return rateAgain(options, silentProgress);
}

/** The pool of 30,000 s is spent in the first call; the second pays 600 s. */
const POOL = calls(
  ['a', WEBEX_LINE, '2026-10-01T08:00:00Z', 29_900, '0155110001'],
  ['b', WEBEX_LINE, '2026-10-02T08:00:00Z', 700, '0155110001'],
  ['c', OPTIMALE_LINE, '2026-10-02T08:00:00Z', 700, '0655110001'],
);
const LATER = calls(['d', WEBEX_LINE, '2026-10-20T08:00:00Z', 60, '0155110001']);

function amounts(bench: Bench) {
  return bench.query(
    `SELECT event_id, CAST(included AS INTEGER) AS included, CAST(amount AS VARCHAR) AS amount
     FROM usage ORDER BY event_id`,
  );
}

describe('a licence added on the 12th, when the pool was spent', () => {
  it('changes the whole month by rerate, and the trace says so', async () => {
    const bench = newBench(REFERENCE);
    await rateNight(bench, POOL);
    bench.write('reference', { 'lines.csv': SECOND_LICENCE });
    const summary = await again(bench, { month: OCTOBER, customer: 'C1' });
    expect(summary.stored).toEqual({ rerated: 3, retried: 0, changed: 1 });
    expect(await amounts(bench)).toEqual([
      { event_id: 'a', included: 29_900, amount: '0.000000' },
      { event_id: 'b', included: 700, amount: '0.000000' },
      { event_id: 'c', included: 700, amount: '0.000000' },
    ]);
    expect(
      await bench.query(
        `SELECT command, event_id, customer_id, CAST(old_amount AS VARCHAR) AS old_amount,
           CAST(new_amount AS VARCHAR) AS new_amount FROM rerated`,
      ),
    ).toEqual([
      {
        command: 'rerate',
        event_id: 'b',
        customer_id: 'C1',
        old_amount: '0.600000',
        new_amount: '0.000000',
      },
    ]);
    const whole = newBench({ ...REFERENCE, 'lines.csv': SECOND_LICENCE });
    await rateNight(whole, POOL);
    expect(await usageDigests(bench)).toEqual(await usageDigests(whole));
    // Nothing is left to change.
    expect((await again(bench, { month: OCTOBER })).stored).toEqual({
      rerated: 3,
      retried: 0,
      changed: 0,
    });
  });

  it('is noticed by a night with new records of the site, and by no other', async () => {
    const bench = newBench(REFERENCE);
    await rateNight(bench, POOL);
    bench.write('reference', { 'lines.csv': SECOND_LICENCE });
    const other = await rateNight(
      bench,
      calls(['e', OPTIMALE_LINE, '2026-10-20T08:00:00Z', 60, '0655110001']),
    );
    expect(other.stored).toEqual({ rerated: 0, retried: 0, changed: 0 });
    const site = await rateNight(bench, LATER);
    expect(site.stored).toEqual({ rerated: 2, retried: 0, changed: 1 });
  });

  it('costs nothing while the pool is not spent', async () => {
    const bench = newBench(REFERENCE);
    await rateNight(bench, calls(['a', WEBEX_LINE, '2026-10-01T08:00:00Z', 29_900, '0155110001']));
    bench.write('reference', { 'lines.csv': SECOND_LICENCE });
    const site = await rateNight(
      bench,
      calls(['b', WEBEX_LINE, '2026-10-20T08:00:00Z', 700, '0155110001']),
    );
    expect(site.stored).toEqual({ rerated: 0, retried: 0, changed: 0 });
    expect(await amounts(bench)).toMatchObject([{ included: 29_900 }, { included: 700 }]);
  });
});

describe('a line that was another contract’s all along', () => {
  const contracts = `${REFERENCE['contracts.csv']}O2,C2,,optimale-pro-initial,12,2026-01-01,\n`;
  const moved = REFERENCE['lines.csv'].replace(`${OPTIMALE_LINE},O1`, `${OPTIMALE_LINE},O2`);

  it('is priced there by rerate, whichever customer is named', async () => {
    for (const customer of ['C1', 'C2', undefined]) {
      const bench = newBench({ ...REFERENCE, 'contracts.csv': contracts });
      await rateNight(bench, POOL);
      bench.write('reference', { 'lines.csv': moved });
      const summary = await again(bench, { month: OCTOBER, customer });
      expect(summary.stored.changed).toBe(1);
      const whole = newBench({ ...REFERENCE, 'contracts.csv': contracts, 'lines.csv': moved });
      await rateNight(whole, POOL);
      expect(await usageDigests(bench)).toEqual(await usageDigests(whole));
      expect(await bench.query('SELECT old_contract_id, new_contract_id FROM rerated')).toEqual([
        { old_contract_id: 'O1', new_contract_id: 'O2' },
      ]);
    }
  });
});

describe('suspense', () => {
  it('is tried again by recycle where the cause is gone', async () => {
    const bench = newBench({ ...REFERENCE, 'prices.csv': REFERENCE['prices.csv'].split('\n')[0] });
    await rateNight(bench, POOL);
    await rateNight(
      bench,
      calls(
        ['x', '33144119999', '2026-10-03T08:00:00Z', 60, '0155110001'],
        ['y', '33144118888', '2026-10-03T08:00:00Z', 60, '0155110001'],
      ),
    );
    expect((await again(bench)).stored).toEqual({ rerated: 0, retried: 0, changed: 0 });
    const lines = `${REFERENCE['lines.csv']}33144119999,W1,2026-10-01,\n`;
    bench.write('reference', { 'lines.csv': lines, 'prices.csv': REFERENCE['prices.csv'] });
    const summary = await again(bench);
    // b lacked a price; x a line: its licence makes the pool whole for both.
    expect(summary.stored).toEqual({ rerated: 1, retried: 2, changed: 2 });
    const whole = newBench({ ...REFERENCE, 'lines.csv': lines });
    await rateNight(whole, POOL);
    await rateNight(
      whole,
      calls(
        ['x', '33144119999', '2026-10-03T08:00:00Z', 60, '0155110001'],
        ['y', '33144118888', '2026-10-03T08:00:00Z', 60, '0155110001'],
      ),
    );
    expect(await usageDigests(bench)).toEqual(await usageDigests(whole));
    expect(await bench.query('SELECT event_id, old_rule FROM rerated ORDER BY 1')).toEqual([
      { event_id: 'b', old_rule: null },
      { event_id: 'x', old_rule: null },
    ]);
  });
});

it('an unknown customer, a month that is not stored and a missing database are told', async () => {
  const bench = newBench(REFERENCE);
  await expect(again(bench)).rejects.toThrow('no such database');
  await rateNight(bench, POOL);
  await expect(again(bench, { month: OCTOBER, customer: 'C9' })).rejects.toThrow('no customer C9');
  await expect(again(bench, { month: OCTOBER - 1 })).rejects.toThrow(
    'no usage of 2026-09; months found: 2026-10',
  );
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../rate-files.ts';

const HEADER = 'event_id,service,line,started_at,duration_s,called\n';
const REFERENCE = {
  'customers.csv':
    'customer_id,name,territory,siren,vat_number,address,postal_code,city,country\nC1,Aubry,metropole,,,,,,FR\n',
  'sites.csv': 'site_id,customer_id,name,site_code\nS1,C1,Lille,01\n',
  'contracts.csv':
    'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on\n' +
    'K1,C1,S1,wte-calling,0,2026-01-01,\n',
  'lines.csv': 'line,contract_id,starts_on,ends_on\n33144110001,K1,2026-01-01,\n',
};
const PRICES =
  'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on\n' +
  ',wte-calling/voice,,0.06,0.1,minute,2026-01-01,\n';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

/** One licence: a pool of 30,000 s. */
const FIRST = `${HEADER}a,voice,33144110001,2026-10-01T08:00:00Z,29990,0155110001\nb,voice,33144110001,2026-10-02T08:00:00Z,70,0155110002\nc,voice,33144119999,2026-10-03T08:00:00Z,60,0155110002\n`;
const SECOND = `${HEADER}d,voice,33144110001,2026-10-04T08:00:00Z,60,0155110003\n`;

it('what waits in suspense is tried again at every run, and counted with its own file', async () => {
  bench.write('reference', REFERENCE);
  await bench.rate({ inputs: [bench.write('one', { 'one.csv': FIRST })] });
  expect(await bench.query('SELECT event_id, reason FROM suspense ORDER BY 1')).toEqual([
    { event_id: 'b', reason: 'no_price' },
    { event_id: 'c', reason: 'unknown_line' },
  ]);
  expect(await bench.query('SELECT CAST(used AS INTEGER) AS used FROM allowances')).toEqual([
    { used: 30_000 },
  ]);

  bench.write('reference', {
    'prices.csv': PRICES,
    'lines.csv': `${REFERENCE['lines.csv']}33144119999,K1,2026-11-01,\n`,
  });
  await bench.rate({ inputs: [bench.write('two', { 'two.csv': SECOND })] });
  const usage = await bench.query(
    `SELECT event_id, CAST(included AS INTEGER) AS included, CAST(amount AS VARCHAR) AS amount,
       parse_filename(file) AS file FROM usage ORDER BY 1`,
  );
  expect(usage).toEqual([
    { event_id: 'a', included: 29_990, amount: '0.000000', file: 'one.csv' },
    { event_id: 'b', included: 10, amount: '0.160000', file: 'one.csv' },
    { event_id: 'd', included: 0, amount: '0.160000', file: 'two.csv' },
  ]);
  expect(await bench.query('SELECT event_id, reason FROM suspense')).toEqual([
    { event_id: 'c', reason: 'no_contract' },
  ]);
  expect(
    await bench.query(
      'SELECT CAST(rated AS INTEGER) AS rated, CAST(suspended AS INTEGER) AS suspended FROM files ORDER BY file',
    ),
  ).toEqual([
    { rated: 2, suspended: 1 },
    { rated: 1, suspended: 0 },
  ]);
});

it('lines that the same files were tried for are tried again by another version of octroi', async () => {
  bench.write('reference', { ...REFERENCE, 'prices.csv': PRICES });
  await bench.rate({ inputs: [bench.write('one', { 'one.csv': FIRST })] });
  // As if the version of the last run had not understood the line: it is there now, but in a file taken for the same.
  bench.write('reference', {
    'lines.csv': `${REFERENCE['lines.csv']}33144119999,K1,2026-01-01,\n`,
  });
  const digest = createHash('sha256')
    .update(readFileSync(join(bench.folder, 'reference', 'lines.csv')))
    .digest('hex');
  await bench.change(`UPDATE reference_inputs SET digest = '${digest}' WHERE input = 'lines'`);
  const same = await bench.rate({ inputs: [bench.write('two', { 'two.csv': SECOND })] });
  expect(same.stored.retried).toBe(0);
  await bench.change("UPDATE runs SET octroi_version = '0.0.0'");
  const third = `${HEADER}e,voice,33144110001,2026-10-05T08:00:00Z,60,0155110003\n`;
  const other = await bench.rate({ inputs: [bench.write('three', { 'three.csv': third })] });
  expect(other.stored.retried).toBe(1);
  expect(await bench.query("SELECT event_id FROM usage WHERE event_id = 'c'")).toHaveLength(1);
});

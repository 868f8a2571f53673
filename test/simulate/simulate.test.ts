import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { type SimulateOptions, simulate } from '../../src/simulate/simulate.ts';
import { makeSimulationFolder } from '../../src/simulate/simulation-folder.ts';
import { exportReference } from '../../src/store/export-reference.ts';
import { DIFFERENCES } from '../../src/store/month-totals.ts';
import { openStore } from '../../src/store/open-store.ts';
import { changedCatalogue } from '../changed-catalogue.ts';
import { octroi, temporaryFolder } from '../commands/run-octroi.ts';
import { writeSmallMonth } from '../commands/small-month.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const DOCUMENTS = fileURLToPath(new URL('../../src/catalogue/documents/', import.meta.url));

interface Row {
  customer_id: string | null;
  contract_id: string;
  stored_amount: string;
  simulated_amount: string;
  difference: string;
  stored_suspended: number;
  simulated_suspended: number;
  simulated_unpriced: number;
}

/** Contracts with any difference, or any suspense, their amounts as text. */
async function simulated(options: SimulateOptions): Promise<Row[]> {
  let rows: Row[] = [];
  await simulate({ workers: 1, ...options }, silentProgress, async (store) => {
    rows = await store.query<Row>(
      `SELECT * REPLACE (CAST(stored_amount AS VARCHAR) AS stored_amount,
         CAST(simulated_amount AS VARCHAR) AS simulated_amount,
         CAST(difference AS VARCHAR) AS difference,
         CAST(stored_suspended AS INTEGER) AS stored_suspended,
         CAST(simulated_suspended AS INTEGER) AS simulated_suspended,
         CAST(simulated_unpriced AS INTEGER) AS simulated_unpriced)
       FROM (${DIFFERENCES.byContract})
       WHERE difference <> 0 OR stored_suspended + simulated_suspended > 0
         OR stored_events <> simulated_events`,
    );
  });
  return rows;
}

async function smallMonth(): Promise<{ db: string; reference: string; folder: string }> {
  const folder = temporaryFolder();
  const { usage, reference } = writeSmallMonth(folder);
  const db = join(folder, 'month.duckdb');
  await rate({ inputs: [usage], reference, db, workers: 1 }, silentProgress);
  return { db, reference, folder };
}

/** The shipped catalogue with texts of one document replaced. */
function otherCatalogue(folder: string, file: string, changes: Record<string, string>): string {
  return changedCatalogue(
    folder,
    ...Object.entries(changes).map(([from, to]): [string, string, string] => [file, from, to]),
  );
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('a month under the catalogue it was rated with', () => {
  /** Rollover from month to month, session periods over month end, legs inside an organisation. */
  const cases: [sample: string, months: string[]][] = [
    ['optimale-pro/B5-rollover', ['2013-10']],
    ['machine-to-machine/E2-E30-period-over-month-end', ['2013-11']],
    ['webex-calling/G12-feed-legs', ['2026-10']],
  ];
  it.each(cases)('costs the same: %s', async (sample, months) => {
    const folder = temporaryFolder();
    const reference = join(folder, 'reference');
    for (const from of [
      join(SAMPLES, sample, '..', 'reference'),
      join(SAMPLES, sample, 'reference'),
    ]) {
      if (existsSync(from)) cpSync(from, reference, { recursive: true });
    }
    const inputs = readdirSync(join(SAMPLES, sample))
      .filter((name) => name.startsWith('usage'))
      .map((name) => join(SAMPLES, sample, name));
    const db = join(folder, 'month.duckdb');
    await rate({ inputs, reference, db, workers: 1 }, silentProgress);
    for (const month of months) {
      const rows = await simulated({ db, month, catalogue: DOCUMENTS });
      const changed = rows.filter((row) => row.stored_suspended !== row.simulated_suspended);
      expect([...changed, ...rows.filter((row) => row.difference !== '0.000000')], month).toEqual(
        [],
      );
    }
  });
});

describe('prices that the database keeps', () => {
  it('are what prices.csv says: no column adds decimals that the next reading refuses', async () => {
    const { reference, folder } = await smallMonth();
    const prices = [
      'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on',
      ',wte-calling,,9.90,,month,2021-01-01,',
      'C1,wte-calling/voice,mobile-metropole,0.125,0.0505,minute,2021-01-01,2030-12-31',
      ',mise-en-service,,300,0,unit,2021-01-01,',
    ];
    writeFileSync(join(reference, 'prices.csv'), `${prices.join('\n')}\n`);
    const inputs = [join(folder, 'usage')];
    const decimals = join(folder, 'decimals.duckdb');
    await rate({ inputs, reference, db: decimals, workers: 1 }, silentProgress);
    const store = await openStore(decimals, { readOnly: true });
    await exportReference(store, join(folder, 'exported'));
    store.close();
    expect(readFileSync(join(folder, 'exported/prices.csv'), 'utf8').trim().split('\n')).toEqual([
      prices[0],
      ...prices.slice(1).map((line) => line.replace('9.90', '9.9')),
    ]);
    const rows = await simulated({ db: decimals, month: '2026-10', catalogue: DOCUMENTS });
    expect(rows.filter(({ difference }) => difference !== '0.000000')).toEqual([]);
    // 9.90 of the licence, and w3: 0.0505 + 0.125 x 60/60.
    expect(rows.find((row) => row.contract_id === 'WT1')?.simulated_amount).toBe('10.075500');
  });
});

describe('the folder of a simulation', () => {
  it('goes with the next one when its process was killed, and is for its user only', async () => {
    const { db, folder } = await smallMonth();
    const mine = makeSimulationFolder(db);
    expect(statSync(mine).mode & 0o777).toBe(0o700);
    // No process has this number: it is beyond what any kernel gives.
    const left = mine.replace(`-${process.pid}-`, '-99999999-');
    mkdirSync(left);
    writeFileSync(join(left, 'usage.csv'), 'records');
    const other = `${db}.octroi-simulate-`;
    mkdirSync(other);
    await simulated({ db, month: '2026-10', catalogue: DOCUMENTS });
    const found = readdirSync(folder).filter((name) => name.includes('simulate'));
    expect(found.sort()).toEqual([basename(other), basename(mine)].sort());
  });
});

describe('a month under another catalogue', () => {
  it('has the other price, and leaves the database as it was', async () => {
    const { db, folder } = await smallMonth();
    const catalogue = otherCatalogue(folder, '001-optimale-pro.yaml', { '"0.134"': '"0.2"' });
    const before = sha256(db);
    const rows = await simulated({ db, month: '2026-10', catalogue });
    // The plan is 65; a2 pays 60 s: 0.134 + 0.134 x 60/60 = 0.268, then 0.2 + 0.2 x 60/60 = 0.4.
    expect(rows).toMatchObject([
      {
        contract_id: 'OP1',
        stored_amount: '65.268000',
        simulated_amount: '65.400000',
        difference: '0.132000',
      },
      { contract_id: 'WT1', difference: '0.000000', stored_suspended: 1, simulated_suspended: 1 },
      { customer_id: null, contract_id: null, stored_suspended: 1, simulated_suspended: 1 },
    ]);
    expect(sha256(db)).toBe(before);
    expect(readdirSync(folder).filter((name) => name.includes('simulate'))).toEqual([]);
  });

  it('has what the months before leave under that catalogue', async () => {
    const folder = temporaryFolder();
    const db = join(folder, 'month.duckdb');
    const sample = join(SAMPLES, 'optimale-pro/B5-rollover');
    const inputs = [join(sample, 'usage.csv')];
    const reference = join(folder, 'reference');
    cpSync(join(SAMPLES, 'optimale-pro/reference'), reference, { recursive: true });
    cpSync(join(sample, 'reference'), reference, { recursive: true });
    await rate({ inputs, reference, db, workers: 1 }, silentProgress);
    const halfHour = { 'granted: 1\n    unit: h': 'granted: 30\n    unit: min' };
    const catalogue = otherCatalogue(folder, '001-optimale-pro.yaml', halfHour);
    // September leaves 1,800 - 600 = 1,200 s; October's 6,500 s pay 6,500 - 1,800 - 1,200 = 3,500 s:
    // 0.134 + 0.134 x 3500/60 = 7.950667, and the plan is 65.
    expect(await simulated({ db, month: '2013-10', catalogue })).toMatchObject([
      { contract_id: 'EQUILIBRE', stored_amount: '65.000000', simulated_amount: '72.950667' },
    ]);
  });

  it('counts what has no price there as suspended, not as 0', async () => {
    const { db, reference, folder } = await smallMonth();
    const bare = join(folder, 'bare');
    mkdirSync(bare);
    cpSync(reference, bare, { recursive: true });
    writeFileSync(
      join(bare, 'prices.csv'),
      'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on\n',
    );
    const rows = await simulated({ db, month: '2026-10', catalogue: DOCUMENTS, reference: bare });
    expect(rows.find((row) => row.contract_id === 'WT1')).toMatchObject({
      stored_amount: '0.170000',
      simulated_amount: '0.000000',
      stored_suspended: 1,
      simulated_suspended: 2,
    });
  });
});

describe('octroi simulate', () => {
  it('prints totals and the customers that change, or everything as JSON', async () => {
    const { db, folder } = await smallMonth();
    const catalogue = otherCatalogue(folder, '001-optimale-pro.yaml', { '"65"': '"70"' });
    const args = ['simulate', '--db', db, '--month', '2026-10', '--catalogue', catalogue];
    const text = await octroi(args);
    expect(text.code, text.stderr).toBe(0);
    expect(text.stdout).toContain('difference: 5.000000 €');
    expect(text.stdout).toMatch(/events suspended +2 +2\n/);
    // The small month gives no monthly price of a Webex licence.
    expect(text.stdout).toMatch(/items without a price +1 +1\n/);
    expect(text.stdout).toMatch(/^C1 /m);
    const json = await octroi([...args, '--json']);
    const { month, total, customers, contracts } = JSON.parse(json.stdout);
    expect({ month, difference: total.difference }).toEqual({
      month: '2026-10',
      difference: '5.000000',
    });
    expect(customers).toHaveLength(2);
    expect(contracts).toHaveLength(4);
    expect(contracts[0]).toMatchObject({ contract_id: 'MM1', simulated_events: 5 });
  });

  it('refuses a month that is not stored, and a catalogue without the offers', async () => {
    const { db, folder } = await smallMonth();
    const other = await octroi([
      'simulate',
      '--db',
      db,
      '--month',
      '2026-09',
      '--catalogue',
      DOCUMENTS,
    ]);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('no usage of 2026-09; months found: 2026-10');
    const wrong = await octroi([
      'simulate',
      '--db',
      db,
      '--month',
      '2026-13',
      '--catalogue',
      DOCUMENTS,
    ]);
    expect(wrong.code).toBe(2);
    const changes = { 'wte-calling': 'wte-calls' };
    const catalogue = otherCatalogue(folder, '003-workplace-together-essentials.yaml', changes);
    const lacking = await octroi([
      'simulate',
      '--db',
      db,
      '--month',
      '2026-10',
      '--catalogue',
      catalogue,
    ]);
    expect(lacking.code).toBe(2);
    expect(lacking.stderr).toContain('unknown offer "wte-calling"');
    expect(readdirSync(folder).filter((name) => name.includes('simulate'))).toEqual([]);
  });
});

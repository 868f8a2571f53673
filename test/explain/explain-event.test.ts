import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledCatalogue, compileCatalogue } from '../../src/compile-tables.ts';
import { explainEvent, UnknownEventError } from '../../src/explain/explain-event.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { explanationText } from '../../src/explain/explanation-text.ts';
import { rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../commands/run-octroi.ts';
import { writeSmallMonth } from '../commands/small-month.ts';

let store: Store;
let compiled: CompiledCatalogue;
const folder = temporaryFolder();

beforeAll(async () => {
  const { usage, reference } = writeSmallMonth(folder);
  const db = join(folder, 'month.duckdb');
  for (const night of ['night-1.csv', 'night-2.csv']) {
    const inputs = [join(usage, night)];
    await rate({ inputs, reference, db, workers: 1 }, silentProgress);
  }
  compiled = compileCatalogue();
  store = await openStore(db, { readOnly: true });
});

afterAll(() => store?.close());

function explain(eventId: string): Promise<Explanation> {
  return explainEvent(store, compiled, eventId);
}

describe('a call that crosses the end of an allowance', () => {
  it('shows the allowance before and after, and the arithmetic of the rest', async () => {
    const { status, allowance, correspondents, price, destination, flags } = await explain('a2');
    expect(status).toBe('rated');
    expect(allowance).toMatchObject({ name: 'mobile_hour', scope: 'contract', scopeId: 'OP1' });
    expect(allowance).toMatchObject({ drawn: 40, unit: 's', isUnlimited: false });
    expect(allowance?.balance).toEqual({
      granted: 3600,
      rolledIn: 0,
      before: 40,
      after: 0,
      drawnBySuspended: 0,
    });
    expect(correspondents).toEqual({ limit: 500, rank: 2 });
    expect(price).toMatchObject({ included: 40, charged: 60, amount: '0.268000' });
    expect(price?.arithmetic).toEqual(['0.134000 connection fee + 0.134000 × 60/60 = 0.268000']);
    expect(price?.source).toMatchObject({ document: '001' });
    expect(price?.source?.readings).toContain('B5');
    expect(destination).toMatchObject({ zone: 'mobile-metropole', matched: { type: 'mobile' } });
    expect(flags.map(({ flag }) => flag)).toEqual(['split']);
  });

  it('shows record, times and contract', async () => {
    const { record, contract } = await explain('a2');
    expect(record).toMatchObject({
      called: '33612345679',
      startedAtUtc: '2026-10-01T08:00:00Z',
      startedAtParis: '2026-10-01T10:00:00+02:00',
      month: '2026-10',
      row: 3,
    });
    expect(contract).toEqual({
      contractId: 'OP1',
      customerId: 'C1',
      siteId: null,
      offer: 'optimale-pro-equilibre',
      versionFrom: '2013-08-22',
    });
  });

  it('gives the offset, which tells the two 02:30 of the clock change apart', async () => {
    const { record } = await explain('m1');
    expect(record?.startedAtParis).toBe('2026-10-25T02:30:00+02:00');
  });
});

describe('repeated records', () => {
  it('are told apart: the same again, or other content', async () => {
    const [same] = (await explain('a1')).repeats;
    expect(same).toMatchObject({ row: 2, first_row: 2, conflict: false });
    expect(same.file).toMatch(/night-2\.csv$/);
    expect((await explain('a2')).repeats).toMatchObject([{ row: 3, conflict: true }]);
    expect(explanationText(await explain('a2'))).toContain('other content under the same id');
  });
});

describe('calls without a price of their own', () => {
  it('explains zero seconds, free numbers and unlimited allowances', async () => {
    const zero = await explain('a3');
    expect(zero.price).toMatchObject({ rule: 'zero-seconds', amount: '0.000000' });
    expect(zero.price?.arithmetic[0]).toContain('costs nothing');
    expect(zero.allowance).toBeUndefined();
    const emergency = await explain('a4');
    expect(emergency.destination?.because).toBe('short number 15: FR, free');
    expect(emergency.price?.arithmetic[0]).toContain('free of charge');
    const unlimited = await explain('a5');
    expect(unlimited.allowance).toMatchObject({ isUnlimited: true, drawn: 61 });
    // a1 and a2 went to two numbers; the emergency call is no correspondent.
    expect(unlimited.correspondents).toEqual({ limit: 500, rank: 3 });
  });

  it('explains an internal number by its site code', async () => {
    const { destination, record } = await explain('w4');
    expect(destination).toEqual({
      zone: 'internal',
      because: 'an internal number, of the site with code 12',
    });
    expect(record?.called).toBe('512345');
  });
});

describe('a site pool', () => {
  it('is whole before its first call', async () => {
    const { allowance } = await explain('w1');
    expect(allowance).toMatchObject({ name: 'site_pool', scope: 'site', scopeId: 'S1' });
    expect(allowance?.balance).toMatchObject({ granted: 30_000, before: 30_000, after: 100 });
  });

  it('knows what a suspended call drew that began inside', async () => {
    expect((await explain('w2')).suspense?.reason).toBe('no_price');
    const { allowance, price } = await explain('w3');
    expect(allowance?.balance).toMatchObject({ before: 0, after: 0, drawnBySuspended: 100 });
    expect(price).toMatchObject({ included: 0, charged: 60, amount: '0.170000' });
    expect(price?.arithmetic[0]).toContain('prices.csv');
    expect(price?.arithmetic[1]).toContain('implies 0.170000 per minute');
  });
});

describe('data', () => {
  it('shows the octets of the period before the record', async () => {
    expect((await explain('d1')).session).toMatchObject({ octetsBefore: 0, koAfter: 2 });
    const { session, record, allowance } = await explain('d2');
    expect(session).toEqual({
      sessionId: 's1',
      sessionStartedAtUtc: '2026-10-01T08:00:00Z',
      periodFromUtc: '2026-10-01T08:00:00Z',
      periodToUtc: '2026-10-01T20:00:00Z',
      octetsBefore: 1200,
      koBefore: 2,
      koAfter: 3,
    });
    expect(record).toMatchObject({ quantity: 1, unit: 'ko', octets: 900 });
    expect(allowance?.balance).toMatchObject({ granted: 2000, before: 1998, after: 1997 });
  });

  it('begins a new period after twelve hours', async () => {
    const { session } = await explain('d3');
    expect(session).toMatchObject({ periodFromUtc: '2026-10-01T20:00:00Z', octetsBefore: 0 });
  });

  it('needs no session, and abroad no bundle', async () => {
    const { session, allowance, destination, price } = await explain('d4');
    expect(session).toBeUndefined();
    expect(allowance).toBeUndefined();
    expect(destination).toEqual({ zone: 'europe', because: 'used in DE' });
    expect(price?.arithmetic).toEqual(['7.000000 × 5/1000 = 0.035000']);
  });
});

describe('what the month prices', () => {
  it('lists the tiers', async () => {
    const { price } = await explain('m1');
    expect(price?.amount).toBeNull();
    expect(price?.arithmetic.join(' ')).toContain('from 10,000: 0.060000');
    expect(explanationText(await explain('m1'))).toContain('when the month is billed');
  });
});

describe('what was not rated', () => {
  it('says what to do about a suspended event', async () => {
    const { status, contract, suspense } = await explain('u1');
    expect(status).toBe('suspended');
    expect(contract).toBeUndefined();
    expect(suspense?.reason).toBe('unknown_line');
    expect(suspense?.remedy).toContain('Give line 33199999999 in lines.csv');
    const text = explanationText(await explain('w2'));
    expect(text).toContain('item wte-calling/voice and zone fixed-metropole');
  });

  it('finds the id in unreadable rows', async () => {
    const { status, rejects } = await explain('bad1');
    expect(status).toBe('unreadable');
    expect(rejects).toMatchObject([{ row: 17, reason: 'bad_time' }]);
  });

  it('refuses an id nobody has, parts of ids included', async () => {
    await expect(explain('nobody')).rejects.toThrow(UnknownEventError);
    await expect(explain('bad')).rejects.toThrow(UnknownEventError);
    await expect(explain('A2')).rejects.toThrow(UnknownEventError);
  });
});

describe('another catalogue than the one used for rating', () => {
  it('is noted', async () => {
    const other = { ...compiled, catalogue: { ...compiled.catalogue, digest: 'another' } };
    const { notes } = await explainEvent(store, other, 'a2');
    expect(notes).toHaveLength(1);
    expect((await explain('a2')).notes).toEqual([]);
  });
});

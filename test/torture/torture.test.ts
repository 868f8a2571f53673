import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { writeSmallMonth } from '../commands/small-month.ts';
import { rowOfEvent } from '../usage-rows.ts';
import { runOctroi } from './killed-process.ts';
import { DB_NAME, digestsIn, faultOf, torture } from './torture.ts';

const root = mkdtempSync(join(tmpdir(), 'octroi-torture-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The short form of `npm run torture`. Where a kill hits depends on the clock; what must hold does not. */
const SEED = Number(process.env.OCTROI_TORTURE_SEED ?? 20261121);

describe('runs killed at random moments', () => {
  it(`leave whole runs only, and complete when run again (seed ${SEED})`, {
    timeout: 300_000,
  }, async () => {
    const folder = join(root, 'month');
    const result = await torture({
      seed: SEED,
      kills: 10,
      killAgain: 0.9,
      folder,
      records: 600,
      nights: 2,
    });
    expect(result.differences).toEqual([]);
    expect(result.kills).toBeGreaterThanOrEqual(10);
  });
});

describe('what compares', () => {
  it('notices a lost row, an added one, a changed one, and a file that is no database', async () => {
    const { usage, reference } = writeSmallMonth(root);
    const db = join(root, DB_NAME);
    const args = ['rate', usage, '--reference', reference, '--db', db];
    expect((await runOctroi(args, root)).code).toBe(0);
    const whole = await digestsIn(root);
    expect(await faultOf(root, [{}, whole])).toBeNull();
    const damages = [
      `DELETE FROM usage_rows WHERE ${rowOfEvent("'a1'")}`,
      "UPDATE reject_rows SET detail = 'other'",
      'INSERT INTO duplicate_events SELECT * FROM duplicate_events LIMIT 1',
    ];
    const views = ['usage', 'rejects', 'duplicates'];
    for (const [k, damage] of damages.entries()) {
      const store = await openStore(db);
      await store.run(damage);
      store.close();
      expect(await faultOf(root, [{}, whole])).toBe(
        `${views
          .slice(0, k + 1)
          .sort()
          .join(', ')} differ`,
      );
    }
    rmSync(db);
    expect(await faultOf(root, [whole])).toMatch(/differ$/);
  });
});

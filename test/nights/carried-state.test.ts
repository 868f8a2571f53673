import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../rate-files.ts';
import { rateNight } from './rate-night.ts';
import { calls, data, OPTIMALE_LINE, REFERENCE, SIM, WEBEX_LINE } from './reference.ts';

/** What one night leaves for the next, worked by hand. */

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('reference', REFERENCE);
});
afterEach(() => bench.close());

const night = (text: string) => rateNight(bench, text);

function usage(where = 'true') {
  return bench.query<Record<string, unknown>>(
    `SELECT event_id, CAST(quantity AS INTEGER) AS quantity, CAST(included AS INTEGER) AS included,
       CAST(amount AS VARCHAR) AS amount FROM usage WHERE ${where} ORDER BY event_id`,
  );
}

/** A call of the Webex line in October: its start as 01T08:00. */
function webex(id: string, start: string, seconds: number): Parameters<typeof calls>[0] {
  return [id, WEBEX_LINE, `2026-10-${start}:00Z`, seconds, '0155110001'];
}

const ALONE = { rerated: 0, retried: 0, changed: 0 };

describe('a night after others', () => {
  it('goes on with a site pool, and a late call rates its site again, no other scope', async () => {
    // One licence: 30,000 s. 0.06 € a minute beyond.
    await night(
      calls(
        ['w1', WEBEX_LINE, '2026-10-01T08:00:00Z', 29_000, '0155110001'],
        ['o1', OPTIMALE_LINE, '2026-10-01T08:00:00Z', 60, '0655110001'],
      ),
    );
    const second = await night(
      calls(['w3', WEBEX_LINE, '2026-10-03T08:00:00Z', 1_600, '0155110002']),
    );
    expect(second.stored).toEqual(ALONE);
    expect(await usage("event_id LIKE 'w%'")).toEqual([
      { event_id: 'w1', quantity: 29_000, included: 29_000, amount: '0.000000' },
      { event_id: 'w3', quantity: 1_600, included: 1_000, amount: '0.600000' },
    ]);
    // Between the two: it takes 400 s that the later call then lacks.
    const third = await night(calls(['w2', WEBEX_LINE, '2026-10-02T08:00:00Z', 400, '0155110003']));
    expect(third.stored).toEqual({ rerated: 1, retried: 0, changed: 1 });
    expect(await usage("event_id IN ('w2', 'w3')")).toEqual([
      { event_id: 'w2', quantity: 400, included: 400, amount: '0.000000' },
      { event_id: 'w3', quantity: 1_600, included: 600, amount: '1.000000' },
    ]);
    expect(
      await bench.query(
        `SELECT run, command, event_id, old_contract_id, new_contract_id, old_rule = new_rule AS same_rule,
           CAST(old_included AS INTEGER) AS old_included, CAST(new_included AS INTEGER) AS new_included,
           CAST(old_amount AS VARCHAR) AS old_amount, CAST(new_amount AS VARCHAR) AS new_amount
         FROM rerated`,
      ),
    ).toEqual([
      {
        run: 3,
        command: 'rate',
        event_id: 'w3',
        old_contract_id: 'W1',
        new_contract_id: 'W1',
        same_rule: true,
        old_included: 1_000,
        new_included: 600,
        old_amount: '0.600000',
        new_amount: '1.000000',
      },
    ]);
  });

  it('passes a changed rollover on to the next month', async () => {
    // September: 1,600 of 3,600 s; October: 3,600 + 2,000 s rolled in, all of it spent.
    await night(calls(['s1', OPTIMALE_LINE, '2026-09-10T08:00:00Z', 1_600, '0655110001']));
    const october = await night(
      calls(['t1', OPTIMALE_LINE, '2026-10-10T08:00:00Z', 5_600, '0655110001']),
    );
    expect(october.stored).toEqual(ALONE);
    // A late call of September takes 500 s of what rolled over: 0.134 + 0.134 × 500 / 60 = 1.250667.
    const late = await night(
      calls(['s2', OPTIMALE_LINE, '2026-09-09T08:00:00Z', 500, '0655110001']),
    );
    expect(late.stored).toEqual({ rerated: 2, retried: 0, changed: 1 });
    expect(await usage()).toEqual([
      { event_id: 's1', quantity: 1_600, included: 1_600, amount: '0.000000' },
      { event_id: 's2', quantity: 500, included: 500, amount: '0.000000' },
      { event_id: 't1', quantity: 5_600, included: 5_100, amount: '1.250667' },
    ]);
    expect(
      await bench.query(
        `SELECT CAST(month AS VARCHAR) AS month, CAST(rolled_in AS INTEGER) AS rolled_in,
           CAST(used AS INTEGER) AS used FROM allowances WHERE allowance = 'mobile_hour' ORDER BY 1`,
      ),
    ).toEqual([
      { month: '2026-09-01', rolled_in: 0, used: 2_100 },
      { month: '2026-10-01', rolled_in: 1_500, used: 5_100 },
    ]);
  });

  it('goes on with a session period over midnight and month end', async () => {
    const began = '2026-10-31T20:00:00Z';
    await night(data(['d1', '2026-10-31T21:00:00Z', 1_200, 'sess', began]));
    // The month ends at 23:00Z. 1,200 octets made 2 ko; 900 more in the same twelve hours make 1.
    const second = await night(data(['d2', '2026-11-01T01:00:00Z', 900, 'sess', began]));
    expect(second.stored).toEqual(ALONE);
    // The period is over at 08:00Z: the next record begins anew.
    const third = await night(data(['d3', '2026-11-01T08:00:00Z', 900, 'sess', began]));
    expect(third.stored).toEqual(ALONE);
    expect(await usage()).toMatchObject([
      { event_id: 'd1', quantity: 2 },
      { event_id: 'd2', quantity: 1 },
      { event_id: 'd3', quantity: 1 },
    ]);
    // 600 octets at the beginning: 1, then 1 for 1,800 in all, then 1 for 2,700; the month before is context.
    const late = await night(data(['d0', '2026-10-31T20:30:00Z', 600, 'sess', began]));
    expect(late.stored).toMatchObject({ rerated: 3, changed: 1 });
    expect(await usage("event_id <> 'd3'")).toMatchObject([
      { event_id: 'd0', quantity: 1 },
      { event_id: 'd1', quantity: 1 },
      { event_id: 'd2', quantity: 1 },
    ]);
  });

  it('knows the correspondents of the nights before', async () => {
    const called = (k: number) => `01551${String(k).padStart(5, '0')}`;
    const at = (k: number) => new Date(Date.UTC(2026, 9, 1, 8) + k * 60_000).toISOString();
    const row = (k: number, id = `n${k}`): [string, string, string, number, string] => [
      id,
      OPTIMALE_LINE,
      at(k),
      10,
      called(k),
    ];
    await night(calls(...Array.from({ length: 300 }, (_, k) => row(k))));
    await night(calls(...Array.from({ length: 200 }, (_, k) => row(300 + k))));
    // Number 501 has no place (nor a price: the documents print none); number 1 has kept its own.
    const third = await night(calls(row(600), ['again', OPTIMALE_LINE, at(700), 10, called(0)]));
    expect(third.stored).toEqual(ALONE);
    expect(third.total).toMatchObject({ rated: 1, suspended: 1 });
    expect(await usage("event_id = 'again'")).toMatchObject([{ included: 10 }]);
    expect(await bench.query('SELECT event_id, reason FROM suspense')).toEqual([
      { event_id: 'n600', reason: 'no_price' },
    ]);
    expect(
      await bench.query(
        "SELECT CAST(used AS INTEGER) AS used FROM allowances WHERE allowance = 'correspondents'",
      ),
    ).toEqual([{ used: 500 }]);
  });

  it('leaves a late record alone that depends on no other', async () => {
    await night(calls(['w1', WEBEX_LINE, '2026-10-02T08:00:00Z', 60, '0155110001']));
    // An emergency call draws on nothing.
    const late = await night(calls(['w0', WEBEX_LINE, '2026-10-01T08:00:00Z', 60, '112']));
    expect(late.stored).toEqual(ALONE);
    expect(await usage()).toMatchObject([{ event_id: 'w0' }, { event_id: 'w1' }]);
  });
});

describe('a late record', () => {
  it('changes no other while the pool has room for all that is new', async () => {
    await night(calls(webex('w1', '02T08:00', 1_000), webex('w2', '03T08:00', 1_000)));
    const late = await night(calls(webex('w0', '01T08:00', 27_999)));
    expect(late.stored).toEqual(ALONE);
    expect(await usage()).toMatchObject([
      { included: 27_999 },
      { included: 1_000 },
      { included: 1_000 },
    ]);
    // The last second of the pool: who gets it goes by order, so everyone after it is asked again.
    const last = await night(calls(webex('w3', '01T09:00', 1)));
    expect(last.stored).toEqual({ rerated: 2, retried: 0, changed: 0 });
  });

  it('leaves a state that another late record can go back to', async () => {
    await night(calls(webex('w1', '02T08:00', 29_000)));
    expect((await night(calls(webex('w0', '01T08:00', 500)))).stored).toEqual(ALONE);
    await night(calls(webex('w3', '04T08:00', 1_600)));
    expect(await usage("event_id = 'w3'")).toMatchObject([{ included: 500, amount: '1.100000' }]);
    const late = await night(calls(webex('w2', '03T08:00', 200)));
    expect(late.stored).toEqual({ rerated: 1, retried: 0, changed: 1 });
    expect(await usage("event_id IN ('w2', 'w3')")).toMatchObject([
      { included: 200 },
      { included: 300, amount: '1.300000' },
    ]);
  });

  it('gets nothing of a pool that was spent before it began, and takes nothing from others', async () => {
    await night(calls(webex('w1', '01T08:00', 29_000), webex('w2', '02T08:00', 2_000)));
    await night(calls(webex('w5', '05T08:00', 60)));
    const after = await night(calls(webex('w3', '02T08:01', 60)));
    expect(after.stored).toEqual(ALONE);
    expect(await usage("event_id = 'w3'")).toMatchObject([{ included: 0, amount: '0.060000' }]);
    // Begun with the call that spent it, it may be the one that comes first.
    const same = await night(calls(webex('w1b', '02T08:00', 60)));
    expect(same.stored).toMatchObject({ rerated: 3, changed: 1 });
    expect(await usage("event_id IN ('w1b', 'w2')")).toMatchObject([
      { included: 60 },
      { included: 940, amount: '1.060000' },
    ]);
  });

  it('counts its number among the correspondents', async () => {
    const call = (id: string, day: string, called: string): Parameters<typeof calls>[0] => [
      id,
      OPTIMALE_LINE,
      `2026-10-${day}T08:00:00Z`,
      10,
      called,
    ];
    await night(calls(call('a', '02', '0155110001'), call('b', '03', '0155110002')));
    const late = await night(calls(call('c', '01', '0155110003'), call('d', '01', '0155110001')));
    expect(late.stored).toEqual(ALONE);
    expect(
      await bench.query(
        "SELECT CAST(used AS INTEGER) AS used FROM allowances WHERE allowance = 'correspondents'",
      ),
    ).toEqual([{ used: 3 }]);
  });
});

describe('a late call to a number with a place among 500', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 9, 1, 8) + minute * 60_000).toISOString();
  const call = (id: string, minute: number, n: number): Parameters<typeof calls>[0] => [
    id,
    OPTIMALE_LINE,
    at(minute),
    10,
    `01551${String(n).padStart(5, '0')}`,
  ];
  const includedOf = async (id: string) =>
    (await bench.query(`SELECT included > 0 AS has_place FROM usage WHERE event_id = '${id}'`)).map(
      ({ has_place }) => has_place,
    );

  it('shows that it had its place before others who are late', async () => {
    const others = Array.from({ length: 498 }, (_, k) => call(`n${k}`, k, k));
    await night(calls(...others, call('x600', 600, 900)));
    expect((await night(calls(call('x100', 100, 900)))).stored).toEqual(ALONE);
    // One place is left: it is the first one's, since number 900 has had its own from minute 100 on.
    const late = await night(calls(call('y', 550, 901), call('z', 560, 902)));
    expect(late.stored).toEqual({ rerated: 1, retried: 0, changed: 0 });
    expect(await includedOf('x600')).toEqual([true]);
    expect(await includedOf('y')).toEqual([true]);
    expect(await bench.query('SELECT event_id FROM suspense')).toEqual([{ event_id: 'z' }]);
  });
});

describe('a call without a price that took the last of a pool', () => {
  it('has the month rated again when one before it is late, since its row does not say what it drew', async () => {
    const prices = REFERENCE['prices.csv'].replace('2026-01-01', '2026-10-03');
    bench.write('reference', { ...REFERENCE, 'prices.csv': prices });
    await night(calls(webex('w1', '01T08:00', 29_000)));
    const second = await night(calls(webex('w2', '02T08:00', 1_600), webex('w3', '03T08:00', 60)));
    expect(second.total).toMatchObject({ rated: 1, suspended: 1 });
    expect(await bench.query('SELECT event_id, flags FROM suspense')).toEqual([
      { event_id: 'w2', flags: 'split' },
    ]);
    const late = await night(calls(webex('w0', '01T09:00', 100)));
    expect(late.stored).toEqual({ rerated: 2, retried: 1, changed: 0 });
    expect(await usage("event_id = 'w0'")).toMatchObject([{ included: 100 }]);
    expect(await bench.query('SELECT CAST(used AS INTEGER) AS used FROM allowances')).toEqual([
      { used: 30_000 },
    ]);
    expect((await night(calls(webex('w4', '02T09:00', 60)))).stored).toEqual(ALONE);
  });
});

describe('a record taken in before', () => {
  it('is a duplicate in a later run, a conflict with other content, and rates nothing again', async () => {
    const long = 'an-id-of-more-than-twelve-bytes';
    await night(
      calls(
        ['a', WEBEX_LINE, '2026-10-01T08:00:00Z', 60, '0155110001'],
        [long, WEBEX_LINE, '2026-10-01T09:00:00Z', 60, '0155110001'],
        ['u', '33999', '2026-10-01T09:00:00Z', 60, '0155110001'],
      ),
    );
    const second = await night(
      calls(
        ['a', WEBEX_LINE, '2026-10-01T08:00:00Z', 60, '+33155110001'],
        [long, WEBEX_LINE, '2026-10-01T09:00:00Z', 61, '0155110001'],
        ['u', '33999', '2026-10-01T09:00:00Z', 60, '0155110001'],
        ['b', WEBEX_LINE, '2026-10-02T09:00:00Z', 60, '0155110001'],
      ),
    );
    expect(second.total).toMatchObject({ rows: 4, rated: 1, duplicates: 3 });
    expect(second.conflicts).toBe(1);
    expect(second.stored).toEqual(ALONE);
    expect(
      await bench.query(
        `SELECT event_id, conflict, CAST(row AS INTEGER) AS row, CAST(first_row AS INTEGER) AS first_row
         FROM duplicates ORDER BY row`,
      ),
    ).toEqual([
      { event_id: 'a', conflict: false, row: 2, first_row: 2 },
      { event_id: long, conflict: true, row: 3, first_row: 3 },
      { event_id: 'u', conflict: false, row: 4, first_row: 4 },
    ]);
  });

  it('gives back what a late part of a session took over, even when nothing draws on the bundle again', async () => {
    const session = '2026-10-10T10:00:00Z';
    const columns =
      'event_id,service,line,started_at,bytes_up,bytes_down,session_id,session_started_at,country\n';
    await night(data(['home', '2026-10-10T10:00:10Z', 700, 's', session]));
    // The ko that the session had begun at home is this part's now, and it was used abroad.
    await night(`${columns}abroad,data,${SIM},2026-10-10T10:00:05Z,1,0,s,${session},GB\n`);
    expect(await bench.query('FROM allowances')).toEqual([]);
    await night(data(['later', '2026-10-20T10:00:00Z', 2_000_000, '', '']));
    expect(await usage()).toEqual([
      { event_id: 'abroad', quantity: 1, included: 0, amount: '0.007000' },
      { event_id: 'home', quantity: 0, included: 0, amount: '0.000000' },
      { event_id: 'later', quantity: 2_000, included: 2_000, amount: '0.000000' },
    ]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { DATA, SERVICES } from '../../src/batch/services.ts';
import { nativeCsv } from '../../src/decode/native-csv.ts';
import {
  type GeneratedMonth,
  generateMonth,
  referenceRows,
  usageLines,
} from './generated-month.ts';

/** October 2026 in Paris, in microseconds. */
const OCTOBER = [Date.UTC(2026, 8, 30, 22) * 1000, Date.UTC(2026, 9, 31, 23) * 1000];

/** All rows of the usage files, as the project's own reader sees them. */
function decode(month: GeneratedMonth) {
  const records: Record<string, string | number>[] = [];
  const rejects: string[] = [];
  for (const path of month.result.usageFiles) {
    const bytes = readFileSync(path);
    const decoder = nativeCsv.open(Uint8Array.from(bytes));
    const rows = new CdrRows(month.result.rows + 1);
    rows.reset(bytes);
    decoder.decode(bytes, bytes.indexOf(10) + 1, bytes.length, true, rows);
    rejects.push(...rows.rejects.map(({ reason }) => reason));
    const text = (start: Int32Array, end: Int32Array, i: number) =>
      bytes.toString('utf8', start[i], end[i]);
    for (let i = 0; i < rows.rowCount; i++) {
      records.push({
        eventId: text(rows.eventIdStart, rows.eventIdEnd, i),
        service: SERVICES[rows.service[i]],
        line: text(rows.lineStart, rows.lineEnd, i),
        called: text(rows.calledStart, rows.calledEnd, i),
        startedAt: rows.startedAtUnixUs[i],
        duration: rows.durationSeconds[i],
        octets: rows.octetsUp[i] + rows.octetsDown[i],
        session: text(rows.sessionIdStart, rows.sessionIdEnd, i),
        sessionStartedAt: rows.sessionStartedAtUnixUs[i],
      });
    }
  }
  return { records, rejects };
}

function shareOf<T>(items: T[], matches: (item: T) => boolean): number {
  return items.filter(matches).length / items.length;
}

describe('well-formed rows', () => {
  test.each(['mixed', 'webex', 'm2m', 'skewed', 'all'] as const)('%s', async (workload) => {
    const month = await generateMonth({ records: 30_000, workload });
    const { records, rejects } = decode(month);
    expect(rejects).toHaveLength(month.result.malformed);
    expect(records).toHaveLength(30_000 - 3);
    const starts = records.map(({ startedAt }) => startedAt as number);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(OCTOBER[0]);
    expect(Math.max(...starts)).toBeLessThan(OCTOBER[1]);
    const ids = new Set(records.map(({ eventId }) => eventId));
    expect(ids.size).toBe(records.length - month.result.duplicates);
    const known = new Set(referenceRows(month, 'lines').map(({ line }) => line));
    const unknown = records.filter(({ line }) => !known.has(line as string));
    expect(unknown).toHaveLength(month.result.unknownLines);
  });

  test('every way to be unreadable is one the reader knows', async () => {
    const month = await generateMonth({ records: 70_000, workload: 'm2m' });
    expect(new Set(decode(month).rejects)).toEqual(
      new Set([
        ...['bad_time', 'unknown_service', 'missing_value', 'bad_count', 'field_count'],
        'invalid_utf8',
      ]),
    );
  });

  test('quotes and unknown columns change nothing but the bytes', async () => {
    const plain = await generateMonth({ records: 5000 });
    const wide = await generateMonth({ records: 5000, quoted: true, extraColumns: 3 });
    expect(decode(wide)).toEqual(decode(plain));
    const [header] = readFileSync(wide.result.usageFiles[0], 'utf8').split('\n', 1);
    expect(header).toMatch(
      /^"event_id","service","line","extra_1","extra_2","extra_3","started_at"/,
    );
    expect(usageLines(wide)[0]).toContain('"cell ""Paris, 12"""');
  });
});

describe('what the month holds', () => {
  test('mixed: shares of services, and ids that mostly fit 12 bytes', async () => {
    const { records } = decode(await generateMonth({ records: 60_000 }));
    const share = (...services: string[]) =>
      shareOf(records, ({ service }) => services.includes(service as string));
    expect(share('voice', 'csd')).toBeCloseTo(0.6, 1.8);
    expect(share('data')).toBeCloseTo(0.3, 1.8);
    expect(share('sms')).toBeCloseTo(0.1, 1.8);
    expect(shareOf(records, ({ eventId }) => (eventId as string).length <= 12)).toBeGreaterThan(
      0.99,
    );
    const calls = records.filter(({ service }) => service === 'voice');
    expect(shareOf(calls, ({ duration }) => duration === 0)).toBeCloseTo(0.05, 1.8);
    for (const form of [
      /^0[1-79]\d{8}$/,
      /^\+33/,
      /^0033/,
      /^00(?!33)/,
      /^5\d{5,6}$/,
      /^089/,
      /^39/,
    ]) {
      expect(calls.some(({ called }) => form.test(called as string))).toBe(true);
    }
  });

  test('all: every service, with failed messages', async () => {
    const month = await generateMonth({ records: 20_000, workload: 'all' });
    const { records } = decode(month);
    expect(new Set(records.map(({ service }) => service))).toEqual(new Set(SERVICES));
    const outcomes = usageLines(month)
      .filter((line) => line.split(',')[1] === 'sms_internet')
      .map((line) => line.split(',').at(-1));
    expect(new Set(outcomes)).toEqual(new Set(['delivered', 'failed']));
  });

  test('sessions have several records and several 12-hour periods', async () => {
    const { records } = decode(await generateMonth({ records: 20_000, workload: 'm2m' }));
    const partsOfSession = new Map<string, number[]>();
    const data = records.filter(({ service }) => service === SERVICES[DATA]);
    for (const { session, line, startedAt, sessionStartedAt } of data) {
      if (session === '') continue;
      const intoSessionUs = (startedAt as number) - (sessionStartedAt as number);
      const key = `${line} ${session} ${sessionStartedAt}`;
      const periods = partsOfSession.get(key) ?? [];
      periods.push(Math.floor(intoSessionUs / 43_200_000_000));
      partsOfSession.set(key, periods);
    }
    const sessions = [...partsOfSession.values()];
    expect(sessions.some((periods) => periods.length > new Set(periods).size)).toBe(true);
    expect(sessions.some((periods) => new Set(periods).size > 2)).toBe(true);
    const keys = [...partsOfSession.keys()].map((key) => key.split(' ').slice(0, 2).join(' '));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('skewed: one customer has half of the traffic', async () => {
    const month = await generateMonth({ records: 20_000, workload: 'skewed' });
    const contracts = referenceRows(month, 'contracts').map(
      ({ contract_id, customer_id }) => [contract_id, customer_id] as const,
    );
    const customerOfContract = new Map(contracts);
    const customerOfLine = new Map(
      referenceRows(month, 'lines').map(({ line, contract_id }) => [
        line,
        customerOfContract.get(contract_id),
      ]),
    );
    const { records } = decode(month);
    const ofFirst = shareOf(
      records,
      ({ line }) => customerOfLine.get(line as string) === 'C000000',
    );
    expect(ofFirst).toBeCloseTo(0.5, 1.7);
  });

  test('limits are crossed: the hour, 500 correspondents, site pools and bundles', async () => {
    const month = await generateMonth({ records: 100_000, lines: 2000 });
    const { records } = decode(month);
    const offerOfContract = new Map(
      referenceRows(month, 'contracts').map(({ contract_id, offer }) => [contract_id, offer]),
    );
    const contractOfLine = new Map(
      referenceRows(month, 'lines').map(({ line, contract_id }) => [line, contract_id]),
    );
    const seconds = new Map<string, number>();
    const octets = new Map<string, number>();
    const correspondents = new Map<string, Set<string>>();
    const siteSeconds = new Map<string, number>();
    const add = (sums: Map<string, number>, key: string, value: number) =>
      sums.set(key, (sums.get(key) ?? 0) + value);
    for (const record of records) {
      const contract = contractOfLine.get(record.line as string) ?? '';
      const offer = offerOfContract.get(contract) ?? '';
      const called = record.called as string;
      if (offer.startsWith('m2m-business-2mo')) add(octets, contract, record.octets as number);
      if (offer.startsWith('wte-') && !/^5\d{5,6}$/.test(called)) {
        add(siteSeconds, contract.split('-')[0], record.duration as number);
      }
      if (!offer.startsWith('optimale-pro-') || !/^0[1-79]/.test(called)) continue;
      correspondents.set(contract, (correspondents.get(contract) ?? new Set()).add(called));
      const isHour = offer.endsWith('equilibre') && /^0[67]/.test(called);
      if (isHour) add(seconds, contract, record.duration as number);
    }
    const licences = new Map<string, number>();
    for (const contract of contractOfLine.values()) {
      if (contract.startsWith('WT')) add(licences, contract.split('-')[0], 1);
    }
    expect([...seconds.values()].some((used) => used > 3600)).toBe(true);
    expect([...seconds.values()].some((used) => used < 3600)).toBe(true);
    expect([...octets.values()].some((used) => used > 2_000_000)).toBe(true);
    expect([...octets.values()].some((used) => used < 2_000_000)).toBe(true);
    expect([...correspondents.values()].some((numbers) => numbers.size > 500)).toBe(true);
    const isBeyond = ([site, used]: [string, number]) => used > 30_000 * (licences.get(site) ?? 0);
    expect([...siteSeconds].some(isBeyond)).toBe(true);
    expect([...siteSeconds].every(isBeyond)).toBe(false);
  });
});

test.each(['mixed', 'webex'] as const)('%s: two months share no event id', async (workload) => {
  const idsOf = async (month: string) =>
    usageLines(await generateMonth({ workload, month })).map((line) => line.split(',')[0]);
  const october = new Set(await idsOf('2026-10'));
  expect((await idsOf('2026-11')).filter((id) => october.has(id))).toEqual([]);
});

describe('order', () => {
  const outOfOrder = async (order: 'time' | 'random') => {
    const { records } = decode(await generateMonth({ records: 3000, order }));
    const starts = records.map(({ startedAt }) => startedAt as number);
    const late = starts.filter((start, place) => place > 0 && start < starts[place - 1]);
    return late.length / starts.length;
  };

  test('time: most rows follow the one before; random: every second one', async () => {
    expect(await outOfOrder('time')).toBeLessThan(0.3);
    expect(await outOfOrder('time')).toBeGreaterThan(0.01);
    expect(await outOfOrder('random')).toBeCloseTo(0.5, 1);
  });

  test('splitNights: no row starts after its file, some come a night late', async () => {
    const month = await generateMonth({ records: 20_000, splitNights: 31 });
    let late = 0;
    for (const [night, path] of month.result.usageFiles.entries()) {
      const nightly = { ...month, result: { ...month.result, usageFiles: [path] } };
      const starts = decode(nightly).records.map(({ startedAt }) => startedAt as number);
      // The hour that the clocks give back on the 25th makes later nights end an hour later.
      const dayEnd = OCTOBER[0] + (night + 1) * 86_400_000_000 + (night >= 24 ? 3_600_000_000 : 0);
      expect(starts.filter((start) => start >= dayEnd)).toEqual([]);
      late += starts.filter((start) => start < dayEnd - 90_000_000_000).length;
    }
    expect(month.result.usageFiles).toHaveLength(31);
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(200);
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOfId } from '../../src/batch/event-id-hash.ts';
import { IdSplitter } from '../../src/batch/id-heads.ts';
import { readUuid } from '../../src/batch/uuid-words.ts';
import { TextIndexBuilder } from '../../src/reference/text-index.ts';
import { HEADER, writeSmallMonth } from '../commands/small-month.ts';
import { csvField } from '../generators/usage-csv.ts';
import { type Bench, openBench } from '../rate-files.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

/** Heads that many ids of a month have, one of them in letters of two bytes, and one too long to be kept. */
const HEADS = ['', 'e', '0', 'MSC01-2026-10-01-', 'Égalité/', 'x'.repeat(65)];
const digits = fc.stringMatching(/^[0-9]{0,20}$/);
const id = fc
  .oneof(
    fc.tuple(fc.constantFrom(...HEADS), digits).map((parts) => parts.join('')),
    fc.uuid(),
    fc.uuid().map((text) => text.toUpperCase()),
    fc.uuid().map((text) => text.replaceAll('-', '_')),
    fc
      .tuple(fc.uuid(), fc.nat({ max: 35 }))
      .map(([text, k]) => `${text.slice(0, k)}-${text.slice(k + 1)}`),
    fc.string({ minLength: 1, maxLength: 80 }).map((text) => text.replaceAll(/[\r\n\0]/g, '_')),
  )
  .filter((text) => text.trim() === text && text !== '' && Buffer.byteLength(text) <= 255);

type Ids = [event: string, session: string];
const ids = fc.uniqueArray(fc.tuple(id, fc.option(id, { nil: '' })), {
  selector: ([event]) => event,
  minLength: 40,
  maxLength: 200,
});

function usage(records: Ids[]): string {
  const rows = records.map(([event, session], k) => {
    const at = new Date(Date.UTC(2026, 9, 2) + k * 1000).toISOString();
    const started = session === '' ? '' : at;
    return `${csvField(event)},data,337000000000001,${at},,,1,0,${csvField(session)},${started},,`;
  });
  return `${HEADER}\n${rows.join('\n')}\n`;
}

interface Stored {
  event_id: string;
  session_id: string;
  id_hash: bigint;
}

const STORED =
  'SELECT event_id, session_id, id_hash FROM usage_events ORDER BY started_at, event_id';

describe('the ids of stored usage', () => {
  it('come out as they went in, whatever they look like, also when more come in later runs', async () => {
    await fc.assert(
      fc.asyncProperty(ids, fc.nat({ max: 1 }), async (records, kept) => {
        const own = openBench();
        try {
          writeSmallMonth(own.folder);
          const cut = kept === 0 ? 0 : records.length >> 1;
          const nights = [records.slice(0, cut), records.slice(cut)];
          for (const [k, night] of nights.entries()) {
            if (night.length === 0) continue;
            const name = `night-${k}`;
            await own.rate({ inputs: [own.write(name, { [`${name}.csv`]: usage(night) })] });
          }
          const stored = await own.query<Stored>(STORED);
          const sorted = (rows: Ids[]) => rows.map((row) => row.join('\n')).sort();
          expect(sorted(stored.map((row) => [row.event_id, row.session_id]))).toEqual(
            sorted(records),
          );
          // By which explain finds an event, and a later run a repeated id.
          for (const row of stored) expect(hashOfId(row.event_id)).toBe(row.id_hash);
        } finally {
          own.close();
        }
      }),
      { seed: 20261201, numRuns: 12 },
    );
  });

  it('are kept as numbers behind heads that many have, and as texts otherwise', async () => {
    writeSmallMonth(bench.folder);
    const records = Array.from(
      { length: 10 },
      (_, k): Ids => [`MSC01-${`${k}`.padStart(9, '0')}`, ''],
    );
    records.push(['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'only-one-7']);
    records.push(['00000000-7dec-11d0-0765-00a0c91e6bf6', '']);
    await bench.rate({ inputs: [bench.write('ids', { 'ids.csv': usage(records) })] });
    expect(await bench.query('SELECT head FROM id_heads ORDER BY head_key')).toEqual([
      { head: '' },
      { head: 'MSC01-' },
    ]);
    const kept = await bench.query<{ n: number; texts: string | null }>(
      `SELECT CAST(count(*) AS INTEGER) AS n, array_to_string(id_texts, ' ') AS texts FROM usage_rows
       GROUP BY id_texts ORDER BY n`,
    );
    expect(kept).toEqual([
      { n: 1, texts: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6 only-one-7' },
      { n: 11, texts: '' },
    ]);
  });
});

it('only a UUID in its canonical form is one, whatever stands behind it', () => {
  const UUID = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6';
  const words = new Int32Array(4);
  const read = (text: string) => readUuid(Buffer.from(`?${text}0123456789`), 1, words);
  expect(read(UUID)).toBe(true);
  expect(Array.from(words, (word) => word >>> 0)).toEqual([
    0xf81d4fae, 0x7dec11d0, 0xa76500a0, 0xc91e6bf6,
  ]);
  expect(read(UUID.toUpperCase())).toBe(false);
  for (let k = 0; k < UUID.length; k++) {
    for (const other of ['-', 'g', '/', ':', '`', 'F']) {
      const text = `${UUID.slice(0, k)}${other}${UUID.slice(k + 1)}`;
      expect([text, read(text)]).toEqual([text, text === UUID]);
    }
  }
});

it('an id is taken apart into a head and a number that keeps its zeros', () => {
  const heads = new TextIndexBuilder();
  for (const head of ['', 'e', '20']) heads.addText(head);
  const splitter = new IdSplitter(heads.freeze());
  const split = (text: string) => {
    const bytes = Buffer.from(`?${text}?`);
    const head = splitter.split(bytes, 1, bytes.length - 1);
    return head === 0 ? null : [head, splitter.number];
  };
  expect(split('')).toEqual([1, 1]);
  expect(split('7')).toEqual([1, 17]);
  expect(split('e007')).toEqual([2, 1007]);
  expect(split('e12345678')).toEqual([2, 112345678]);
  expect(split('e123456789')).toEqual([2, 1123456789]);
  expect(split('e999999999999999')).toEqual([2, 1999999999999999]);
  expect(split('20000000000000001')).toEqual([3, 1000000000000001]);
  expect(split('f1')).toBeNull();
  expect(split('1e')).toBeNull();
});

import { readRuns, recordPlaces, type ShuffleBlock } from '../batch/shuffle-block.ts';
import { eventIdText, RANGE, ROW, STORED_RANGE, WORDS } from '../batch/usage-records.ts';
import type { Repeats } from '../dedupe/find-repeats.ts';
import type { IdList } from '../dedupe/list-ids.ts';
import { ColumnAppender } from './append-columns.ts';
import type { Store } from './store.ts';

/** Ids looked up at a time: what DuckDB holds in memory meanwhile is bounded by it. */
const IDS_AT_A_TIME = 4_000_000;

/** A new record whose id hash is that of a stored one. */
interface Meeting {
  range: number;
  row: number;
  file_key: number;
  first_row: number;
  differs: boolean;
  /** The stored record's content hash went with the digits of its called number (octroi purge). */
  is_purged: boolean;
  event_id: string | null;
}

/** Of a new id `n` and a stored record `s`: what a Meeting holds, but for the id. */
const MEETING = `n.range, n.row, s.file_key, CAST(s.row AS UINTEGER) AS first_row,
  n.content_hash <> s.content_hash AS differs, s.content_hash = 0 AS is_purged`;

/**
 * Finds new records whose event id the store has, in usage or suspense of any earlier run.
 *
 * The night's ids are the small side of a join on a 64-bit hash of the id, so that of stored usage only that one
 * column is read; the others only where hashes meet, which is mostly among the last nights' rows. Where the
 * contents' hashes agree too, 96 bits agree: the record is the same. Where contents differ the ids themselves are
 * compared: a conflict must not rest on a hash.
 */
export class StoredIds {
  private readonly store: Store;
  private appender: ColumnAppender | null = null;
  private listed = 0;
  private readonly meetings: Meeting[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  /** Lists more new ids, and looks up those listed when they are many. */
  async add(list: IdList): Promise<void> {
    if (this.appender === null) {
      await this.store.run(
        `CREATE OR REPLACE TEMP TABLE new_ids (id_hash UBIGINT, content_hash UINTEGER, range UINTEGER,
           row UINTEGER)`,
      );
      this.appender = await ColumnAppender.open(this.store, 'new_ids');
    }
    const int32 = (values: Int32Array) => ({ width: 4, buffer: values.buffer as ArrayBuffer });
    this.appender.append(
      [
        { width: 8, buffer: list.idHash.buffer as ArrayBuffer },
        int32(list.contentHash),
        int32(list.range),
        int32(list.row),
      ],
      list.rowCount,
    );
    this.listed += list.rowCount;
    if (this.listed >= IDS_AT_A_TIME) await this.lookUp();
  }

  /** The repeats among all ids listed. @param blocks the records, for the few ids that must be compared as texts */
  async finish(blocks: readonly ShuffleBlock[]): Promise<Repeats> {
    await this.lookUp();
    const repeated = await this.confirmed(blocks);
    return {
      range: Uint32Array.from(repeated, ({ range }) => range),
      row: Uint32Array.from(repeated, ({ row }) => row),
      firstRange: Uint32Array.from(repeated, ({ file_key }) => STORED_RANGE + file_key),
      firstRow: Uint32Array.from(repeated, ({ first_row }) => first_row),
      // Once a record's number is masked, nobody can tell whether its content was the same.
      conflict: Uint8Array.from(repeated, ({ differs, is_purged }) =>
        differs && !is_purged ? 1 : 0,
      ),
    };
  }

  private async lookUp(): Promise<void> {
    if (this.appender === null) return;
    this.appender.close();
    this.appender = null;
    this.listed = 0;
    const { store } = this;
    // A Bloom filter halves the time. DuckDB makes one only of a side with a filter, and it takes a table that the
    // open transaction wrote for empty: so new_ids gets a filter that all rows pass.
    await store.run(
      `CREATE OR REPLACE TEMP TABLE met_ids AS
       SELECT n.range, n.row, n.content_hash, s.place, s.is_suspended
       FROM (FROM new_ids WHERE row >= 0) n JOIN (
         SELECT record.id_hash, rowid AS place, false AS is_suspended FROM usage_rows
         UNION ALL SELECT id_hash, rowid, true FROM suspended_events) s USING (id_hash)`,
    );
    await this.addMeetings('usage_events', 'place', 'NOT is_suspended', 'NULL');
    await this.addMeetings('suspended_events', 'rowid', 'is_suspended', 's.event_id');
    await store.run('DROP TABLE new_ids; DROP TABLE met_ids');
  }

  /**
   * @param place the table's column of row numbers
   * @param eventId the id's text, where it is read at once
   */
  private async addMeetings(
    table: string,
    place: string,
    isThere: string,
    eventId: string,
  ): Promise<void> {
    const { store, meetings } = this;
    const [{ first, last }] = await store.query<{ first: bigint | null; last: bigint }>(
      `SELECT min(place) AS first, max(place) AS last FROM met_ids WHERE ${isThere}`,
    );
    if (first === null) return;
    const met = await store.query<Meeting>(
      `SELECT ${MEETING}, ${eventId} AS event_id FROM met_ids n JOIN ${table} s ON s.${place} = n.place
       WHERE ${isThere} AND s.${place} BETWEEN ? AND ?`,
      [first, last],
    );
    for (const meeting of met) meetings.push(meeting);
  }

  /** Leaves out the meetings of different ids that hash alike. */
  private async confirmed(blocks: readonly ShuffleBlock[]): Promise<Meeting[]> {
    const doubtful = this.meetings.filter(({ differs }) => differs);
    if (doubtful.length === 0) return this.meetings;
    const newIds = textsOfIds(blocks, doubtful);
    const storedIds = await this.storedTexts(doubtful);
    return this.meetings.filter(
      (met) =>
        !met.differs ||
        newIds.get(placeOf(met.range, met.row)) ===
          storedIds.get(placeOf(met.file_key, met.first_row)),
    );
  }

  private async storedTexts(meetings: Meeting[]): Promise<Map<number, string>> {
    const texts = new Map<number, string>();
    const places = meetings.filter(({ event_id }) => event_id === null);
    for (const met of meetings) {
      if (met.event_id !== null) texts.set(placeOf(met.file_key, met.first_row), met.event_id);
    }
    const rows = await this.store.query<{ file_key: number; row: number; event_id: string }>(
      `SELECT file_key, CAST(row AS INTEGER) AS row, event_id FROM usage_events
       WHERE (file_key, row) IN (SELECT unnest(CAST(CAST(? AS JSON) AS INTEGER[])),
         unnest(CAST(CAST(? AS JSON) AS UINTEGER[])))`,
      [
        JSON.stringify(places.map(({ file_key }) => file_key)),
        JSON.stringify(places.map(({ first_row }) => first_row)),
      ],
    );
    for (const { file_key, row, event_id } of rows) texts.set(placeOf(file_key, row), event_id);
    return texts;
  }
}

function textsOfIds(blocks: readonly ShuffleBlock[], wanted: Meeting[]): Map<number, string> {
  const texts = new Map(wanted.map(({ range, row }) => [placeOf(range, row), '']));
  for (const block of blocks) {
    for (let partition = 0; partition < block.recordCounts.length; partition++) {
      for (const run of readRuns(recordPlaces([block], [partition]))) {
        for (let at = 0; at < run.rowCount * WORDS; at += WORDS) {
          const place = placeOf(run.words[at + RANGE] >>> 0, run.words[at + ROW] >>> 0);
          if (texts.has(place)) texts.set(place, eventIdText(run, at));
        }
      }
    }
  }
  return texts;
}

function placeOf(range: number, row: number): number {
  return range * 2 ** 32 + row;
}

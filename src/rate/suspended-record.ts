import { hashIdAt } from '../batch/event-id-hash.ts';
import { SERVICES } from '../batch/services.ts';
import { SUSPENSE_REASONS } from '../batch/suspense-reasons.ts';
import {
  CALLED,
  CELL,
  CONTENT_HASH,
  CONTRACT,
  COUNTRY,
  DESTINATION,
  eventIdText,
  flagsIn,
  LINE,
  lineText,
  MEASURE,
  outcomeIn,
  RANGE,
  ROW,
  SESSION_STARTED_AT,
  STARTED_AT,
  serviceIn,
  sessionIdText,
  TRAITS,
  type UsageRecords,
} from '../batch/usage-records.ts';
import type { RatingTables, StoreKeys } from '../classify/rating-tables.ts';
import { textAt } from '../reference/text-index.ts';
import { fileKeyOf, fileRowOf, type RangeTables } from './range-tables.ts';

/** A readable record without a price, with all that is needed to show it and to try it again. */
export interface SuspendedRecord {
  eventId: string;
  fileKey: number;
  row: number;
  reason: string;
  detail: string;
  service: number;
  line: string;
  /** Key of the contract in the store, 0 = none found. */
  contractKey: number;
  startedAtUnixUs: number;
  monthStartDay: number;
  called: number;
  country: number;
  /** Price zone, empty when none was found. */
  zone: string;
  /** Seconds, octets or 1, as the service counts. */
  measure: number;
  sessionId: string;
  sessionStartedAtUnixUs: number;
  outcome: number;
  flags: number;
  contentHash: number;
  /** Hash of the event id as a decimal number, too large for a JavaScript one. */
  idHash: string;
}

const idHash = new Int32Array(2);

/** Collects suspended records of one partition. */
export class SuspendedRecords {
  readonly list: SuspendedRecord[] = [];
  private readonly records: UsageRecords;
  private readonly tables: RatingTables;
  private readonly keys: StoreKeys;
  private readonly ranges: RangeTables;

  constructor(records: UsageRecords, tables: RatingTables, keys: StoreKeys, ranges: RangeTables) {
    this.records = records;
    this.keys = keys;
    this.tables = tables;
    this.ranges = ranges;
  }

  /**
   * @param at first word of the record
   * @param monthStartDay first day of the record's Paris month
   */
  add(at: number, reason: number, monthStartDay: number): void {
    const { records, ranges, tables } = this;
    const { words, doubles } = records;
    const double = at >> 1;
    const traits = words[at + TRAITS];
    const range = words[at + RANGE] >>> 0;
    const contract = words[at + CONTRACT];
    this.list.push({
      eventId: eventIdText(records, at),
      fileKey: fileKeyOf(ranges, range),
      row: fileRowOf(ranges, range, words[at + ROW] >>> 0),
      reason: SUSPENSE_REASONS[reason],
      detail: this.detailOf(at, reason),
      service: serviceIn(traits),
      line: this.lineOf(at),
      contractKey: contract < 0 ? 0 : this.keys.contractKey[contract],
      startedAtUnixUs: doubles[double + STARTED_AT],
      monthStartDay,
      called: doubles[double + CALLED],
      country: words[at + COUNTRY],
      zone: tables.tariffs.destinationZone[words[at + DESTINATION]],
      measure: doubles[double + MEASURE],
      sessionId: sessionIdText(records, at),
      sessionStartedAtUnixUs: doubles[double + SESSION_STARTED_AT],
      outcome: outcomeIn(traits),
      flags: flagsIn(traits),
      contentHash: words[at + CONTENT_HASH] >>> 0,
      idHash: this.idHashOf(at),
    });
  }

  private idHashOf(at: number): string {
    hashIdAt(this.records, at, idHash, 0);
    return String((BigInt(idHash[1] >>> 0) << 32n) | BigInt(idHash[0] >>> 0));
  }

  private lineOf(at: number): string {
    const line = this.records.words[at + LINE];
    return line < 0 ? lineText(this.records, at) : textAt(this.tables.reference.lines, line);
  }

  /** What is missing, in words: what an operator would change to have the record rated. */
  private detailOf(at: number, reason: number): string {
    const { words } = this.records;
    const { tariffs, reference } = this.tables;
    const contract = words[at + CONTRACT];
    const service = SERVICES[serviceIn(words[at + TRAITS])];
    const offer = contract < 0 ? '' : tariffs.offerNames[reference.contractOffer[contract]];
    const zone = tariffs.destinationZone[words[at + DESTINATION]];
    switch (SUSPENSE_REASONS[reason]) {
      case 'unknown_line':
        return 'the line is not in lines.csv';
      case 'no_contract':
        return 'the line has no contract valid on the day of the start';
      case 'service_not_in_offer':
        return `${offer} has no ${service}`;
      case 'unknown_country':
        return 'the country of use is no assigned ISO 3166 code';
      case 'purged_month':
        return 'the called numbers of that month have been masked: it can no longer be rated';
      case 'no_zone':
        return this.records.doubles[(at >> 1) + CALLED] === 0
          ? 'what was called is no telephone number: see the row in its file'
          : `the called number is in no zone of ${offer}, or is not complete`;
      default: {
        const id = textAt(reference.contracts, contract);
        const hasOpenPrice = words[at + CELL] >= 0 && tariffs.ruleOf[words[at + CELL]] >= 0;
        const remedy = hasOpenPrice ? 'prices.csv can give one' : 'only a catalogue can give one';
        return `${offer} has no price for ${service} to zone ${zone} (contract ${id}); ${remedy}`;
      }
    }
  }
}

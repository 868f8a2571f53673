import type { RecordBatch } from 'apache-arrow';
import { SERVICES } from '../batch/services.ts';
import { SUSPENSE_REASONS } from '../batch/suspense-reasons.ts';
import { columnsOf, type TextColumn, textOf } from '../batch/usage-columns.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
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
}

const decoder = new TextDecoder();

/** Text i of a column. */
export function readText(column: TextColumn, i: number): string {
  return decoder.decode(column.bytes.slice(column.offsets[i], column.offsets[i + 1]));
}

/** Collects suspended records of one partition. */
export class SuspendedRecords {
  readonly list: SuspendedRecord[] = [];
  private readonly batch: RecordBatch;
  private readonly tables: RatingTables;
  private readonly ranges: RangeTables;

  constructor(batch: RecordBatch, tables: RatingTables, ranges: RangeTables) {
    this.batch = batch;
    this.tables = tables;
    this.ranges = ranges;
  }

  /** @param monthStartDay first day of the record's Paris month */
  add(i: number, reason: number, monthStartDay: number): void {
    const columns = columnsOf(this.batch);
    const lineText = readText(textOf(this.batch, 'lineText'), i);
    this.list.push({
      eventId: readText(textOf(this.batch, 'eventId'), i),
      fileKey: fileKeyOf(this.ranges, columns.range[i]),
      row: fileRowOf(this.ranges, columns.range[i], columns.row[i]),
      reason: SUSPENSE_REASONS[reason],
      detail: this.detailOf(i, reason),
      service: columns.service[i],
      line: lineText === '' ? this.lineOf(columns.lineKey[i]) : lineText,
      contractKey: columns.contract[i] < 0 ? 0 : this.tables.contractKey[columns.contract[i]],
      startedAtUnixUs: columns.startedAtUnixUs[i],
      monthStartDay,
      called: columns.called[i],
      country: columns.country[i],
      zone: this.tables.tariffs.destinationZone[columns.destination[i]],
      measure: columns.measure[i],
      sessionId: readText(textOf(this.batch, 'sessionId'), i),
      sessionStartedAtUnixUs: columns.sessionStartedAtUnixUs[i],
      outcome: columns.outcome[i],
      flags: columns.flags[i],
      contentHash: columns.contentHash[i],
    });
  }

  private lineOf(lineKey: number): string {
    return lineKey > 0 ? String(lineKey) : (this.tables.lineNames[-lineKey] ?? '');
  }

  /** What is missing, in words: what an operator would change to have the record rated. */
  private detailOf(i: number, reason: number): string {
    const columns = columnsOf(this.batch);
    const { tariffs, reference } = this.tables;
    const contract = columns.contract[i];
    const service = SERVICES[columns.service[i]];
    const offer = contract < 0 ? '' : tariffs.offerNames[reference.contractOffer[contract]];
    const zone = tariffs.destinationZone[columns.destination[i]];
    switch (SUSPENSE_REASONS[reason]) {
      case 'unknown_line':
        return 'the line is not in lines.csv';
      case 'no_contract':
        return 'the line has no contract valid on the day of the start';
      case 'service_not_in_offer':
        return `${offer} has no ${service}`;
      case 'unknown_country':
        return 'the country of use is no assigned ISO 3166 code';
      case 'no_zone':
        return `the called number is in no zone of ${offer}`;
      default:
        return (
          `${offer} has no price for ${service} to zone ${zone} ` +
          `(contract ${textAt(reference.contracts, contract)}); prices.csv can give one`
        );
    }
  }
}

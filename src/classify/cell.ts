import { type CdrRows, MARK_INCOMING } from '../batch/cdr-rows.ts';
import { CSD, SERVICE_COUNT, VOICE } from '../batch/services.ts';
import {
  NO_CONTRACT,
  NO_PRICE,
  NO_ZONE,
  SERVICE_NOT_IN_OFFER,
  UNKNOWN_COUNTRY,
  UNKNOWN_LINE,
} from '../batch/suspense-reasons.ts';
import { FLAG_LONG_CALL } from '../batch/usage-flags.ts';
import {
  CELL,
  CELL_INCOMING,
  CELL_NONE,
  CELL_ZERO_SECONDS,
  CONTRACT,
  DAY,
  DESTINATION,
  LINE,
  TRAITS,
  traitsOf,
} from '../batch/usage-records.ts';
import type { CalledNumber } from '../numbering/number-tables.ts';
import { destinationOf } from './destination.ts';
import type { RatingTables } from './rating-tables.ts';

/**
 * Writes the record's destination, cell and traits: the cell that may price it, or why none can. Reasons are
 * looked for in the order of the suspense reasons.
 * @param tariff tariff of the record's contract, -1 = no contract
 * @param words records; the one at word `at` has its line, contract and day
 */
export function setCell(
  tables: RatingTables,
  tariff: number,
  rows: CdrRows,
  i: number,
  called: CalledNumber,
  flags: number,
  words: Int32Array,
  at: number,
): void {
  const { tariffs } = tables;
  const service = rows.service[i];
  const contract = words[at + CONTRACT];
  let destination = 0;
  let cell = CELL_NONE;
  let reason = 0;
  if (contract < 0) {
    reason = words[at + LINE] < 0 ? UNKNOWN_LINE : NO_CONTRACT;
  } else {
    destination = destinationOf(tables, tariff, contract, words[at + DAY], rows, i, called);
    const isCall = service === VOICE || service === CSD;
    if ((rows.marks[i] & MARK_INCOMING) !== 0) {
      cell = CELL_INCOMING;
    } else if (isCall && rows.durationSeconds[i] === 0) {
      cell = CELL_ZERO_SECONDS;
    } else if (tariffs.tariffHasService[tariff * SERVICE_COUNT + service] === 0) {
      reason = SERVICE_NOT_IN_OFFER;
    } else if (
      tariffs.tariffIsSim[tariff] === 1 &&
      tariffs.countryAssigned[rows.country[i]] === 0
    ) {
      reason = UNKNOWN_COUNTRY;
    } else {
      cell = (tariff * SERVICE_COUNT + service) * tariffs.destinationCount + destination;
      if (tariffs.ruleOf[cell] < 0) reason = destination === 0 ? NO_ZONE : NO_PRICE;
      const longCallSeconds = tariffs.tariffLongCallSeconds[tariff];
      if (isCall && longCallSeconds > 0 && rows.durationSeconds[i] > longCallSeconds) {
        flags |= FLAG_LONG_CALL;
      }
    }
  }
  words[at + DESTINATION] = destination;
  words[at + CELL] = cell;
  words[at + TRAITS] = traitsOf(service, rows.outcome[i], reason, flags);
}

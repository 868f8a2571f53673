import type { CdrRows } from '../batch/cdr-rows.ts';
import { FRANCE, MARK_NOT_A_NUMBER, MARK_ON_NET } from '../batch/cdr-rows.ts';
import { CSD, DATA, SMS, VOICE } from '../batch/services.ts';
import type { CalledNumber } from '../numbering/number-tables.ts';
import { contractOfLine } from '../reference/line-rows.ts';
import { findText, hashBytes } from '../reference/text-index.ts';
import type { RatingTables } from './rating-tables.ts';

const COUNTRY_COUNT = 26 * 26 + 1;

/**
 * Destination of record i: what was called, or for data where it was used. 0 = in no zone.
 * What costs nothing (112, 0800; G6) does so wherever a SIM is.
 * @param called result of resolveCalled for the record
 */
export function destinationOf(
  tables: RatingTables,
  tariff: number,
  contract: number,
  day: number,
  rows: CdrRows,
  i: number,
  called: CalledNumber,
): number {
  const { tariffs } = tables;
  const zoneSet = tariffs.tariffZoneSet[tariff];
  const service = rows.service[i];
  const country = rows.country[i];
  if (service === DATA) return tariffs.destinationOfCountry[zoneSet * COUNTRY_COUNT + country];
  if (service !== VOICE && service !== CSD && service !== SMS) return 0;
  if (tariffs.tariffIsSim[tariff] === 1 && country !== 0 && country !== FRANCE) {
    const isFree = destinationOfPlan(tables, zoneSet, called) === tariffs.destinationFree[zoneSet];
    return isFree ? tariffs.destinationFree[zoneSet] : tariffs.destinationAbroad[zoneSet];
  }
  const marks = rows.marks[i];
  if ((marks & MARK_ON_NET) !== 0) return tariffs.destinationInternal[zoneSet];
  if ((marks & MARK_NOT_A_NUMBER) !== 0) return 0;
  if (tariffs.tariffIsWebex[tariff] === 1) {
    const { contractCustomer } = tables.reference;
    const customer = contractCustomer[contract];
    if (called.siteCode >= 0) {
      const isOwnSite = hasSiteCode(tables, customer, called.siteCode);
      return isOwnSite ? tariffs.destinationInternal[zoneSet] : 0;
    }
    const calledContract = contractOfNumber(tables, called.number, day);
    if (
      calledContract >= 0 &&
      contractCustomer[calledContract] === customer &&
      isWebexContract(tables, calledContract)
    ) {
      return tariffs.destinationInternal[zoneSet];
    }
  }
  return destinationOfPlan(tables, zoneSet, called);
}

/** Where the number plan says the number is; 0 = in no zone. */
function destinationOfPlan(tables: RatingTables, zoneSet: number, called: CalledNumber): number {
  if (called.entry < 0) return 0;
  const { tariffs, numbers } = tables;
  return tariffs.destinationOfEntry[zoneSet * numbers.entryCount + called.entry];
}

function hasSiteCode(tables: RatingTables, customer: number, code: number): boolean {
  const word = tables.reference.customerSiteCodes[customer * 4 + (code >> 5)];
  return ((word >>> (code & 31)) & 1) === 1;
}

function isWebexContract(tables: RatingTables, contract: number): boolean {
  const offer = tables.reference.contractOffer[contract];
  return tables.tariffs.tariffIsWebex[tables.tariffs.offerFirstTariff[offer]] === 1;
}

const digits = new Uint8Array(16);

/** Contract of the line with that E.164 number on the day, or -1: both ends may be one organisation's (G12). */
function contractOfNumber(tables: RatingTables, number: number, day: number): number {
  if (number <= 0) return -1;
  let start = digits.length;
  // In two parts of 32 bits: remainders of larger numbers are worked out in floating point, ten times as long.
  const high = (number / 1e8) | 0;
  let low = (number - high * 1e8) | 0;
  if (high > 0) {
    for (let k = 0; k < 8; k++) {
      const tenth = (low / 10) | 0;
      digits[--start] = 48 + low - tenth * 10;
      low = tenth;
    }
    low = high;
  }
  while (low > 0) {
    const tenth = (low / 10) | 0;
    digits[--start] = 48 + low - tenth * 10;
    low = tenth;
  }
  const { lines } = tables.reference;
  const hash = hashBytes(digits, start, digits.length);
  const line = findText(lines, digits, start, digits.length, hash);
  return line < 0 ? -1 : contractOfLine(tables.reference, line, day);
}

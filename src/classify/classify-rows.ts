import {
  type CdrRows,
  MARK_CONTEXT,
  MARK_INCOMING,
  MARK_ON_NET,
  OUTCOME_DELIVERED,
  OUTCOME_NONE,
} from '../batch/cdr-rows.ts';
import { CSD, DATA, SERVICE_COUNT, VOICE } from '../batch/services.ts';
import {
  NO_CONTRACT,
  NO_PRICE,
  NO_ZONE,
  SERVICE_NOT_IN_OFFER,
  UNKNOWN_COUNTRY,
  UNKNOWN_LINE,
} from '../batch/suspense-reasons.ts';
import type { UsageBuilder } from '../batch/usage-builder.ts';
import { CELL_INCOMING, CELL_NONE, CELL_ZERO_SECONDS } from '../batch/usage-columns.ts';
import {
  FLAG_CONTEXT,
  FLAG_INCOMING,
  FLAG_LONG_CALL,
  FLAG_ON_NET,
  FLAG_UNDELIVERED,
  FLAG_ZERO_SECONDS,
} from '../batch/usage-flags.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { resolveCalled } from '../normalise/called-number.ts';
import { monthOfDay, parisDay } from '../normalise/paris-calendar.ts';
import {
  addToHash,
  type EventIdHash,
  hashEventId,
  hashSession,
  hashSessionHigh,
} from '../normalise/record-hash.ts';
import type { CalledNumber } from '../numbering/number-tables.ts';
import { contractAt } from '../reference/contract-at.ts';
import { findText, hashBytes } from '../reference/text-index.ts';
import { destinationOf } from './destination.ts';
import type { RatingTables } from './rating-tables.ts';

const FRANCE = 5 * 26 + 17 + 1;
const called: CalledNumber = { number: 0, entry: -1, siteCode: -1 };
const idHash: EventIdHash = { a: 0, b: 0, c: 0 };

/**
 * Finds for each decoded row whose it is (line, contract, tariff on the Paris day of its start) and what
 * it is priced as (destination, cell), and appends it to `out`.
 *
 * @param touched when the store already has usage: earliest month met of each component, shared
 *
 * Nothing is dropped: a row for which something is missing carries the reason instead.
 */
export function classifyRows(
  rows: CdrRows,
  tables: RatingTables,
  out: UsageBuilder,
  touched: Int32Array | null,
): void {
  const { reference, lineKey } = tables;
  const { columns, texts } = out;
  const { bytes } = rows;
  for (let i = 0; i < rows.rowCount; i++) {
    const to = out.rowCount++;
    const lineStart = rows.lineStart[i];
    const lineEnd = rows.lineEnd[i];
    const startedAtUnixUs = rows.startedAtUnixUs[i];
    const service = rows.service[i];
    const isCall = service === VOICE || service === CSD;

    // Who: the line, its contract on the day, the tariff of the contract's offer.
    const lineHash = hashBytes(bytes, lineStart, lineEnd);
    const line = findText(reference.lines, bytes, lineStart, lineEnd, lineHash);
    const day = parisDay(startedAtUnixUs);
    const contract = line < 0 ? -1 : contractAt(reference, line, day);
    const tariff =
      contract < 0 ? -1 : tariffAt(tables.tariffs, reference.contractOffer[contract], day);

    // What: the called number in the plan.
    called.number = 0;
    called.entry = -1;
    called.siteCode = -1;
    if (rows.calledStart[i] < rows.calledEnd[i]) {
      const onWebexLine = tariff >= 0 && tables.tariffs.tariffIsWebex[tariff] === 1;
      resolveCalled(
        tables.numbers,
        bytes,
        rows.calledStart[i],
        rows.calledEnd[i],
        onWebexLine,
        called,
      );
    }

    columns.startedAtUnixUs[to] = startedAtUnixUs;
    columns.day[to] = day;
    columns.service[to] = service;
    columns.country[to] = rows.country[i];
    columns.outcome[to] = rows.outcome[i];
    columns.called[to] = called.number;
    columns.measure[to] = isCall
      ? rows.durationSeconds[i]
      : service === DATA
        ? rows.octetsUp[i] + rows.octetsDown[i]
        : 1;
    columns.range[to] = rows.range[i];
    columns.row[to] = rows.row[i];
    columns.lineKey[to] = line < 0 ? 0 : lineKey[line];
    columns.contract[to] = contract;
    columns.component[to] =
      contract < 0 ? lineHash & 0x7fff_ffff : reference.contractComponent[contract];
    columns.flags[to] = flagsOf(rows, i, isCall);
    if (contract >= 0 && touched !== null) touch(touched, columns.component[to], monthOfDay(day));
    classifyOne(tables, tariff, line, contract, day, rows, i, isCall, out, to);

    // Session, identity, content.
    columns.sessionStartedAtUnixUs[to] = rows.sessionStartedAtUnixUs[i];
    const sessionStart = rows.sessionIdStart[i];
    const sessionEnd = rows.sessionIdEnd[i];
    const hasSession = sessionStart < sessionEnd;
    columns.sessionKeyLow[to] = hasSession
      ? hashSession(lineHash, bytes, sessionStart, sessionEnd)
      : 0;
    columns.sessionKeyHigh[to] = hasSession
      ? hashSessionHigh(lineHash, bytes, sessionStart, sessionEnd)
      : 0;
    hashEventId(bytes, rows.eventIdStart[i], rows.eventIdEnd[i], idHash);
    out.idHashA[to] = idHash.a;
    out.idHashB[to] = idHash.b;
    out.idHashC[to] = idHash.c;
    columns.contentHash[to] =
      rows.contentHash[i] || contentHash(rows, i, lineHash, columns.sessionKeyLow[to]);

    texts.eventId.add(bytes, rows.eventIdStart[i], rows.eventIdEnd[i]);
    texts.sessionId.add(bytes, sessionStart, sessionEnd);
    if (line < 0) texts.lineText.add(bytes, lineStart, lineEnd);
    else texts.lineText.add(bytes, lineStart, lineStart);
  }
}

/** Sets destination, cell and suspense reason, in the order of the reasons. */
function classifyOne(
  tables: RatingTables,
  tariff: number,
  line: number,
  contract: number,
  day: number,
  rows: CdrRows,
  i: number,
  isCall: boolean,
  out: UsageBuilder,
  to: number,
): void {
  const { tariffs } = tables;
  const { columns } = out;
  columns.destination[to] = 0;
  columns.cell[to] = CELL_NONE;
  columns.suspenseReason[to] = 0;
  if (contract < 0) {
    columns.suspenseReason[to] = line < 0 ? UNKNOWN_LINE : NO_CONTRACT;
    return;
  }
  const service = rows.service[i];
  const destination = destinationOf(tables, tariff, contract, day, rows, i, called);
  columns.destination[to] = destination;
  if ((rows.marks[i] & MARK_INCOMING) !== 0) {
    columns.cell[to] = CELL_INCOMING;
    return;
  }
  if (isCall && rows.durationSeconds[i] === 0) {
    columns.cell[to] = CELL_ZERO_SECONDS;
    return;
  }
  if (tariffs.tariffHasService[tariff * SERVICE_COUNT + service] === 0) {
    columns.suspenseReason[to] = SERVICE_NOT_IN_OFFER;
    return;
  }
  if (tariffs.tariffIsSim[tariff] === 1 && tariffs.countryAssigned[rows.country[i]] === 0) {
    columns.suspenseReason[to] = UNKNOWN_COUNTRY;
    return;
  }
  const cell = (tariff * SERVICE_COUNT + service) * tariffs.destinationCount + destination;
  if (tariffs.ruleOf[cell] < 0) {
    columns.suspenseReason[to] = destination === 0 ? NO_ZONE : NO_PRICE;
    return;
  }
  columns.cell[to] = cell;
  const longCallSeconds = tariffs.tariffLongCallSeconds[tariff];
  if (isCall && longCallSeconds > 0 && rows.durationSeconds[i] > longCallSeconds) {
    columns.flags[to] |= FLAG_LONG_CALL;
  }
}

/** Tariff in force for the offer on a Paris day; the oldest version also serves earlier days. */
function tariffAt(tariffs: TariffTables, offer: number, day: number): number {
  const first = tariffs.offerFirstTariff[offer];
  let tariff = tariffs.offerFirstTariff[offer + 1] - 1;
  while (tariff > first && tariffs.tariffFromDay[tariff] > day) tariff--;
  return tariff;
}

function flagsOf(rows: CdrRows, i: number, isCall: boolean): number {
  let flags = 0;
  const marks = rows.marks[i];
  if ((marks & MARK_INCOMING) !== 0) flags |= FLAG_INCOMING;
  if ((marks & MARK_ON_NET) !== 0) flags |= FLAG_ON_NET;
  if ((marks & MARK_CONTEXT) !== 0) flags |= FLAG_CONTEXT;
  if (isCall && rows.durationSeconds[i] === 0) flags |= FLAG_ZERO_SECONDS;
  const outcome = rows.outcome[i];
  if (outcome !== OUTCOME_NONE && outcome !== OUTCOME_DELIVERED) flags |= FLAG_UNDELIVERED;
  return flags;
}

/** Hash of everything the record says but its id; two spellings of one number or instant hash alike. */
function contentHash(rows: CdrRows, i: number, lineHash: number, sessionKeyLow: number): number {
  const country = rows.country[i] === FRANCE ? 0 : rows.country[i];
  let hash = addToHash(lineHash, rows.startedAtUnixUs[i]);
  hash = addToHash(hash, Math.abs(called.number));
  hash = addToHash(hash, rows.durationSeconds[i]);
  hash = addToHash(hash, rows.octetsUp[i]);
  hash = addToHash(hash, rows.octetsDown[i]);
  hash = addToHash(hash, sessionKeyLow);
  hash = addToHash(hash, rows.sessionStartedAtUnixUs[i]);
  return addToHash(
    hash,
    ((rows.service[i] * 1024 + country) * 8 + rows.marks[i]) * 4 + rows.outcome[i],
  );
}

/** Lowers the component's earliest month; other workers may do the same at once. */
function touch(touched: Int32Array, component: number, month: number): void {
  for (;;) {
    const earliest = Atomics.load(touched, component);
    if (earliest <= month) return;
    if (Atomics.compareExchange(touched, component, earliest, month) === earliest) return;
  }
}

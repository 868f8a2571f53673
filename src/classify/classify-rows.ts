import {
  type CdrRows,
  FRANCE,
  MARK_CONTEXT,
  MARK_INCOMING,
  MARK_ON_NET,
  OUTCOME_DELIVERED,
  OUTCOME_NONE,
} from '../batch/cdr-rows.ts';
import { CSD, DATA, VOICE } from '../batch/services.ts';
import { PURGED_MONTH } from '../batch/suspense-reasons.ts';
import type { UsageBuilder } from '../batch/usage-builder.ts';
import {
  FLAG_CONTEXT,
  FLAG_INCOMING,
  FLAG_ON_NET,
  FLAG_UNDELIVERED,
  FLAG_ZERO_SECONDS,
} from '../batch/usage-flags.ts';
import {
  CALLED,
  COMPONENT,
  CONTENT_HASH,
  CONTRACT,
  COUNTRY,
  DAY,
  LINE,
  MEASURE,
  RANGE,
  ROW,
  SESSION_KEY_HIGH,
  SESSION_KEY_LOW,
  SESSION_STARTED_AT,
  STARTED_AT,
  TRAITS,
  WORDS,
  withReason,
} from '../batch/usage-records.ts';
import { resolveCalled } from '../normalise/called-number.ts';
import { parisDay } from '../normalise/paris-calendar.ts';
import { addToHash, hashSession, hashSessionHigh } from '../normalise/record-hash.ts';
import type { CalledNumber } from '../numbering/number-tables.ts';
import { componentOfLine, contractOfLine, findLines } from '../reference/line-rows.ts';
import { offerAt } from '../reference/offer-at.ts';
import { hashBytes } from '../reference/text-index.ts';
import { setCell } from './cell.ts';
import type { RatingTables } from './rating-tables.ts';
import { tariffAt } from './tariff-at.ts';

const called: CalledNumber = { number: 0, entry: -1, siteCode: -1 };
/** Of each row of the block at hand. */
let lineHashes = new Int32Array(0);
let lines = new Int32Array(0);

/**
 * Finds for each decoded row whose it is (line, contract, tariff on the Paris day of its start) and what
 * it is priced as (destination, cell), and appends it to `out`.
 *
 * Nothing is dropped: a row for which something is missing carries the reason instead.
 */
export function classifyRows(rows: CdrRows, tables: RatingTables, out: UsageBuilder): void {
  lookUpLines(rows, tables);
  const openFromDay = tables.openFromDay?.[0] ?? 0;
  for (let i = 0; i < rows.rowCount; i++) classifyRow(rows, i, tables, openFromDay, out);
}

/** A function and not the body of the loop, so that it is compiled once: src/README.md, "loops over records". */
function classifyRow(
  rows: CdrRows,
  i: number,
  tables: RatingTables,
  openFromDay: number,
  out: UsageBuilder,
): void {
  const { reference, tariffs, numbers } = tables;
  const { words, doubles } = out;
  const { bytes } = rows;
  const row = out.rowCount++;
  const at = row * WORDS;
  const startedAtUnixUs = rows.startedAtUnixUs[i];
  const service = rows.service[i];
  const isCall = service === VOICE || service === CSD;

  // Who: the line, its contract on the day, the tariff of the contract's offer.
  const lineStart = rows.lineStart[i];
  const lineEnd = rows.lineEnd[i];
  const lineHash = lineHashes[i];
  const line = lines[i];
  const day = parisDay(startedAtUnixUs);
  const isPurged = day < openFromDay && (rows.marks[i] & MARK_CONTEXT) === 0;
  const contract = line < 0 || isPurged ? -1 : contractOfLine(reference, line, day);
  const offer = contract < 0 ? -1 : offerAt(reference, tariffs, contract, day);
  const tariff = offer < 0 ? -1 : tariffAt(tariffs, offer, day);
  const component = contract < 0 ? lineHash & 0x7fff_ffff : componentOfLine(reference, line);

  // What: the called number in the plan, and the cell that may price the record.
  called.number = 0;
  called.entry = -1;
  called.siteCode = -1;
  if (rows.calledStart[i] < rows.calledEnd[i]) {
    const onWebexLine = tariff >= 0 && tariffs.tariffIsWebex[tariff] === 1;
    resolveCalled(numbers, bytes, rows.calledStart[i], rows.calledEnd[i], onWebexLine, called);
  }
  words[at + LINE] = line;
  words[at + CONTRACT] = contract;
  words[at + DAY] = day;
  words[at + COMPONENT] = component;
  words[at + COUNTRY] = rows.country[i];
  setCell(tables, tariff, rows, i, called, flagsOf(rows, i, isCall), words, at);
  if (isPurged) words[at + TRAITS] = withReason(words[at + TRAITS], PURGED_MONTH);

  // How much, in which session.
  const double = at >> 1;
  doubles[double + STARTED_AT] = startedAtUnixUs;
  doubles[double + CALLED] = called.number;
  doubles[double + MEASURE] = isCall
    ? rows.durationSeconds[i]
    : service === DATA
      ? rows.octetsUp[i] + rows.octetsDown[i]
      : 1;
  doubles[double + SESSION_STARTED_AT] = rows.sessionStartedAtUnixUs[i];
  const sessionStart = rows.sessionIdStart[i];
  const sessionEnd = rows.sessionIdEnd[i];
  let sessionKeyLow = 0;
  let sessionKeyHigh = 0;
  if (sessionStart < sessionEnd) {
    sessionKeyLow = hashSession(lineHash, bytes, sessionStart, sessionEnd);
    sessionKeyHigh = hashSessionHigh(lineHash, bytes, sessionStart, sessionEnd);
  }
  words[at + SESSION_KEY_LOW] = sessionKeyLow;
  words[at + SESSION_KEY_HIGH] = sessionKeyHigh;

  // Which record it is.
  const stored = rows.contentHash[i];
  const content = stored === 0 ? contentHash(rows, i, lineHash, sessionKeyLow) : stored | 0;
  words[at + CONTENT_HASH] = content;
  words[at + RANGE] = rows.range[i];
  words[at + ROW] = rows.row[i];
  out.setEventId(at, row, bytes, rows.eventIdStart[i], rows.eventIdEnd[i]);
  const unknownLineEnd = line < 0 ? lineEnd : lineStart;
  out.setTexts(at, bytes, sessionStart, sessionEnd, lineStart, unknownLineEnd);
}

/** Finds the lines of all rows, and their hashes. */
function lookUpLines(rows: CdrRows, { reference }: RatingTables): void {
  const { bytes, rowCount, lineStart, lineEnd } = rows;
  if (lines.length < rowCount) {
    lineHashes = new Int32Array(rows.capacity);
    lines = new Int32Array(rows.capacity);
  }
  for (let i = 0; i < rowCount; i++) lineHashes[i] = hashBytes(bytes, lineStart[i], lineEnd[i]);
  findLines(reference, bytes, lineStart, lineEnd, lineHashes, rowCount, lines);
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
  if (rows.service[i] === DATA) {
    hash = addToHash(hash, rows.octetsUp[i]);
    hash = addToHash(hash, rows.octetsDown[i]);
    hash = addToHash(hash, sessionKeyLow);
    hash = addToHash(hash, rows.sessionStartedAtUnixUs[i]);
  }
  const small = ((rows.service[i] * 1024 + country) * 16 + rows.marks[i]) * 4 + rows.outcome[i];
  return addToHash(hash, small);
}

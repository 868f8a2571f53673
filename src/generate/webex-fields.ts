import { writeRowUuid, writeSubscriber } from './native-rows.ts';
import { mix32 } from './random.ts';
import {
  asBytes,
  writeBytes,
  writeNumber,
  writePadded,
  writeSlice,
  writeUuid,
} from './row-bytes.ts';
import type { Subscribers } from './subscribers.ts';
import { type TrafficCalendar, writeUtcTime } from './traffic-calendar.ts';
import type { UsageRecord } from './usage-record.ts';
import { FIELDS } from './webex-columns.ts';

/** What the fields of Webex Calling records are made from, beside the record. */
export interface WebexSource {
  seed: number;
  /** For ids of rows; `seed` is for ids that stay the same from month to month. */
  idSeed: number;
  calendar: TrafficCalendar;
  subscribers: Subscribers;
}

/** The incoming side of a call, by row, so that a repeated row says the same. */
function isIncoming(row: number): boolean {
  return (mix32(row ^ 0x1eaf) & 7) === 0;
}

/** Writes one field of a record; returns the offset after it. */
export function writeField(
  source: WebexSource,
  field: number,
  record: UsageRecord,
  row: number,
  bytes: Uint8Array,
  at: number,
): number {
  const isAnswered = record.durationSeconds > 0;
  const isIn = isIncoming(row);
  switch (field) {
    case FIELDS.startTime:
      return writeTime(source, record.startedAtUnixMs, bytes, at);
    case FIELDS.answerTime:
      if (!isAnswered) return at;
      return writeTime(source, record.startedAtUnixMs + ringMs(row), bytes, at);
    case FIELDS.releaseTime:
      return writeTime(source, releasedAtUnixMs(record, row), bytes, at);
    case FIELDS.duration:
      return writeNumber(bytes, at, record.durationSeconds);
    case FIELDS.ringDuration:
      return writeNumber(bytes, at, Math.floor(ringMs(row) / 1000));
    case FIELDS.callingNumber:
      return isIn ? writeParty(record, bytes, at) : writeUser(record, row, bytes, at);
    case FIELDS.calledNumber:
      return isIn ? writeUser(record, row, bytes, at) : writeParty(record, bytes, at);
    case FIELDS.userNumber:
      return writeUser(record, row, bytes, at);
    case FIELDS.dialledDigits:
      return isIn ? at : writeSlice(bytes, at, record.called, 0, record.calledLength);
    case FIELDS.direction:
      return writeBytes(bytes, at, isIn ? TERMINATING : ORIGINATING);
    case FIELDS.callType:
      return writeBytes(bytes, at, callType(record, isIn));
    case FIELDS.answered:
      return writeBytes(bytes, at, isAnswered ? TRUE : FALSE);
    case FIELDS.answerIndicator:
      return writeBytes(bytes, at, isAnswered ? YES : NO);
    default:
      return writeIdentity(source, field, record, row, bytes, at);
  }
}

/** Ids and names of the record, its user, site and organisation. */
function writeIdentity(
  source: WebexSource,
  field: number,
  record: UsageRecord,
  row: number,
  bytes: Uint8Array,
  at: number,
): number {
  const { siteOfLine, siteCustomer } = source.subscribers;
  const { seed } = source;
  const line = Math.max(0, record.line);
  const site = siteOfLine[line];
  switch (field) {
    case FIELDS.reportId:
      return writeRowUuid(source.idSeed, row, bytes, at);
    case FIELDS.correlationId:
      return writeRowUuid(mix32(source.idSeed), row, bytes, at);
    case FIELDS.user:
      return writePadded(bytes, writeBytes(bytes, at, USER_PREFIX), line, 7);
    case FIELDS.userUuid:
      return writeThingUuid(seed, USER, line, bytes, at);
    case FIELDS.location:
      return writePadded(bytes, writeBytes(bytes, at, SITE_PREFIX), site, 5);
    case FIELDS.siteUuid:
      return writeThingUuid(seed, SITE, site, bytes, at);
    default:
      return writeThingUuid(seed, CUSTOMER, siteCustomer[site], bytes, at);
  }
}

const SITE = 0x517e;
const CUSTOMER = 0x0c57;
const USER = 0x05e2;

/** Writes the UUID of a site. */
export function writeSiteUuid(seed: number, site: number, bytes: Uint8Array, at: number): number {
  return writeThingUuid(seed, SITE, site, bytes, at);
}

function writeThingUuid(
  seed: number,
  kind: number,
  index: number,
  bytes: Uint8Array,
  at: number,
): number {
  const first = mix32(index ^ Math.imul(kind, 0x9e37) ^ seed);
  return writeUuid(bytes, at, first, mix32(first ^ seed), mix32(first + 1), mix32(first + 2));
}

function ringMs(row: number): number {
  return 1200 + (mix32(row) & 0x1fff);
}

function releasedAtUnixMs(record: UsageRecord, row: number): number {
  return record.startedAtUnixMs + ringMs(row) + record.durationSeconds * 1000;
}

/** Calls may end after the days whose hours have a text; the report shows the last of those. */
function writeTime(source: WebexSource, unixMs: number, bytes: Uint8Array, at: number): number {
  const { calendar } = source;
  const last = calendar.monthEndUnixMs + 86_399_999;
  return writeUtcTime(calendar, bytes, at, Math.min(unixMs, last), true);
}

function writeUser(record: UsageRecord, row: number, bytes: Uint8Array, at: number): number {
  bytes[at] = PLUS;
  return writeSubscriber(record, row, bytes, at + 1);
}

/** The other party: an extension or short number as it is, else `+` and E.164 digits. */
function writeParty(record: UsageRecord, bytes: Uint8Array, at: number): number {
  const { called, calledLength } = record;
  if (calledLength <= MAX_SHORT_DIGITS || record.isInternal || called[0] === PLUS) {
    return writeSlice(bytes, at, called, 0, calledLength);
  }
  bytes[at] = PLUS;
  if (called[0] !== ZERO) return writeSlice(bytes, at + 1, called, 0, calledLength);
  if (called[1] === ZERO) return writeSlice(bytes, at + 1, called, 2, calledLength - 2);
  // Overseas numbers keep 33 before their national form, as a French switch would send them.
  return writeSlice(bytes, writeBytes(bytes, at + 1, FRANCE), called, 1, calledLength - 1);
}

const MAX_SHORT_DIGITS = 6;

function callType(record: UsageRecord, isIn: boolean): Uint8Array {
  if (record.isInternal) return ENTERPRISE;
  if (isIn) return INBOUND;
  const { called, calledLength } = record;
  if (calledLength <= MAX_SHORT_DIGITS) return calledLength <= 3 ? EMERGENCY : SHORTCODE;
  if (called[0] !== ZERO || called[1] === ZERO) return isFrench(record) ? NATIONAL : INTERNATIONAL;
  // 06 and 07 are mobile.
  return called[1] === ZERO + 6 || called[1] === ZERO + 7 ? MOBILE : NATIONAL;
}

/** True of `+33…`, `0033…` and `33…`. */
function isFrench({ called }: UsageRecord): boolean {
  const at = called[0] === PLUS ? 1 : called[0] === ZERO ? 2 : 0;
  return called[at] === ZERO + 3 && called[at + 1] === ZERO + 3;
}

const PLUS = 43;
const ZERO = 48;
const FRANCE = asBytes('33');
const USER_PREFIX = asBytes('user');
const SITE_PREFIX = asBytes('Site ');
const TRUE = asBytes('true');
const FALSE = asBytes('false');
const YES = asBytes('Yes');
const NO = asBytes('No');
const ORIGINATING = asBytes('ORIGINATING');
const TERMINATING = asBytes('TERMINATING');
const ENTERPRISE = asBytes('SIP_ENTERPRISE');
const INBOUND = asBytes('SIP_INBOUND');
const SHORTCODE = asBytes('SIP_SHORTCODE');
const EMERGENCY = asBytes('SIP_EMERGENCY');
const NATIONAL = asBytes('SIP_NATIONAL');
const MOBILE = asBytes('SIP_MOBILE');
const INTERNATIONAL = asBytes('SIP_INTERNATIONAL');

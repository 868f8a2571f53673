import { DATA, SERVICES, SMS_INTERNET } from '../batch/services.ts';
import type { GeneratePlan } from './generate-options.ts';
import { mix32, seedWord } from './random.ts';
import {
  asBytes,
  writeBytes,
  writeNumber,
  writePadded,
  writeSlice,
  writeUuid,
} from './row-bytes.ts';
import type { RowFormat } from './row-format.ts';
import { OPTIMALE, WEBEX, writeLine } from './subscribers.ts';
import { type TrafficCalendar, writeParisTime, writeUtcTime } from './traffic-calendar.ts';
import { COUNTRIES, type UsageRecord } from './usage-record.ts';

/** What every row of one run needs, found once. */
interface NativeLayout {
  calendar: TrafficCalendar;
  idSeed: number;
  /** `e` and two digits of the month. */
  idPrefix: Uint8Array;
  hasUuids: boolean;
  hasData: boolean;
  hasOutcome: boolean;
  extraFields: Uint8Array;
  /** `"` or nothing; what stands between two fields; the end of the row. */
  opening: Uint8Array;
  between: Uint8Array;
  ending: Uint8Array;
}

const CALL_COLUMNS = ['event_id', 'service', 'line', 'started_at', 'duration_s', 'called'];
const DATA_COLUMNS = ['bytes_up', 'bytes_down', 'session_id', 'session_started_at', 'country'];
const COLUMNS_BEFORE_EXTRA = 3;

/** Octets of a row without extra columns are far fewer. */
const MAX_NATIVE_ROW_BYTES = 512;

/** Native CSV; columns that a workload never fills are left out. */
export function nativeFormat(plan: GeneratePlan): RowFormat {
  const layout = layoutOf(plan);
  const { extraColumns, quoted } = plan.options;
  const columns = layout.hasData ? [...CALL_COLUMNS, ...DATA_COLUMNS] : [...CALL_COLUMNS];
  const extraNames = Array.from({ length: extraColumns }, (_, index) => `extra_${index + 1}`);
  if (layout.hasOutcome) columns.push('outcome');
  columns.splice(COLUMNS_BEFORE_EXTRA, 0, ...extraNames);
  return {
    extension: 'csv',
    head: asBytes(csvLine(columns, quoted)),
    separator: asBytes(''),
    foot: asBytes(''),
    maxRowBytes: MAX_NATIVE_ROW_BYTES + layout.extraFields.length,
    write: (record, row, bytes, at) => writeRow(layout, record, row, bytes, at),
    writeMalformed: (record, row, kind, bytes, at) => {
      const end = writeRow(layout, record, row, bytes, at);
      const good = new TextDecoder().decode(bytes.subarray(at, end));
      return writeBytes(bytes, at, malformed(good, kind, layout));
    },
  };
}

function layoutOf(plan: GeneratePlan): NativeLayout {
  const { options, calendar } = plan;
  const between = options.quoted ? '","' : ',';
  const extraField = options.quoted ? `cell ""Paris, 12""${between}` : `cell Paris 12${between}`;
  return {
    calendar,
    idSeed: idSeed(plan),
    idPrefix: asBytes(`e${String(monthNumber(plan) % 100).padStart(2, '0')}`),
    hasUuids: options.workload === 'webex',
    hasData: options.workload !== 'webex',
    hasOutcome: options.workload === 'all',
    extraFields: asBytes(extraField.repeat(options.extraColumns)),
    opening: asBytes(options.quoted ? '"' : ''),
    between: asBytes(between),
    ending: asBytes(options.quoted ? '"\n' : '\n'),
  };
}

/** Months since year 0: it is part of every id, so that months can share a database. */
function monthNumber({ options }: GeneratePlan): number {
  const [year, month] = options.month.split('-').map(Number);
  return year * 12 + month;
}

/** What the UUIDs of a plan's rows are made from, beside the row. */
export function idSeed(plan: GeneratePlan): number {
  return mix32(seedWord(plan.options.seed) ^ monthNumber(plan));
}

/** One line of CSV from fields that hold no quotes. */
export function csvLine(fields: string[], quoted: boolean): string {
  return quoted ? `"${fields.join('","')}"\n` : `${fields.join(',')}\n`;
}

const SERVICE_NAMES = SERVICES.map(asBytes);
const COUNTRY_CODES = COUNTRIES.map(asBytes);
const NO_LINE_PREFIX = asBytes('330');

function writeRow(
  layout: NativeLayout,
  record: UsageRecord,
  row: number,
  bytes: Uint8Array,
  start: number,
): number {
  const { calendar, between, hasData } = layout;
  const startedAtUnixMs = record.startedAtUnixMs;
  let at = writeBytes(bytes, start, layout.opening);
  at = writeEventId(layout, row, bytes, at);
  at = writeBytes(bytes, at, between);
  at = writeBytes(bytes, at, SERVICE_NAMES[record.service]);
  at = writeBytes(bytes, at, between);
  at = writeSubscriber(record, row, bytes, at);
  at = writeBytes(bytes, at, between);
  at = writeBytes(bytes, at, layout.extraFields);
  if (record.family === OPTIMALE) at = writeParisTime(calendar, bytes, at, startedAtUnixMs);
  else at = writeUtcTime(calendar, bytes, at, startedAtUnixMs, record.family === WEBEX);
  at = writeBytes(bytes, at, between);
  // Calls have a duration and SMS a number; data has neither.
  if (record.service < 2) at = writeNumber(bytes, at, record.durationSeconds);
  at = writeBytes(bytes, at, between);
  at = writeSlice(bytes, at, record.called, 0, record.calledLength);
  if (hasData) at = writeDataFields(layout, record, bytes, at);
  if (layout.hasOutcome) at = writeOutcome(between, record, bytes, at);
  return writeBytes(bytes, at, layout.ending);
}

function writeDataFields(
  layout: NativeLayout,
  record: UsageRecord,
  bytes: Uint8Array,
  start: number,
): number {
  const { between } = layout;
  let at = writeBytes(bytes, start, between);
  const isData = record.service === DATA;
  if (isData) at = writeNumber(bytes, at, record.octetsUp);
  at = writeBytes(bytes, at, between);
  if (isData) at = writeNumber(bytes, at, record.octetsDown);
  at = writeBytes(bytes, at, between);
  const hasSession = isData && record.sessionNumber !== 0;
  if (hasSession) at = writeNumber(bytes, at, record.sessionNumber);
  at = writeBytes(bytes, at, between);
  if (hasSession) {
    at = writeUtcTime(layout.calendar, bytes, at, record.sessionStartedAtUnixMs, false);
  }
  at = writeBytes(bytes, at, between);
  return writeBytes(bytes, at, COUNTRY_CODES[record.country]);
}

const DELIVERED = asBytes('delivered');
const FAILED = asBytes('failed');

/** Messages of SMS Internet always say what became of them; hits only when they failed. */
function writeOutcome(
  between: Uint8Array,
  record: UsageRecord,
  bytes: Uint8Array,
  start: number,
): number {
  const at = writeBytes(bytes, start, between);
  if (record.isFailed) return writeBytes(bytes, at, FAILED);
  return record.service === SMS_INTERNET ? writeBytes(bytes, at, DELIVERED) : at;
}

const LONG_ID_EVERY = 1000;
const LONG_ID_SUFFIX = asBytes('-resent-0001');

/** `e`, month and row in 12 bytes, a few with a suffix; UUIDs where the source is Webex Calling. */
function writeEventId(layout: NativeLayout, row: number, bytes: Uint8Array, at: number): number {
  if (layout.hasUuids) return writeRowUuid(layout.idSeed, row, bytes, at);
  const end = writePadded(bytes, writeBytes(bytes, at, layout.idPrefix), row, 9);
  return row % LONG_ID_EVERY === LONG_ID_EVERY - 1 ? writeBytes(bytes, end, LONG_ID_SUFFIX) : end;
}

/** The UUID of a row: no two rows of a run share one. */
export function writeRowUuid(seed: number, row: number, bytes: Uint8Array, at: number): number {
  const first = mix32(row ^ seed);
  return writeUuid(bytes, at, first, mix32(first ^ seed), mix32(first + 1), mix32(first + 2));
}

/** The line's number; line -1 becomes a number nobody has. */
export function writeSubscriber(
  record: UsageRecord,
  row: number,
  bytes: Uint8Array,
  at: number,
): number {
  if (record.line >= 0) return writeLine(bytes, at, record.family, record.line);
  return writePadded(bytes, writeBytes(bytes, at, NO_LINE_PREFIX), row % 100_000_000, 8);
}

/** A good row made unreadable; each way breaks one promise of the format. */
function malformed(good: string, kind: number, layout: NativeLayout): Uint8Array {
  const between = new TextDecoder().decode(layout.between);
  const fields = good.split(between);
  const time = fields.findIndex((field) => /^\d{4}-\d\d-\d\dT/.test(field));
  switch (kind % 7) {
    case 0:
      fields[time] = fields[time].slice(0, 19);
      break;
    case 1:
      fields[1] = 'telex';
      break;
    case 2:
      fields[2] = '';
      break;
    case 3:
      fields[time + 1] = '-60';
      break;
    case 4:
      fields.splice(time + 1, 1);
      break;
    case 5:
      fields[time] = fields[time].replace(/-\d\dT/, '-42T');
      break;
    default:
      // 0xff is in no UTF-8 text.
      return asBytes(fields.join(between)).map((byte, at) =>
        at === layout.opening.length ? 0xff : byte,
      );
  }
  return asBytes(fields.join(between));
}

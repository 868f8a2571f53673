import { type CdrRows, OUTCOME_DELIVERED, OUTCOME_UNDELIVERED } from '../batch/cdr-rows.ts';
import {
  CSD,
  DATA,
  LOCATION,
  SERVICES,
  SMS,
  SMS_INTERNET,
  TRANSFER_ACTIVATION,
  VOICE,
} from '../batch/services.ts';
import {
  MAX_CALLED_DIGITS,
  MAX_DURATION_SECONDS,
  MAX_ID_BYTES,
  MAX_OCTETS,
  MAX_YEAR,
  MIN_YEAR,
} from '../bounds.ts';
import type { CdrFormat, Decoder } from './cdr-format.ts';
import { CsvDecoder, type CsvFields } from './csv-decoder.ts';
import { type CsvHeader, requireCsvHeader, rowsBelowHeader } from './csv-header.ts';
import {
  COUNT_EMPTY,
  COUNT_MALFORMED,
  COUNTRY_MALFORMED,
  isDialled,
  parseCount,
  parseCountry,
  parseInstant,
} from './field-parsers.ts';
import { PlainRowReader } from './plain-rows.ts';

export const NATIVE_REQUIRED = ['event_id', 'service', 'line', 'started_at'];

/** octroi's own CSV: one outgoing event per row, columns by name. */
export const nativeCsv: CdrFormat = {
  name: 'octroi',
  ...rowsBelowHeader(NATIVE_REQUIRED),
  open(head, plainRows): Decoder {
    const header = requireCsvHeader(head, NATIVE_REQUIRED);
    // The kernel does not look at machines.
    const hasKernel = plainRows !== undefined && !header.has('imei');
    const plain = hasKernel ? new PlainRowReader(plainRows, header) : null;
    return new CsvDecoder(header, new NativeColumns(header), plain);
  },
};

/** Reads the fields of one row into the next row of a CdrRows block. */
export class NativeColumns implements CsvFields {
  private readonly eventId: number;
  private readonly service: number;
  private readonly line: number;
  private readonly startedAt: number;
  private readonly duration: number;
  private readonly called: number;
  private readonly octetsUp: number;
  private readonly octetsDown: number;
  private readonly sessionId: number;
  private readonly sessionStartedAt: number;
  private readonly country: number;
  private readonly outcome: number;
  /** -1 when the file has no such column. */
  private readonly imei: number;
  /** Where a column that the file does not have is read: always empty. */
  private readonly absent: number;

  constructor(header: CsvHeader) {
    this.absent = header.columnCount;
    this.eventId = header.slotOf('event_id');
    this.service = header.slotOf('service');
    this.line = header.slotOf('line');
    this.startedAt = header.slotOf('started_at');
    this.duration = header.slotOf('duration_s');
    this.called = header.slotOf('called');
    this.octetsUp = header.slotOf('bytes_up');
    this.octetsDown = header.slotOf('bytes_down');
    this.sessionId = header.slotOf('session_id');
    this.sessionStartedAt = header.slotOf('session_started_at');
    this.country = header.slotOf('country');
    this.outcome = header.slotOf('outcome');
    this.imei = header.has('imei') ? header.slotOf('imei') : -1;
  }

  read(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const i = rows.rowCount;
    rows.marks[i] = 0;
    const idStart = bounds[this.eventId];
    const idEnd = bounds[this.eventId + 1] - 1;
    rows.eventIdStart[i] = idStart;
    rows.eventIdEnd[i] = idEnd;
    if (idStart === idEnd) return 'missing_value event_id is empty';
    if (idEnd - idStart > MAX_ID_BYTES) {
      return `id_too_long event_id has more than ${MAX_ID_BYTES} bytes`;
    }

    const service = serviceCode(bytes, bounds[this.service], bounds[this.service + 1] - 1);
    if (service < 0) return `unknown_service service must be one of ${SERVICES.join(', ')}`;
    rows.service[i] = service;

    const lineEnd = bounds[this.line + 1] - 1;
    const lineStart = afterPlus(bytes, bounds[this.line], lineEnd);
    rows.lineStart[i] = lineStart;
    rows.lineEnd[i] = lineEnd;
    if (lineStart === lineEnd) return 'missing_value line is empty';
    if (lineEnd - lineStart > MAX_ID_BYTES) {
      return `id_too_long line has more than ${MAX_ID_BYTES} bytes`;
    }

    const startedAtUnixUs = parseInstant(
      bytes,
      bounds[this.startedAt],
      bounds[this.startedAt + 1] - 1,
    );
    if (Number.isNaN(startedAtUnixUs)) return `bad_time started_at ${EXPECTED_TIME}`;
    rows.startedAtUnixUs[i] = startedAtUnixUs;

    const country = parseCountry(bytes, bounds[this.country], bounds[this.country + 1] - 1);
    if (country === COUNTRY_MALFORMED) return 'bad_country country must be two letters or empty';
    rows.country[i] = country;

    return (
      this.readCall(bytes, bounds, rows, service) ??
      this.readData(bytes, bounds, rows, service) ??
      this.readOutcome(bytes, bounds, rows, service) ??
      (this.imei < 0 ? null : this.readMachine(bytes, bounds, rows))
    );
  }

  private readCall(
    bytes: Uint8Array,
    bounds: Int32Array,
    rows: CdrRows,
    service: number,
  ): string | null {
    const i = rows.rowCount;
    const isCall = service === VOICE || service === CSD;
    const start = bounds[this.duration];
    const durationSeconds = parseCount(
      bytes,
      start,
      bounds[this.duration + 1] - 1,
      MAX_DURATION_SECONDS,
    );
    if (durationSeconds < 0 && (isCall || durationSeconds !== COUNT_EMPTY)) {
      return this.badCount('duration_s', this.duration, durationSeconds);
    }
    rows.durationSeconds[i] = isCall ? durationSeconds : 0;

    const calledStart = bounds[this.called];
    const calledEnd = bounds[this.called + 1] - 1;
    if (calledStart < calledEnd && !isDialled(bytes, calledStart, calledEnd, MAX_CALLED_DIGITS)) {
      return `bad_called called must be 1 to ${MAX_CALLED_DIGITS} digits after an optional +`;
    }
    const hasCalled = isCall || service === SMS || service === SMS_INTERNET;
    if (hasCalled && calledStart === calledEnd) return this.missing('called', this.called);
    rows.calledStart[i] = calledStart;
    rows.calledEnd[i] = hasCalled ? calledEnd : calledStart;
    return null;
  }

  private readData(
    bytes: Uint8Array,
    bounds: Int32Array,
    rows: CdrRows,
    service: number,
  ): string | null {
    const i = rows.rowCount;
    const isData = service === DATA;
    const up = parseCount(bytes, bounds[this.octetsUp], bounds[this.octetsUp + 1] - 1, MAX_OCTETS);
    const down = parseCount(
      bytes,
      bounds[this.octetsDown],
      bounds[this.octetsDown + 1] - 1,
      MAX_OCTETS,
    );
    if (up < 0 && (isData || up !== COUNT_EMPTY)) {
      return this.badCount('bytes_up', this.octetsUp, up);
    }
    if (down < 0 && (isData || down !== COUNT_EMPTY)) {
      return this.badCount('bytes_down', this.octetsDown, down);
    }
    rows.octetsUp[i] = isData ? up : 0;
    rows.octetsDown[i] = isData ? down : 0;

    const sessionStart = bounds[this.sessionId];
    const sessionEnd = bounds[this.sessionId + 1] - 1;
    const timeStart = bounds[this.sessionStartedAt];
    const timeEnd = bounds[this.sessionStartedAt + 1] - 1;
    const startedAtUnixUs = rows.startedAtUnixUs[i];
    let sessionStartedAtUnixUs = startedAtUnixUs;
    if (timeStart < timeEnd) {
      sessionStartedAtUnixUs = parseInstant(bytes, timeStart, timeEnd);
      if (Number.isNaN(sessionStartedAtUnixUs)) {
        return `bad_time session_started_at ${EXPECTED_TIME}`;
      }
    }
    if (isData) {
      if ((sessionStart === sessionEnd) !== (timeStart === timeEnd)) {
        return 'bad_session session_id and session_started_at must both be given or both be empty';
      }
      if (sessionEnd - sessionStart > MAX_ID_BYTES) {
        return `id_too_long session_id has more than ${MAX_ID_BYTES} bytes`;
      }
      if (startedAtUnixUs < sessionStartedAtUnixUs) {
        return 'bad_session the record starts before its session';
      }
    }
    rows.sessionIdStart[i] = sessionStart;
    rows.sessionIdEnd[i] = isData ? sessionEnd : sessionStart;
    rows.sessionStartedAtUnixUs[i] = isData ? sessionStartedAtUnixUs : startedAtUnixUs;
    return null;
  }

  private readOutcome(
    bytes: Uint8Array,
    bounds: Int32Array,
    rows: CdrRows,
    service: number,
  ): string | null {
    const start = bounds[this.outcome];
    const end = bounds[this.outcome + 1] - 1;
    const isPresent = start < end;
    if (service === SMS_INTERNET && !isPresent) return this.missing('outcome', this.outcome);
    if (service !== SMS_INTERNET) rows.outcome[rows.rowCount] = 0;
    else {
      const isDelivered = equals(bytes, start, end, DELIVERED);
      rows.outcome[rows.rowCount] = isDelivered ? OUTCOME_DELIVERED : OUTCOME_UNDELIVERED;
    }
    return null;
  }

  /** The machine the SIM was in; read last, so that a rejected row leaves none. */
  private readMachine(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const imei = textOf(bytes, bounds[this.imei], bounds[this.imei + 1] - 1);
    if (imei === '') return null;
    if (!IMEI.test(imei)) return 'bad_imei imei must be 14 to 16 digits or empty';
    rows.sightings.push({ row: rows.row[rows.rowCount], imei });
    return null;
  }

  private badCount(column: string, slot: number, code: number): string {
    if (code === COUNT_EMPTY) return this.missing(column, slot);
    if (code === COUNT_MALFORMED) {
      return `bad_count ${column} must be a whole number of digits only`;
    }
    return `bad_count ${column} is impossibly large`;
  }

  /** A column that a service needs may be left out of a file without that service, so it is missed row by row. */
  private missing(column: string, slot: number): string {
    return slot === this.absent
      ? `missing_value the file has no column ${column}`
      : `missing_value ${column} is empty`;
  }
}

/** 14 digits name the machine; a check digit or two digits of software version may follow. */
const IMEI = /^\d{14,16}$/;

const EXPECTED_TIME =
  `must be an RFC 3339 time of ${MIN_YEAR} to ${MAX_YEAR} with seconds (no leap second) and Z or an offset, ` +
  'such as 2026-10-01T08:30:00+02:00';

const encoder = new TextEncoder();
const DELIVERED = encoder.encode('delivered');
const SERVICE_BYTES = SERVICES.map((name) => encoder.encode(name));
/** Most frequent first: the look-up is a scan. */
const SERVICE_ORDER = [VOICE, DATA, SMS, CSD, SMS_INTERNET, LOCATION, TRANSFER_ACTIVATION];

function serviceCode(bytes: Uint8Array, start: number, end: number): number {
  for (let k = 0; k < SERVICE_ORDER.length; k++) {
    if (equals(bytes, start, end, SERVICE_BYTES[SERVICE_ORDER[k]])) return SERVICE_ORDER[k];
  }
  return -1;
}

function equals(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at++) {
    if (bytes[start + at] !== text[at]) return false;
  }
  return true;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

function afterPlus(bytes: Uint8Array, start: number, end: number): number {
  return start < end && bytes[start] === 43 ? start + 1 : start;
}

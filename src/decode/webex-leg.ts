import {
  type CdrRows,
  MARK_INCOMING,
  MARK_NOT_A_NUMBER,
  MARK_ON_NET,
  OUTCOME_NONE,
} from '../batch/cdr-rows.ts';
import { VOICE } from '../batch/services.ts';
import { MAX_CALLED_DIGITS, MAX_DURATION_SECONDS, MAX_ID_BYTES } from '../bounds.ts';
import type { CsvFields } from './csv-decoder.ts';
import { COUNT_EMPTY, COUNT_TOO_LARGE, parseCount, parseInstant } from './field-parsers.ts';
import { countPhoneDigits, dropSeparators } from './phone-text.ts';

/** Fields that a Webex Calling report or feed must have to be rated at all. */
export const WEBEX_REQUIRED = [
  'Report ID',
  'Start time',
  'Duration',
  'Answered',
  'Direction',
  'Call type',
  'Called number',
  'User number',
] as const;

/** All fields that are read; the other seventy or so are ignored. */
export const WEBEX_FIELDS = [...WEBEX_REQUIRED, 'Dialed digits', 'Site main number'] as const;

/**
 * Meaning of one Webex Calling record, which is one leg of a call seen from one user of the organisation.
 *
 * A leg is paid by its user, whoever the calling number belongs to: on a forwarded leg the calling number is
 * a stranger's. `Call type` says only what is on-net (G12): prices come from the numbering plan. An empty
 * field and `NA` both mean that there is no value.
 */
export class WebexLeg implements CsvFields {
  private readonly reportId: number;
  private readonly startTime: number;
  private readonly duration: number;
  private readonly answered: number;
  private readonly direction: number;
  private readonly callType: number;
  private readonly calledNumber: number;
  private readonly dialledDigits: number;
  private readonly userNumber: number;
  private readonly siteMainNumber: number;

  /** @param slotOf position of a field by its name */
  constructor(slotOf: (name: string) => number) {
    this.reportId = slotOf('Report ID');
    this.startTime = slotOf('Start time');
    this.duration = slotOf('Duration');
    this.answered = slotOf('Answered');
    this.direction = slotOf('Direction');
    this.callType = slotOf('Call type');
    this.calledNumber = slotOf('Called number');
    this.dialledDigits = slotOf('Dialed digits');
    this.userNumber = slotOf('User number');
    this.siteMainNumber = slotOf('Site main number');
  }

  read(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const i = rows.rowCount;
    const idStart = bounds[this.reportId];
    const idEnd = bounds[this.reportId + 1] - 1;
    if (isMissing(bytes, idStart, idEnd)) return 'missing_value Report ID is empty';
    if (idEnd - idStart > MAX_ID_BYTES) {
      return `id_too_long Report ID has more than ${MAX_ID_BYTES} bytes`;
    }
    rows.eventIdStart[i] = idStart;
    rows.eventIdEnd[i] = idEnd;

    const timeEnd = bounds[this.startTime + 1] - 1;
    const startedAtUnixUs = parseInstant(bytes, bounds[this.startTime], timeEnd, true);
    if (Number.isNaN(startedAtUnixUs)) return BAD_TIME;
    rows.startedAtUnixUs[i] = startedAtUnixUs;
    rows.sessionStartedAtUnixUs[i] = startedAtUnixUs;

    rows.service[i] = VOICE;
    rows.octetsUp[i] = 0;
    rows.octetsDown[i] = 0;
    rows.country[i] = 0;
    rows.outcome[i] = OUTCOME_NONE;
    rows.sessionIdStart[i] = idStart;
    rows.sessionIdEnd[i] = idStart;
    return (
      this.readDirection(bytes, bounds, rows) ??
      this.readDuration(bytes, bounds, rows) ??
      this.readLine(bytes, bounds, rows) ??
      this.readCalled(bytes, bounds, rows)
    );
  }

  private readDirection(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const start = bounds[this.direction];
    const end = bounds[this.direction + 1] - 1;
    const isIncoming = equalsIgnoringCase(bytes, start, end, TERMINATING);
    if (!isIncoming && !equalsIgnoringCase(bytes, start, end, ORIGINATING)) {
      return 'bad_direction Direction must be ORIGINATING or TERMINATING';
    }
    const typeStart = bounds[this.callType];
    const typeEnd = bounds[this.callType + 1] - 1;
    const isOnNet =
      equalsIgnoringCase(bytes, typeStart, typeEnd, SIP_ENTERPRISE) ||
      equalsIgnoringCase(bytes, typeStart, typeEnd, SIP_MEETING);
    rows.marks[rows.rowCount] = (isIncoming ? MARK_INCOMING : 0) | (isOnNet ? MARK_ON_NET : 0);
    return null;
  }

  /** The duration counts only when the leg was answered (G3). */
  private readDuration(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const answeredStart = bounds[this.answered];
    const answeredEnd = bounds[this.answered + 1] - 1;
    const isAnswered = equalsIgnoringCase(bytes, answeredStart, answeredEnd, TRUE);
    if (!isAnswered && !equalsIgnoringCase(bytes, answeredStart, answeredEnd, FALSE)) {
      return 'bad_answered Answered must be true or false';
    }
    const start = bounds[this.duration];
    const end = bounds[this.duration + 1] - 1;
    const durationSeconds = isMissing(bytes, start, end)
      ? COUNT_EMPTY
      : parseCount(bytes, start, end, MAX_DURATION_SECONDS);
    if (durationSeconds === COUNT_EMPTY && isAnswered) {
      return 'missing_value Duration of an answered call is empty';
    }
    if (durationSeconds === COUNT_TOO_LARGE) return 'bad_count Duration is impossibly large';
    if (durationSeconds < COUNT_EMPTY) {
      return 'bad_count Duration must be a whole number of seconds';
    }
    rows.durationSeconds[rows.rowCount] = isAnswered ? durationSeconds : 0;
    return null;
  }

  /**
   * The user's number, or the main number of the user's site: a user without a number of their own is
   * reported with an extension, which is unique nowhere, and is of the site's contract.
   */
  private readLine(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): string | null {
    const userStart = bounds[this.userNumber];
    const userEnd = bounds[this.userNumber + 1] - 1;
    const siteStart = bounds[this.siteMainNumber];
    const siteEnd = bounds[this.siteMainNumber + 1] - 1;
    if (isOwnNumber(bytes, userStart, userEnd)) setLine(bytes, userStart, userEnd, rows);
    else if (isOwnNumber(bytes, siteStart, siteEnd)) setLine(bytes, siteStart, siteEnd, rows);
    else if (isMissing(bytes, userStart, userEnd)) {
      return 'missing_value User number is empty, and Site main number does not stand in for it';
    } else if (userEnd - userStart > MAX_ID_BYTES) {
      return `id_too_long User number has more than ${MAX_ID_BYTES} bytes`;
    } else {
      rows.lineStart[rows.rowCount] = userStart;
      rows.lineEnd[rows.rowCount] = userEnd;
    }
    return null;
  }

  private readCalled(bytes: Uint8Array, bounds: Int32Array, rows: CdrRows): null {
    const i = rows.rowCount;
    let start = bounds[this.calledNumber];
    let end = bounds[this.calledNumber + 1] - 1;
    if (isMissing(bytes, start, end)) {
      start = bounds[this.dialledDigits];
      end = bounds[this.dialledDigits + 1] - 1;
    }
    const digitCount = countPhoneDigits(bytes, start, end);
    const isNumber = digitCount > 0 && digitCount <= MAX_CALLED_DIGITS;
    if (!isNumber) rows.marks[i] |= MARK_NOT_A_NUMBER;
    rows.calledStart[i] = start;
    rows.calledEnd[i] = isNumber ? dropSeparators(bytes, start, end) : start;
    return null;
  }
}

/** Longest extension: `5`, two digits of site code, three or four digits (`003`). */
const MAX_EXTENSION_DIGITS = 7;

const PLUS = 43;

/** True of a public telephone number, false of an extension and of anything else. */
function isOwnNumber(bytes: Uint8Array, start: number, end: number): boolean {
  const digitCount = countPhoneDigits(bytes, start, end);
  if (digitCount > MAX_CALLED_DIGITS) return false;
  return digitCount > MAX_EXTENSION_DIGITS || (digitCount > 0 && bytes[start] === PLUS);
}

function setLine(bytes: Uint8Array, start: number, end: number, rows: CdrRows): void {
  const lineEnd = dropSeparators(bytes, start, end);
  rows.lineStart[rows.rowCount] = bytes[start] === PLUS ? start + 1 : start;
  rows.lineEnd[rows.rowCount] = lineEnd;
}

const BAD_TIME = 'bad_time Start time must be a UTC time such as 2026-10-01T06:30:00.000Z';

const encoder = new TextEncoder();
const ORIGINATING = encoder.encode('ORIGINATING');
const TERMINATING = encoder.encode('TERMINATING');
const SIP_ENTERPRISE = encoder.encode('SIP_ENTERPRISE');
const SIP_MEETING = encoder.encode('SIP_MEETING');
const TRUE = encoder.encode('TRUE');
const FALSE = encoder.encode('FALSE');

/** True when the bytes spell a word of capitals, whatever their own case. */
function equalsIgnoringCase(
  bytes: Uint8Array,
  start: number,
  end: number,
  capitals: Uint8Array,
): boolean {
  if (end - start !== capitals.length) return false;
  for (let at = 0; at < capitals.length; at++) {
    if ((bytes[start + at] & 0xdf) !== capitals[at]) return false;
  }
  return true;
}

/** True of an empty field and of `NA`. */
function isMissing(bytes: Uint8Array, start: number, end: number): boolean {
  return start === end || (end - start === 2 && bytes[start] === 78 && bytes[start + 1] === 65);
}

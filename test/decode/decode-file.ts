import {
  CdrRows,
  MARK_INCOMING,
  MARK_NOT_A_NUMBER,
  MARK_ON_NET,
} from '../../src/batch/cdr-rows.ts';
import { SERVICES } from '../../src/batch/services.ts';
import type { CdrFormat } from '../../src/decode/cdr-format.ts';
import { PlainRows } from '../../src/decode/plain-rows.ts';

/** A decoded record as plain values. */
export interface DecodedRecord {
  row: number;
  service: string;
  eventId: string;
  line: string;
  startedAt: string;
  durationSeconds: number;
  called: string;
  octetsUp: number;
  octetsDown: number;
  sessionId: string;
  sessionStartedAt: string;
  country: string;
  outcome: number;
  marks: string[];
}

export interface DecodedReject {
  row: number;
  reason: string;
  detail: string;
  raw: string;
}

export interface DecodedFile {
  records: DecodedRecord[];
  rejects: DecodedReject[];
  rowsSeen: number;
}

export interface DecodeOptions {
  /** Bytes added to the window at a time. */
  windowBytes?: number;
  /** Rows of the block. */
  capacity?: number;
  /** Decode in memory that the kernel for plain rows can read, as a worker does. */
  withKernel?: boolean;
}

/** Opens a file by its header when it is called: for what that throws. */
export function opening(format: CdrFormat, header: string): () => void {
  return () => format.open(new TextEncoder().encode(header));
}

/** Decodes a whole file the way a reader does: window by window, what is left over goes before the next. */
export function decodeFile(
  format: CdrFormat,
  file: string | Uint8Array,
  { windowBytes = 1 << 24, capacity = 1000, withKernel = false }: DecodeOptions = {},
): DecodedFile {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const plainRows = withKernel ? new PlainRows(bytes.length + 8, capacity) : undefined;
  const decoder = format.open(bytes.slice(0, 1 << 16), plainRows);
  const rows = used(plainRows?.rows ?? new CdrRows(capacity));
  const result: DecodedFile = { records: [], rejects: [], rowsSeen: 0 };
  let rest = new Uint8Array(0);
  let position = format.dataStart(bytes);
  do {
    const piece = bytes.subarray(position, position + windowBytes);
    position += windowBytes;
    // More room than needed, filled with what must not be read.
    const window = plainRows?.window ?? new Uint8Array(rest.length + piece.length + 8);
    window.fill(0x0a);
    window.set(rest);
    window.set(piece, rest.length);
    const end = rest.length + piece.length;
    const at = decodeWindow(format, decoder, window, end, position >= bytes.length, rows, result);
    rest = window.slice(at, end);
  } while (position < bytes.length);
  if (rest.length > 0) throw new Error(`${rest.length} bytes were never consumed`);
  result.rowsSeen = decoder.rowsSeen;
  return result;
}

/** A block as another file left it: a decoder has to write every column of every row. */
function used(rows: CdrRows): CdrRows {
  for (const column of Object.values(rows)) if (ArrayBuffer.isView(column)) fill(column);
  return rows;
}

function fill(column: ArrayBufferView): void {
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength).fill(1);
}

function decodeWindow(
  format: CdrFormat,
  decoder: ReturnType<CdrFormat['open']>,
  window: Uint8Array,
  end: number,
  isLast: boolean,
  rows: CdrRows,
  result: DecodedFile,
): number {
  let at = 0;
  for (;;) {
    rows.reset(window);
    const next = decoder.decode(window, at, end, isLast, rows);
    for (let i = 0; i < rows.rowCount; i++) {
      result.records.push({ ...recordOf(rows, i), row: format.firstRow + rows.row[i] });
    }
    for (const reject of rows.rejects) {
      result.rejects.push({ ...reject, row: format.firstRow + reject.row });
    }
    if (next >= end || (next === at && rows.rowCount === 0)) return next;
    at = next;
  }
}

const MARK_NAMES: [number, string][] = [
  [MARK_INCOMING, 'incoming'],
  [MARK_ON_NET, 'on-net'],
  [MARK_NOT_A_NUMBER, 'not-a-number'],
];

function recordOf(rows: CdrRows, i: number): DecodedRecord {
  const text = (start: Int32Array, end: Int32Array) =>
    Buffer.from(rows.bytes.slice(start[i], end[i])).toString('utf8');
  const country = rows.country[i] - 1;
  return {
    row: rows.row[i],
    service: SERVICES[rows.service[i]],
    eventId: text(rows.eventIdStart, rows.eventIdEnd),
    line: text(rows.lineStart, rows.lineEnd),
    startedAt: timeText(rows.startedAtUnixUs[i]),
    durationSeconds: rows.durationSeconds[i],
    called: text(rows.calledStart, rows.calledEnd),
    octetsUp: rows.octetsUp[i],
    octetsDown: rows.octetsDown[i],
    sessionId: text(rows.sessionIdStart, rows.sessionIdEnd),
    sessionStartedAt: timeText(rows.sessionStartedAtUnixUs[i]),
    country:
      country < 0 ? '' : String.fromCharCode(65 + Math.floor(country / 26), 65 + (country % 26)),
    outcome: rows.outcome[i],
    marks: MARK_NAMES.filter(([bit]) => (rows.marks[i] & bit) !== 0).map(([, name]) => name),
  };
}

/** Microseconds since 1970 as ISO text with six decimals. */
export function timeText(unixUs: number): string {
  const microseconds = String(((unixUs % 1000) + 1000) % 1000).padStart(3, '0');
  return new Date(Math.floor(unixUs / 1000)).toISOString().replace('Z', `${microseconds}Z`);
}

/** Rejects as `row reason`. */
export function reasons(file: DecodedFile): string[] {
  return file.rejects.map(({ row, reason }) => `${row} ${reason}`);
}

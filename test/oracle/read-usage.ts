import { readInstant } from './paris-time.ts';
import type { RejectRow, UsageFile, UsageRecord } from './rows.ts';

const SERVICES = ['voice', 'csd', 'sms', 'data', 'sms_internet', 'location', 'transfer_activation'];
const NEEDS_CALLED = ['voice', 'csd', 'sms', 'sms_internet'];
const NEEDS_DURATION = ['voice', 'csd'];

// Limits of the program, typed in again.
const MOST_ID_BYTES = 255;
const MOST_ROW_BYTES = 1_048_576;
const MOST_SECONDS = 4_294_967_295;
const MOST_OCTETS = 2 ** 50;
const RAW_CHARACTERS = 4096;

/** What is wrong with a row. */
class BadRow extends Error {
  readonly reason: string;
  constructor(reason: string, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/**
 * Reads one file of native CSV: header first, columns by name in any order, one row per physical
 * line.
 * @throws Error when a column that every row needs is not in the header
 */
export function readUsageFile(file: UsageFile): { records: UsageRecord[]; rejects: RejectRow[] } {
  const records: UsageRecord[] = [];
  const rejects: RejectRow[] = [];
  let columns: string[] | undefined;
  let row = 0;
  for (const physicalLine of physicalLines(file)) {
    row++;
    const line = dropCarriageReturn(physicalLine);
    if (columns === undefined) {
      columns = readHeader(file.path, line);
    } else if (line !== '') {
      try {
        records.push({ file: file.path, row, ...readRow(columns, line) });
      } catch (error) {
        if (!(error instanceof BadRow)) throw error;
        const raw = String(line).slice(0, RAW_CHARACTERS);
        rejects.push({ file: file.path, row, reason: error.reason, detail: error.message, raw });
      }
    }
  }
  return { records, rejects };
}

/** Lines as text, or as bytes where those are no UTF-8. */
function* physicalLines(file: UsageFile): Iterable<string | Uint8Array> {
  if (file.lines !== undefined) yield* file.lines;
  else if (file.text !== undefined) yield* file.text.split('\n');
  else if (file.bytes !== undefined) yield* linesOfBytes(file.bytes);
}

function* linesOfBytes(bytes: Uint8Array): Iterable<string | Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let start = 0; start <= bytes.length; ) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    const line = bytes.subarray(start, end);
    try {
      yield decoder.decode(line);
    } catch {
      yield line;
    }
    start = end + 1;
  }
}

function dropCarriageReturn(line: string | Uint8Array): string | Uint8Array {
  return typeof line === 'string' && line.endsWith('\r') ? line.slice(0, -1) : line;
}

function readHeader(path: string, line: string | Uint8Array): string[] {
  if (typeof line !== 'string') throw new Error(`${path}: the header is not UTF-8`);
  const columns = splitFields(line.startsWith('\ufeff') ? line.slice(1) : line);
  for (const name of ['event_id', 'service', 'line', 'started_at']) {
    if (!columns.includes(name)) throw new Error(`${path}: no column ${name}`);
  }
  return columns;
}

/**
 * Fields of one line, RFC 4180: a quote may only open a field, close it, or stand doubled inside.
 */
export function splitFields(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (line[at] === '"') {
      at++;
      for (;;) {
        const quote = line.indexOf('"', at);
        if (quote < 0) throw new BadRow('open_quote', 'a quoted field is not closed');
        field += line.slice(at, quote);
        at = quote + 1;
        if (line[at] !== '"') break;
        field += '"';
        at++;
      }
      if (at < line.length && line[at] !== ',') throw new BadRow('bad_quote', 'text after a quote');
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      field = line.slice(at, end);
      if (field.includes('"')) throw new BadRow('bad_quote', 'a quote inside an unquoted field');
      at = end;
    }
    fields.push(field);
    if (at >= line.length) return fields;
    at++;
  }
}

type RecordFields = Omit<UsageRecord, 'file' | 'row'>;

function readRow(columns: string[], line: string | Uint8Array): RecordFields {
  if (typeof line !== 'string') throw new BadRow('invalid_utf8', 'the row is not UTF-8');
  if (line.length > MOST_ROW_BYTES) throw new BadRow('row_too_long', `${line.length} characters`);
  const fields = splitFields(line);
  if (fields.length !== columns.length) {
    throw new BadRow('field_count', `${fields.length} fields, ${columns.length} expected`);
  }
  const value = (name: string): string => {
    const index = columns.indexOf(name);
    return index < 0 ? '' : fields[index];
  };
  const service = value('service');
  if (!SERVICES.includes(service)) throw new BadRow('bad_service', `service ${service}`);
  const startedAtUs = readInstant(value('started_at'));
  if (startedAtUs === null) throw new BadRow('bad_time', `started_at ${value('started_at')}`);
  return {
    eventId: readId('event_id', value('event_id')),
    service,
    line: readId('line', value('line')).replace(/^\+/, ''),
    startedAtUs,
    durationSeconds: readCount(
      'duration_s',
      value('duration_s'),
      NEEDS_DURATION.includes(service),
      MOST_SECONDS,
    ),
    dialled: NEEDS_CALLED.includes(service) ? readDialled(value('called')) : '',
    octetsUp: readCount('bytes_up', value('bytes_up'), service === 'data', MOST_OCTETS),
    octetsDown: readCount('bytes_down', value('bytes_down'), service === 'data', MOST_OCTETS),
    ...readSession(service, value('session_id'), value('session_started_at'), startedAtUs),
    country: readCountry(value('country')),
    delivered: service === 'sms_internet' && readOutcome(value('outcome')),
  };
}

function readId(column: string, text: string): string {
  if (text === '' || text === '+') throw new BadRow('empty_id', `${column} is empty`);
  if (Buffer.byteLength(text) > MOST_ID_BYTES) throw new BadRow('id_too_long', column);
  return text;
}

/** A whole number; 0 for an empty field of a service that does not need it. */
function readCount(column: string, text: string, required: boolean, most: number): number {
  if (text === '' && !required) return 0;
  if (!/^\d+$/.test(text) || Number(text) > most) {
    throw new BadRow('bad_count', `${column} ${text}: a whole number was expected`);
  }
  return Number(text);
}

function readDialled(text: string): string {
  if (!/^\+?\d{1,17}$/.test(text)) throw new BadRow('bad_called', `called ${text}`);
  return text;
}

function readSession(
  service: string,
  id: string,
  startText: string,
  startedAtUs: number,
): { sessionId: string; sessionStartedAtUs: number } {
  if (service !== 'data' || (id === '' && startText === '')) {
    return { sessionId: '', sessionStartedAtUs: startedAtUs };
  }
  if (id === '' || startText === '') throw new BadRow('bad_session', 'session id or start alone');
  const sessionStartedAtUs = readInstant(startText);
  if (sessionStartedAtUs === null) throw new BadRow('bad_time', `session start ${startText}`);
  if (sessionStartedAtUs > startedAtUs)
    throw new BadRow('bad_session', 'starts before its session');
  return { sessionId: readId('session_id', id), sessionStartedAtUs };
}

function readCountry(text: string): string {
  if (text !== '' && !/^[A-Za-z]{2}$/.test(text)) throw new BadRow('bad_country', text);
  return text.toUpperCase();
}

function readOutcome(text: string): boolean {
  if (text === '') throw new BadRow('empty_outcome', 'outcome is empty');
  return text === 'delivered';
}

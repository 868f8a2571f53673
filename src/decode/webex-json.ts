import type { CdrRows } from '../batch/cdr-rows.ts';
import { MAX_RECORD_BYTES, MAX_REJECT_RAW_BYTES } from '../bounds.ts';
import type { CdrFormat, Decoder } from './cdr-format.ts';
import { afterByteOrderMark } from './csv-header.ts';
import {
  JsonObjectScanner,
  OBJECT_BROKEN,
  OBJECT_INCOMPLETE,
  OBJECT_IS_BODY,
} from './json-object-scanner.ts';
import { WebexItemText, webexSlotOf } from './webex-item-text.ts';
import { WebexLeg } from './webex-leg.ts';

/**
 * Answers of Webex Calling's `cdr_feed` and `cdr_stream`: `{"items":[…]}`, or the list alone, or one item
 * per line; and any number of these one after the other, as they are when pages are appended to a file.
 *
 * A row is an item, counted from 1. Commas between items may be missing or too many: items that can be read
 * are read.
 */
export const webexJson: CdrFormat = {
  name: 'webex-json',
  splitsAtLines: false,
  firstRow: 1,
  dataStart: afterByteOrderMark,
  sniff(head) {
    const text = Buffer.from(head.subarray(afterByteOrderMark(head))).toString('latin1');
    return /^\s*\{\s*"items"\s*:\s*\[/.test(text) || /^\s*[[{][^]*"Report ID"\s*:/i.test(text);
  },
  open(): Decoder {
    return new WebexJsonDecoder();
  },
};

const LF = 10;
const SPACE = 32;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** What is open around the items. */
const AT_TOP = 0;
const IN_LIST = 1;
const IN_BODY_LIST = 2;
/** In a body, after its list. */
const IN_BODY_REST = 3;

/** What the next byte belongs to. */
const BETWEEN_OBJECTS = 0;
const IN_OBJECT = 1;
const IN_LONG_OBJECT = 2;
/** Something was broken: looking for where the next object may begin. */
const SEARCHING = 3;

/** Returned where bytes or room in the block are wanting. */
const WAIT = -1;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const lenientUtf8 = new TextDecoder();

class WebexJsonDecoder implements Decoder {
  rowsSeen = 0;
  private readonly scanner = new JsonObjectScanner();
  private readonly text = new WebexItemText();
  private readonly leg = new WebexLeg(webexSlotOf);
  private place = AT_TOP;
  private state = BETWEEN_OBJECTS;
  /** While searching: the last byte that is not blank, or a line feed if one came after it. */
  private previous = 0;

  decode(bytes: Uint8Array, start: number, end: number, isLast: boolean, rows: CdrRows): number {
    if (rows.rowCount === 0) this.text.clear();
    rows.bytes = this.text.bytes;
    let at = start;
    while (at < end && rows.rowCount < rows.capacity) {
      if (this.state === BETWEEN_OBJECTS) at = this.readBetween(bytes, at, end, rows);
      else if (this.state === SEARCHING) at = this.searchObject(bytes, at, end);
      else if (this.state === IN_LONG_OBJECT) at = this.skipLongObject(bytes, at, end);
      else {
        const next = this.readObject(bytes, at, end, isLast, rows);
        if (next === WAIT) return at;
        at = next;
      }
    }
    if (isLast && at >= end) this.finish(rows);
    return at;
  }

  /** Reads on to the next object, through what stands around objects. */
  private readBetween(bytes: Uint8Array, start: number, end: number, rows: CdrRows): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      if (byte === OPEN_BRACE) {
        this.scanner.begin();
        this.state = IN_OBJECT;
        return at;
      }
      if (byte === OPEN_BRACKET && this.place === AT_TOP) {
        this.place = IN_LIST;
      } else if (byte === CLOSE_BRACKET && this.place === IN_LIST) {
        this.place = AT_TOP;
      } else if (byte === CLOSE_BRACKET && this.place === IN_BODY_LIST) {
        this.place = IN_BODY_REST;
        this.scanner.beginAfterItems();
        this.state = IN_OBJECT;
        return at + 1;
      } else if (byte > SPACE && byte !== COMMA) {
        this.reject(rows, bytes, at, at + 1, 'bad_json', 'expected an item in braces');
        this.search();
        return at + 1;
      }
    }
    return end;
  }

  private readObject(
    bytes: Uint8Array,
    start: number,
    end: number,
    isLast: boolean,
    rows: CdrRows,
  ): number {
    const { scanner } = this;
    const limit = Math.min(end, start + MAX_RECORD_BYTES);
    const code = scanner.scan(bytes, start, limit);
    if (code === OBJECT_INCOMPLETE) {
      if (limit - start === MAX_RECORD_BYTES) {
        const detail = `the item has more than ${MAX_RECORD_BYTES} bytes`;
        this.reject(rows, bytes, start, limit, 'row_too_long', detail);
        scanner.forgetScanned();
        this.state = IN_LONG_OBJECT;
        return limit;
      }
      if (!isLast) return WAIT;
      this.reject(rows, bytes, start, end, 'truncated', 'the file ends inside this item');
      return this.searchAfter(start);
    }
    if (code === OBJECT_BROKEN) {
      const detail = 'the item is not valid JSON after what is shown';
      this.reject(rows, bytes, start, scanner.next, 'bad_json', detail);
      return this.searchAfter(start);
    }
    if (code === OBJECT_IS_BODY) {
      this.place = IN_BODY_LIST;
    } else if (this.place === IN_BODY_REST) {
      this.place = AT_TOP;
    } else {
      if (!this.text.hasRoomFor(scanner.next - start)) {
        scanner.begin();
        return WAIT;
      }
      this.readItem(bytes, start, scanner.next, rows);
    }
    this.state = BETWEEN_OBJECTS;
    return scanner.next;
  }

  private readItem(bytes: Uint8Array, start: number, end: number, rows: CdrRows): void {
    let json: string;
    try {
      json = strictUtf8.decode(bytes.slice(start, end));
    } catch {
      this.reject(rows, bytes, start, end, 'invalid_utf8', 'the item is not valid UTF-8');
      return;
    }
    let item: Record<string, unknown>;
    try {
      item = JSON.parse(json);
    } catch (error) {
      const detail = `the item is not valid JSON: ${(error as Error).message}`;
      this.reject(rows, bytes, start, end, 'bad_json', detail);
      return;
    }
    const { text } = this;
    const field = text.write(item);
    if (field !== null) {
      const detail = `${field} holds a control character`;
      this.reject(rows, bytes, start, end, 'control_character', detail);
      return;
    }
    rows.row[rows.rowCount] = this.rowsSeen;
    const problem = this.leg.read(text.bytes, text.bounds, rows);
    if (problem !== null) {
      const space = problem.indexOf(' ');
      const [reason, detail] = [problem.slice(0, space), problem.slice(space + 1)];
      this.reject(rows, bytes, start, end, reason, detail);
      return;
    }
    text.keep();
    rows.rowCount++;
    this.rowsSeen++;
  }

  /** The rest of an object that is already rejected for its length. */
  private skipLongObject(bytes: Uint8Array, start: number, end: number): number {
    const code = this.scanner.scan(bytes, start, end);
    if (code === OBJECT_INCOMPLETE) {
      this.scanner.forgetScanned();
      return end;
    }
    if (code === OBJECT_BROKEN) this.search();
    else this.state = BETWEEN_OBJECTS;
    if (this.place === IN_BODY_REST) this.place = AT_TOP;
    return this.scanner.next;
  }

  private search(): void {
    this.state = SEARCHING;
    this.previous = 0;
    if (this.place === IN_BODY_REST) this.place = AT_TOP;
  }

  /** Begins the search inside the broken object: a quote missing there has made its end uncertain. */
  private searchAfter(start: number): number {
    this.search();
    return start + 1;
  }

  /** Finds a brace where an item can begin: after another, in a list, or first on a line. */
  private searchObject(bytes: Uint8Array, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      const { previous } = this;
      if (
        byte === OPEN_BRACE &&
        (previous === COMMA ||
          previous === CLOSE_BRACE ||
          previous === OPEN_BRACKET ||
          previous === LF)
      ) {
        this.state = BETWEEN_OBJECTS;
        return at;
      }
      if (byte > SPACE || byte === LF) this.previous = byte;
    }
    return end;
  }

  /** At the end of the file: a list still open means that items are missing, unless a reject said so. */
  private finish(rows: CdrRows): void {
    const isOpen = this.place !== AT_TOP;
    this.place = AT_TOP;
    if (isOpen && (this.state === BETWEEN_OBJECTS || this.state === IN_OBJECT)) {
      this.state = BETWEEN_OBJECTS;
      const detail = 'the file ends before its list of items does: it was cut off';
      this.reject(rows, EMPTY, 0, 0, 'truncated', detail);
    }
  }

  private reject(
    rows: CdrRows,
    bytes: Uint8Array,
    start: number,
    end: number,
    reason: string,
    detail: string,
  ): void {
    const shownEnd = Math.min(end, start + MAX_REJECT_RAW_BYTES);
    const raw = lenientUtf8.decode(bytes.slice(start, shownEnd));
    rows.rejects.push({ row: this.rowsSeen, reason, detail, raw });
    this.rowsSeen++;
  }
}

const EMPTY = new Uint8Array(0);

import type { CdrRows } from '../batch/cdr-rows.ts';
import { MAX_RECORD_BYTES, MAX_REJECT_RAW_BYTES } from '../bounds.ts';
import type { Decoder } from './cdr-format.ts';
import {
  JsonObjectScanner,
  OBJECT_BROKEN,
  OBJECT_INCOMPLETE,
  OBJECT_IS_BODY,
} from './json-object-scanner.ts';

/** Meaning of the items of one JSON format. */
export interface JsonItems {
  /** Called before the first item of a block; returns the bytes into which the block's columns will point. */
  beginBlock(): Uint8Array;
  /** Whether an item of so many bytes of JSON can still be read into the block; always true of its first. */
  hasRoomFor(jsonBytes: number): boolean;
  /**
   * Writes row `rows.rowCount` of the block from the item; the caller counts it when all is well.
   * @returns null, or why the item is rejected: the reason's code, a space, the detail
   */
  read(item: Record<string, unknown>, rows: CdrRows): string | null;
  /** Whether an object found inside an item is an item itself. */
  isItem(value: object): boolean;
}

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

/**
 * Decodes a stream of JSON items, whatever they mean: `{"items":[…]}`, or the list alone, or items without a
 * list; and any number of these one after the other. A row is an item.
 *
 * Commas between items may be missing or too many: items that can be read are read. A broken one is one
 * reject, and the search for the next begins inside it: so does it where a list in an item was never closed
 * and the items behind it seem to stand in that list.
 */
export class JsonItemsDecoder implements Decoder {
  rowsSeen = 0;
  private readonly items: JsonItems;
  private readonly scanner = new JsonObjectScanner();
  private place = AT_TOP;
  private state = BETWEEN_OBJECTS;
  /** While searching: the last byte that is not blank, or a line feed if one came after it. */
  private previous = 0;

  constructor(items: JsonItems) {
    this.items = items;
  }

  decode(bytes: Uint8Array, start: number, end: number, isLast: boolean, rows: CdrRows): number {
    if (rows.rowCount === 0) rows.bytes = this.items.beginBlock();
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
        return this.searchFrom(at + 1);
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
        if (scanner.hasListedObject) return this.searchAgain(start);
        scanner.forgetScanned();
        this.state = IN_LONG_OBJECT;
        return limit;
      }
      if (!isLast) return WAIT;
      this.reject(rows, bytes, start, end, 'truncated', 'the file ends inside this item');
      return this.searchAgain(start);
    }
    if (code === OBJECT_BROKEN) {
      const detail = 'the item is not valid JSON after what is shown';
      this.reject(rows, bytes, start, scanner.next, 'bad_json', detail);
      return this.searchAgain(start);
    }
    if (code === OBJECT_IS_BODY) {
      this.place = IN_BODY_LIST;
    } else if (this.place === IN_BODY_REST) {
      if (scanner.hasListedObject && !this.isPlainRest(bytes, start, scanner.next)) {
        const detail = 'other items seem to stand behind the list of items: a bracket is missing';
        this.reject(rows, bytes, start, scanner.next, 'bad_json', detail);
        return this.searchAgain(start);
      }
      this.place = AT_TOP;
    } else {
      if (!this.items.hasRoomFor(scanner.next - start)) {
        scanner.begin();
        return WAIT;
      }
      const isWhole = this.readItem(bytes, start, scanner.next, rows);
      if (!isWhole && scanner.hasListedObject) return this.searchAgain(start);
    }
    this.state = BETWEEN_OBJECTS;
    return scanner.next;
  }

  /** False when the object is no JSON, or holds other items: what of it is an item is uncertain. */
  private readItem(bytes: Uint8Array, start: number, end: number, rows: CdrRows): boolean {
    let json: string;
    try {
      json = strictUtf8.decode(bytes.slice(start, end));
    } catch {
      this.reject(rows, bytes, start, end, 'invalid_utf8', 'the item is not valid UTF-8');
      return false;
    }
    let item: Record<string, unknown>;
    try {
      item = JSON.parse(json);
    } catch (error) {
      const detail = `the item is not valid JSON: ${(error as Error).message}`;
      this.reject(rows, bytes, start, end, 'bad_json', detail);
      return false;
    }
    if (this.scanner.hasListedObject && this.holdsItem(item)) {
      const detail = 'other items stand in a list of this one: a bracket is missing';
      this.reject(rows, bytes, start, end, 'bad_json', detail);
      return false;
    }
    rows.row[rows.rowCount] = this.rowsSeen;
    const problem = this.items.read(item, rows);
    if (problem !== null) {
      const space = problem.indexOf(' ');
      const [reason, detail] = [problem.slice(0, space), problem.slice(space + 1)];
      this.reject(rows, bytes, start, end, reason, detail);
      return true;
    }
    rows.rowCount++;
    this.rowsSeen++;
    return true;
  }

  /**
   * True when what follows the list of a body is what it seems: a bracket inside a broken item may have been taken
   * for the end of the list, and then the items behind it stand in there.
   */
  private isPlainRest(bytes: Uint8Array, start: number, end: number): boolean {
    try {
      return !this.holdsItem(
        JSON.parse(`{"items":[]${strictUtf8.decode(bytes.slice(start, end))}`),
      );
    } catch {
      return false;
    }
  }

  private holdsItem(value: object): boolean {
    return Object.values(value).some(
      (inner: unknown) =>
        typeof inner === 'object' &&
        inner !== null &&
        (this.items.isItem(inner) || this.holdsItem(inner)),
    );
  }

  /** The rest of an object that is already rejected for its length. */
  private skipLongObject(bytes: Uint8Array, start: number, end: number): number {
    const code = this.scanner.scan(bytes, start, end);
    if (code === OBJECT_INCOMPLETE) {
      this.scanner.forgetScanned();
      return end;
    }
    if (code === OBJECT_BROKEN) return this.searchFrom(this.scanner.next);
    if (this.place === IN_BODY_REST) this.place = AT_TOP;
    this.state = BETWEEN_OBJECTS;
    return this.scanner.next;
  }

  private searchFrom(at: number): number {
    this.state = SEARCHING;
    this.previous = COMMA;
    if (this.place === IN_BODY_REST) this.place = AT_TOP;
    return at;
  }

  /** Searches what was scanned in vain: a quote or bracket missing there has made its end uncertain. */
  private searchAgain(start: number): number {
    return this.searchFrom(this.place === IN_BODY_REST ? start : start + 1);
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

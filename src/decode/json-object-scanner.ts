import { MAX_JSON_DEPTH } from '../bounds.ts';

const OBJECT_COMPLETE = 0;
/** The bytes end inside the object. */
export const OBJECT_INCOMPLETE = 1;
/** The object holds something that no JSON object can hold. */
export const OBJECT_BROKEN = 2;
/** The object is no record but a body with a list of records, which begins here. */
export const OBJECT_IS_BODY = 3;

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Bytes that may stand outside strings, brackets apart: blanks, punctuation, numbers, true, false, null. */
const MAY_STAND_OUTSIDE_STRINGS = new Uint8Array(256);
for (const byte of new TextEncoder().encode(' \t\r\n,:+-.0123456789Etruefalsnul')) {
  MAY_STAND_OUTSIDE_STRINGS[byte] = 1;
}

/** The key whose list makes an object a body, with its quotes. */
const ITEMS_KEY = new TextEncoder().encode('"items"');

/**
 * Finds the end of a JSON object in a stream of bytes, without parsing it: knows strings, escapes and
 * nesting, and as much of the grammar as it takes to notice soon that a quote or a bracket is missing.
 * It can stop at the end of the bytes at hand and go on when there are more.
 */
export class JsonObjectScanner {
  /** Offset after the object or after the bracket that opens a body's list; where a fault was noticed. */
  next = 0;
  /** An object stands in a list in what was scanned: so would the items after one whose list is never closed. */
  hasListedObject = false;
  private scannedBytes = 0;
  private depth = 0;
  /** One bit per open bracket, innermost lowest: 1 = an object, 0 = a list. */
  private kinds = 0;
  private isInString = false;
  /** The bytes ended after a backslash. */
  private isEscaped = false;
  /** Last byte outside strings that is not blank. */
  private previous = 0;
  /** Where the last string begins, relative to the object. */
  private stringOffset = 0;
  private mayBeBody = true;

  /** Prepares for an object that begins with its brace. */
  begin(): void {
    this.beginAt(0, 0);
  }

  /** Prepares for the rest of a body, after its list. */
  beginAfterItems(): void {
    this.beginAt(1, 1);
  }

  private beginAt(depth: number, kinds: number): void {
    this.hasListedObject = false;
    this.scannedBytes = 0;
    this.depth = depth;
    this.kinds = kinds;
    this.isInString = false;
    this.isEscaped = false;
    this.previous = CLOSE_BRACKET;
    this.mayBeBody = true;
  }

  /** From here on the bytes scanned are not kept: the next scan begins where this one stopped. */
  forgetScanned(): void {
    this.scannedBytes = 0;
    this.mayBeBody = false;
  }

  /**
   * Scans on in the object that begins at `start`: what earlier calls have seen of it is not read again.
   * @returns one of the OBJECT_ codes; `next` is set unless OBJECT_INCOMPLETE
   */
  scan(bytes: Uint8Array, start: number, end: number): number {
    let at = start + this.scannedBytes;
    while (at < end) {
      if (this.isInString) {
        at = this.skipString(bytes, at, end);
        continue;
      }
      const byte = bytes[at++];
      if (byte === QUOTE) {
        if (!this.mayBeginString()) return this.stopAt(at, OBJECT_BROKEN);
        this.isInString = true;
        this.stringOffset = at - 1 - start;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (!this.mayOpen()) return this.stopAt(at, OBJECT_BROKEN);
        if (byte === OPEN_BRACKET && this.isBody(bytes, start)) {
          return this.stopAt(at, OBJECT_IS_BODY);
        }
        if (byte === OPEN_BRACE && this.depth > 0 && (this.kinds & 1) === 0) {
          this.hasListedObject = true;
        }
        this.depth++;
        this.kinds = (this.kinds << 1) | (byte === OPEN_BRACE ? 1 : 0);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if ((this.kinds & 1) !== (byte === CLOSE_BRACE ? 1 : 0)) {
          return this.stopAt(at, OBJECT_BROKEN);
        }
        this.depth--;
        this.kinds >>>= 1;
        if (this.depth === 0) return this.stopAt(at, OBJECT_COMPLETE);
      } else if (MAY_STAND_OUTSIDE_STRINGS[byte] === 0) {
        return this.stopAt(at, OBJECT_BROKEN);
      }
      if (byte > SPACE) this.previous = byte;
    }
    this.scannedBytes = at - start;
    return OBJECT_INCOMPLETE;
  }

  private stopAt(at: number, code: number): number {
    this.next = at;
    return code;
  }

  /** Offset after the string, or `end` when it goes on. */
  private skipString(bytes: Uint8Array, start: number, end: number): number {
    let at = this.isEscaped ? start + 1 : start;
    this.isEscaped = false;
    while (at < end) {
      const byte = bytes[at++];
      if (byte === QUOTE) {
        this.isInString = false;
        return at;
      }
      if (byte === BACKSLASH) {
        this.isEscaped = at === end;
        at++;
      }
    }
    return end;
  }

  private mayBeginString(): boolean {
    const { previous } = this;
    return (
      previous === COMMA ||
      previous === COLON ||
      previous === OPEN_BRACE ||
      previous === OPEN_BRACKET
    );
  }

  /** In an object, a bracket can open only as the value of a key. */
  private mayOpen(): boolean {
    if (this.depth === MAX_JSON_DEPTH) return false;
    return this.depth === 0 || (this.kinds & 1) === 0 || this.previous === COLON;
  }

  private isBody(bytes: Uint8Array, start: number): boolean {
    if (!this.mayBeBody || this.depth !== 1 || this.previous !== COLON) return false;
    const key = start + this.stringOffset;
    return ITEMS_KEY.every((byte, k) => bytes[key + k] === byte);
  }
}

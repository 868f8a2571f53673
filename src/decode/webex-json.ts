import type { CdrRows } from '../batch/cdr-rows.ts';
import type { CdrFormat } from './cdr-format.ts';
import { afterByteOrderMark } from './csv-header.ts';
import { type JsonItems, JsonItemsDecoder } from './json-items-decoder.ts';
import { WebexItemText, webexSlotOf } from './webex-item-text.ts';
import { WEBEX_REQUIRED, WebexLeg } from './webex-leg.ts';

/** Answers of Webex Calling's `cdr_feed` and `cdr_stream`, as they came or appended to one file. */
export const webexJson: CdrFormat = {
  name: 'webex-json',
  splitsAtLines: false,
  firstRow: 1,
  items: 'the items of a Webex cdr_feed, which have a "Report ID"',
  dataStart: afterByteOrderMark,
  sniff(head) {
    const text = Buffer.from(head.subarray(afterByteOrderMark(head))).toString('latin1');
    const isBody = /^\s*\{\s*"items"\s*:\s*\[/.test(text);
    return isBody || (/^\s*[[{]/.test(text) && /"Report ID"\s*:/i.test(text));
  },
  open() {
    return new JsonItemsDecoder(new WebexItems());
  },
};

class WebexItems implements JsonItems {
  private readonly text = new WebexItemText();
  private readonly leg = new WebexLeg(webexSlotOf);

  beginBlock(): Uint8Array {
    this.text.clear();
    return this.text.bytes;
  }

  hasRoomFor(jsonBytes: number): boolean {
    return this.text.hasRoomFor(jsonBytes);
  }

  isItem(value: object): boolean {
    const slots = new Set(Object.keys(value).map((key) => webexSlotOf(key.trim())));
    return WEBEX_REQUIRED.every((name) => slots.has(webexSlotOf(name)));
  }

  read(item: Record<string, unknown>, rows: CdrRows): string | null {
    const field = this.text.write(item);
    if (field !== null) return `control_character ${field} holds a control character`;
    const problem = this.leg.read(this.text.bytes, this.text.bounds, rows);
    if (problem === null) this.text.keep();
    return problem;
  }
}

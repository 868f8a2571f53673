import { MAX_RECORD_BYTES } from '../bounds.ts';
import { WEBEX_FIELDS } from './webex-leg.ts';

/** Text of some twenty thousand items, and always that of the longest one. */
const TEXT_BYTES = 4 * MAX_RECORD_BYTES;

/** More than any number, true or false takes as text. */
const MAX_SCALAR_BYTES = 32;

/** Keys whose spelling is remembered: far more than a record has, so that odd files cannot fill memory. */
const MAX_KEYS = 1024;

const SPACE = 32;
const NO_SLOT = -1;

const SLOT_OF_NAME = new Map(WEBEX_FIELDS.map((name, slot) => [name.toLowerCase(), slot]));

/** Position of a field among WEBEX_FIELDS. */
export function webexSlotOf(name: string): number {
  return SLOT_OF_NAME.get(name.toLowerCase()) ?? NO_SLOT;
}

/**
 * The values of JSON items as bytes one after the other, as if they were fields of a CSV row: values in the
 * file may be escaped, so that columns cannot point into it.
 */
export class WebexItemText {
  /** Values of all items kept since `clear`. */
  bytes: Buffer = Buffer.alloc(0);
  /** Field k of the item written last is bytes[bounds[k], bounds[k + 1] - 1). */
  readonly bounds = new Int32Array(WEBEX_FIELDS.length + 1);
  private usedBytes = 0;
  private readonly slotOfKey = new Map<string, number>();
  private readonly values: string[] = WEBEX_FIELDS.map(() => '');

  /** Forgets all items. */
  clear(): void {
    // Not at construction: a decoder is opened for every file, also where it never decodes.
    if (this.bytes.length === 0) this.bytes = Buffer.allocUnsafe(TEXT_BYTES);
    this.usedBytes = 0;
  }

  /** Whether the values of an item of so many bytes of JSON are sure to fit: no value is longer as text. */
  hasRoomFor(jsonBytes: number): boolean {
    const needed = jsonBytes + WEBEX_FIELDS.length * MAX_SCALAR_BYTES;
    return this.bytes.length - this.usedBytes >= needed;
  }

  /**
   * Writes the values of an item; names are compared ignoring case.
   * @returns null, or the name of the field that holds a control character
   */
  write(item: Record<string, unknown>): string | null {
    const { values, bytes, bounds } = this;
    values.fill('');
    for (const key in item) {
      const slot = this.slotOf(key);
      if (slot !== NO_SLOT) values[slot] = textOf(item[key]);
    }
    let at = this.usedBytes;
    for (let slot = 0; slot < values.length; slot++) {
      bounds[slot] = at;
      const end = at + bytes.write(values[slot], at);
      for (; at < end; at++) if (bytes[at] < SPACE) return WEBEX_FIELDS[slot];
      at++;
    }
    bounds[values.length] = at;
    return null;
  }

  /** Keeps the values of the item written last: the next one is written after them. */
  keep(): void {
    this.usedBytes = this.bounds[WEBEX_FIELDS.length];
  }

  private slotOf(key: string): number {
    let slot = this.slotOfKey.get(key);
    if (slot === undefined) {
      slot = webexSlotOf(key.trim());
      if (this.slotOfKey.size < MAX_KEYS) this.slotOfKey.set(key, slot);
    }
    return slot;
  }
}

/** A value as it would stand in a report; null, lists and objects are no values. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

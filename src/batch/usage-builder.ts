import {
  USAGE_COLUMN_NAMES,
  USAGE_COLUMNS,
  USAGE_TEXTS,
  type UsageColumns,
  type UsageTextName,
} from './usage-columns.ts';

/** Records classified in one decode step, in columns that are reused from step to step. */
export class UsageBuilder {
  rowCount = 0;
  readonly capacity: number;
  readonly columns: UsageColumns;
  readonly texts: Record<UsageTextName, TextBuilder>;
  /** Three words of the event id's hash, for finding duplicates. */
  readonly idHashA: Uint32Array;
  readonly idHashB: Uint32Array;
  readonly idHashC: Uint32Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.columns = Object.fromEntries(
      USAGE_COLUMN_NAMES.map((name) => [name, new USAGE_COLUMNS[name](capacity)]),
    ) as unknown as UsageColumns;
    this.texts = Object.fromEntries(
      USAGE_TEXTS.map((name) => [name, new TextBuilder(capacity)]),
    ) as Record<UsageTextName, TextBuilder>;
    this.idHashA = new Uint32Array(capacity);
    this.idHashB = new Uint32Array(capacity);
    this.idHashC = new Uint32Array(capacity);
  }

  clear(): void {
    this.rowCount = 0;
    for (const name of USAGE_TEXTS) this.texts[name].clear();
  }
}

/** A growing text column. */
export class TextBuilder {
  readonly offsets: Int32Array;
  bytes: Uint8Array = new Uint8Array(1 << 16);
  private count = 0;

  constructor(capacity: number) {
    this.offsets = new Int32Array(capacity + 1);
  }

  /** Appends source[start, end) as the next text. */
  add(source: Uint8Array, start: number, end: number): void {
    let to = this.offsets[this.count];
    const newEnd = to + end - start;
    if (newEnd > this.bytes.length) this.grow(newEnd);
    const bytes = this.bytes;
    for (let at = start; at < end; at++) bytes[to++] = source[at];
    this.offsets[++this.count] = newEnd;
  }

  clear(): void {
    this.count = 0;
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

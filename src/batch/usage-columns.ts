import {
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Uint8,
  Uint16,
  Uint32,
  Utf8,
} from 'apache-arrow';

/**
 * A usage record after decoding, normalising and classifying: what travels between workers.
 * This list is the single source of names, types and order; the byte layout follows from it.
 */
export const USAGE_COLUMNS = {
  /** Microseconds since 1970 UTC. */
  startedAtUnixUs: Float64Array,
  /** Line as a number; a line that is no number as the negative of its key in `line_names`; 0 = unknown line. */
  lineKey: Float64Array,
  /** E.164 digits as a number; short and internal numbers negative; 0 = none. */
  called: Float64Array,
  /** Whole seconds of a call, octets up plus down of a data record, else 1. */
  measure: Float64Array,
  sessionStartedAtUnixUs: Float64Array,
  /** Index in the reference data, -1 = none. */
  contract: Int32Array,
  /** Records of one component are rated together, in order of start. */
  component: Int32Array,
  /** (tariff * SERVICE_COUNT + service) * destinationCount + destination, or a CELL_ constant. */
  cell: Int32Array,
  /** Paris day of the start, days since 1970. */
  day: Int32Array,
  /** 64-bit key of (line, session id), two halves; both 0 = the record is its own session. */
  sessionKeyLow: Uint32Array,
  sessionKeyHigh: Uint32Array,
  /** Hash of the record's content, to tell a duplicate from a conflict. */
  contentHash: Uint32Array,
  /** Index of the input range; from STORED_RANGE on, the key of the stored record's file instead. */
  range: Uint32Array,
  /** Row within the range; for a stored record the row in its file. */
  row: Uint32Array,
  destination: Uint16Array,
  country: Uint16Array,
  service: Uint8Array,
  /** Bits of usage-flags.ts. */
  flags: Uint8Array,
  /** 0 = can be rated; else a code of suspense-reasons.ts. */
  suspenseReason: Uint8Array,
  outcome: Uint8Array,
} as const;

/** Text columns: UTF-8 bytes with offsets. */
export const USAGE_TEXTS = ['eventId', 'sessionId', 'lineText'] as const;

export type UsageColumnName = keyof typeof USAGE_COLUMNS;
export type UsageTextName = (typeof USAGE_TEXTS)[number];
export const USAGE_COLUMN_NAMES = Object.keys(USAGE_COLUMNS) as UsageColumnName[];

/** Records whose `range` is at least this come from the store, not from an input file. */
export const STORED_RANGE = 0x8000_0000;

/** Cells that no tariff has. */
export const CELL_NONE = -1;
/** A call of zero seconds: rated 0 whatever its number (G3). */
export const CELL_ZERO_SECONDS = -2;
/** An incoming call: rated 0 (G12). */
export const CELL_INCOMING = -3;

export type UsageColumns = {
  [Name in UsageColumnName]: InstanceType<(typeof USAGE_COLUMNS)[Name]>;
};

/** A text column: text i is bytes[offsets[i]] to offsets[i + 1] (exclusive). */
export interface TextColumn {
  offsets: Int32Array;
  bytes: Uint8Array;
}

const ARROW_TYPES = new Map<unknown, () => Float64 | Int32 | Uint32 | Uint16 | Uint8>([
  [Float64Array, () => new Float64()],
  [Int32Array, () => new Int32()],
  [Uint32Array, () => new Uint32()],
  [Uint16Array, () => new Uint16()],
  [Uint8Array, () => new Uint8()],
]);

/** The Arrow schema of a batch of usage records. */
export const USAGE_SCHEMA = new Schema([
  ...USAGE_COLUMN_NAMES.map(
    (name) => new Field(name, (ARROW_TYPES.get(USAGE_COLUMNS[name]) as () => Uint8)(), false),
  ),
  ...USAGE_TEXTS.map((name) => new Field(name, new Utf8(), false)),
]);

/** Wraps columns as an Arrow record batch, without copying. */
export function usageBatch(
  columns: UsageColumns,
  texts: Record<UsageTextName, TextColumn>,
  rowCount: number,
): RecordBatch {
  const children = [
    ...USAGE_COLUMN_NAMES.map((name) =>
      makeData({ type: fieldType(name), length: rowCount, data: columns[name] as Uint8Array }),
    ),
    ...USAGE_TEXTS.map((name) =>
      makeData({
        type: new Utf8(),
        length: rowCount,
        valueOffsets: texts[name].offsets,
        data: texts[name].bytes,
      }),
    ),
  ];
  const type = new Struct(USAGE_SCHEMA.fields);
  return new RecordBatch(USAGE_SCHEMA, makeData({ type, length: rowCount, children }));
}

function fieldType(name: UsageColumnName): Uint8 {
  return USAGE_SCHEMA.fields[USAGE_COLUMN_NAMES.indexOf(name)].type as Uint8;
}

/** The typed arrays of a batch's columns, as the rating kernels want them. */
export function columnsOf(batch: RecordBatch): UsageColumns {
  return Object.fromEntries(
    USAGE_COLUMN_NAMES.map((name, k) => [name, batch.data.children[k].values]),
  ) as unknown as UsageColumns;
}

/** A text column of a batch. */
export function textOf(batch: RecordBatch, name: UsageTextName): TextColumn {
  const data = batch.data.children[USAGE_COLUMN_NAMES.length + USAGE_TEXTS.indexOf(name)];
  return { offsets: data.valueOffsets as Int32Array, bytes: data.values as Uint8Array };
}

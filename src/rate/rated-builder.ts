import { RATED_COLUMNS, type RatedBatch, type RatedColumnName } from '../batch/rated-columns.ts';
import type { TextColumn } from '../batch/usage-columns.ts';

/** Collects the rated records of a partition in the store's layout. */
export class RatedBuilder {
  rowCount = 0;
  private readonly buffers: Record<RatedColumnName, ArrayBuffer>;
  private readonly sourceRows: Int32Array;

  constructor(capacity: number) {
    this.buffers = Object.fromEntries(
      RATED_COLUMNS.map(({ name, width }) => [name, new ArrayBuffer(capacity * width)]),
    ) as Record<RatedColumnName, ArrayBuffer>;
    this.sourceRows = new Int32Array(capacity);
  }

  /** A 64-bit column as pairs of halves, or a 32-bit one. */
  int32(name: RatedColumnName): Int32Array {
    return new Int32Array(this.buffers[name]);
  }

  uint16(name: RatedColumnName): Uint16Array {
    return new Uint16Array(this.buffers[name]);
  }

  uint8(name: RatedColumnName): Uint8Array {
    return new Uint8Array(this.buffers[name]);
  }

  /** Takes the next row for the record in `sourceRow` of the partition. */
  next(sourceRow: number): number {
    this.sourceRows[this.rowCount] = sourceRow;
    return this.rowCount++;
  }

  /** The finished batch; texts are copied in rating order. */
  finish(texts: TextColumn[]): RatedBatch {
    return {
      rowCount: this.rowCount,
      columns: RATED_COLUMNS.map(({ name }) => this.buffers[name]),
      texts: texts.map((column) => this.pickTexts(column)),
    };
  }

  private pickTexts(column: TextColumn): { offsets: Int32Array; bytes: Uint8Array } {
    const { offsets, bytes } = column;
    const picked = new Uint8Array(bytes.length);
    const ends = new Int32Array(this.rowCount + 1);
    let to = 0;
    for (let k = 0; k < this.rowCount; k++) {
      const row = this.sourceRows[k];
      for (let at = offsets[row]; at < offsets[row + 1]; at++) picked[to++] = bytes[at];
      ends[k + 1] = to;
    }
    return { offsets: ends, bytes: picked };
  }
}

/** A growing column of 32-bit integers: reference files do not say how many rows they hold. */
export interface IntColumn {
  values: Int32Array;
  length: number;
}

export function newIntColumn(): IntColumn {
  return { values: new Int32Array(1024), length: 0 };
}

export function pushInt(column: IntColumn, value: number): void {
  if (column.length === column.values.length) {
    const larger = new Int32Array(column.length * 2);
    larger.set(column.values);
    column.values = larger;
  }
  column.values[column.length++] = value;
}

/** The values pushed so far, without a copy. */
export function intsOf(column: IntColumn): Int32Array {
  return column.values.subarray(0, column.length);
}

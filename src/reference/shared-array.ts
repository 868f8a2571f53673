type NumberArray = Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** Copy of the array over shared memory, so that workers see it without a copy of their own. */
export function shareArray<T extends NumberArray>(array: T): T {
  const Constructor = array.constructor as unknown as new (buffer: SharedArrayBuffer) => T;
  const shared = new Constructor(new SharedArrayBuffer(array.byteLength));
  shared.set(array);
  return shared;
}

/** Zeros in shared memory, which takes no room until it is written. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** The same as 32-bit integers. */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4));
}

/** Times by index in shared memory, all the same. */
export function sharedTimes(count: number, value: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(count * 8)).fill(value);
}

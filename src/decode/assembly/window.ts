/** The bytes being decoded: a window of a file, somewhere in memory. Offsets are those of JavaScript's array. */

let windowAt: usize = 0;

export function placeWindow(address: usize): void {
  windowAt = address;
}

export function addressOf(offset: u32): usize {
  return windowAt + offset;
}

export function byteAt(offset: u32): u32 {
  return load<u8>(windowAt + offset);
}

/** The four bytes from there on, the first lowest. */
export function wordAt(offset: u32): u32 {
  return load<u32>(windowAt + offset);
}

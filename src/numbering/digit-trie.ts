const ZERO = 0x30;

/**
 * A decimal trie for longest-prefix search, flattened into two arrays.
 *
 * The child of node n for digit d is child[n * 10 + d]: a positive value is the next node; any other
 * value v ends the walk with result ~v, the longest prefix on the way (~0 = -1 = none). entry[n] is
 * the result for digits that run out at node n. Most prefixes are leaves and need no node of
 * their own: that is what keeps the table in the processor's cache.
 */
export interface DigitTrie {
  child: Int32Array;
  entry: Int32Array;
}

/**
 * Trie of prefixes, in shared memory.
 * @param prefixes digits -> result, a number >= 0; the empty prefix matches everything
 */
export function buildDigitTrie(prefixes: ReadonlyMap<string, number>): DigitTrie {
  const root = newNode();
  for (const [digits, result] of prefixes) {
    let node = root;
    for (const digit of digits) {
      node.next[Number(digit)] ??= newNode();
      node = node.next[Number(digit)];
    }
    node.result = result;
  }
  return flatten(root);
}

/** Result of the longest prefix of bytes[start, end) (ASCII digits), -1 = none. */
export function longestPrefix(
  child: Int32Array,
  entry: Int32Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let node = 0;
  for (let at = start; at < end; at++) {
    const next = child[node * 10 + bytes[at] - ZERO];
    if (next <= 0) return ~next;
    node = next;
  }
  return entry[node];
}

interface GrowingNode {
  next: GrowingNode[];
  result: number;
}

function newNode(): GrowingNode {
  return { next: [], result: -1 };
}

/** Breadth first, so that the nodes near the root, which every search visits, lie side by side. */
function flatten(root: GrowingNode): DigitTrie {
  const inner = [root];
  const reached = [root.result];
  const child: number[] = [];
  for (let at = 0; at < inner.length; at++) {
    for (let digit = 0; digit < 10; digit++) {
      const next = inner[at].next[digit];
      const result = next === undefined || next.result < 0 ? reached[at] : next.result;
      if (next === undefined || next.next.length === 0) {
        child.push(~result);
      } else {
        child.push(inner.length);
        inner.push(next);
        reached.push(result);
      }
    }
  }
  return { child: sharedInt32(child), entry: sharedInt32(reached) };
}

/** A copy of the values in shared memory. */
export function sharedInt32(values: ArrayLike<number>): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(values.length * 4));
  shared.set(values);
  return shared;
}

import { type HeadCounts, SESSION_HEAD_BIT, UUID_KEY } from '../batch/id-heads.ts';
import { type TextIndex, TextIndexBuilder } from '../reference/text-index.ts';
import type { Store } from './store.ts';

/** Records looked at that must share a head for the store to keep it. */
const LEAST_COUNT = 4;
/** Most heads of a database; ids of further ones are kept as text. */
const MOST_HEADS = 4096;

/**
 * The heads of ids that the store knows, with the new ones of a run: see batch/id-heads.ts. The key of a head is its
 * index + 1. The first one, NO_HEAD, is empty.
 * @param counts of the run's records; the commonest come first
 */
export async function knownHeads(store: Store, counts: HeadCounts): Promise<TextIndex> {
  const rows = await store.query<{ head: string }>('SELECT head FROM id_heads ORDER BY head_key');
  const known = rows.map(({ head }) => head);
  const isKnown = new Set(known);
  const common = [...counts].filter(([head, count]) => count >= LEAST_COUNT && head !== '');
  common.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const heads = [...(known.length === 0 ? [''] : []), ...common.map(([head]) => head)];
  const fresh = heads.filter((head) => !isKnown.has(head)).slice(0, MOST_HEADS - known.length);
  for (const [k, head] of fresh.entries()) {
    await store.run('INSERT INTO id_heads VALUES (?, ?)', [known.length + k + 1, head]);
  }
  const index = new TextIndexBuilder();
  for (const head of [...known, ...fresh]) index.addText(head);
  return index.freeze();
}

/** Keys of the heads of a record's ids, in SQL; 0 = the id is kept as text. */
export const EVENT_HEAD = `(record.id_heads & ${UUID_KEY})`;
export const SESSION_HEAD = `(record.id_heads >> ${SESSION_HEAD_BIT})`;

/** The heads in SQL, in the order of their keys, which are 1, 2, 3 … */
export const HEADS = '(SELECT list(head ORDER BY head_key) FROM id_heads)';

import { hashOfId } from '../batch/event-id-hash.ts';
import { addBlockers } from './charge-tables.ts';
import type { Desk } from './desks.ts';
import { makeTableOfRows } from './work-tables.ts';

/** Leaves out events in suspense that are written off: nobody is billed for them, so nobody waits for them. */
export const NOT_WRITTEN_OFF = 's.event_id NOT IN (SELECT event_id FROM reference_write_offs)';

/**
 * An event that was written off and has a price after all keeps its customer's draft open: either it is billed or
 * it is not, and only who wrote it off knows.
 */
export async function blockRatedWriteOffs(desk: Desk): Promise<void> {
  const events = await desk.query<{ event_id: string }>(
    'SELECT event_id FROM reference_write_offs WHERE event_id NOT IN (SELECT event_id FROM suspended_events)',
  );
  if (events.length === 0) return;
  await makeTableOfRows(
    desk,
    'written_off',
    { event_id: 'VARCHAR', id_hash: 'UBIGINT' },
    events.map(({ event_id }) => ({ event_id, id_hash: String(hashOfId(event_id)) })),
  );
  await addBlockers(
    desk,
    `SELECT b.customer, u.contract_key, u.event_id AS item, 'written_off' AS reason,
       'write_offs.csv names this event, but it has a price now: take it out of the file, or correct what gave '
         || 'it one' AS detail
     FROM usage_events u
     JOIN written_off w ON w.id_hash = u.id_hash AND w.event_id = u.event_id
     JOIN billed_contracts b ON b.contract_key = u.contract_key
     WHERE u.month = first_day()`,
  );
}

/** SQL that changes stored usage as no run would: its numbers are parts of one column, its ids are put together by a view. */

/** @param eventId an expression, such as a text in quotes */
export function rowOfEvent(eventId: string): string {
  return `rowid IN (SELECT place FROM usage_events WHERE event_id = ${eventId})`;
}

/** @param value an expression of `record`, of the part's own type */
export function setUsage(part: string, value: string, eventId: string): string {
  return `UPDATE usage_rows SET record = struct_update(record, ${part} := ${value}) WHERE ${rowOfEvent(eventId)}`;
}

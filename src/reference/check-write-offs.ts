import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { isEmptyField, reportField } from './reference-row.ts';
import { newId, newIdSet } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'write_offs',
  columns: ['event_id', 'reason'],
  optional: [],
};
const EVENT_ID = 0;
const REASON = 1;

/** Checks write_offs.csv: events in suspense that nobody will be billed for, each once and with the reason. */
export function checkWriteOffs(files: ReferenceFiles): void {
  const events = newIdSet('event_id', 'write_offs', files);
  files.read(LAYOUT, (row) => {
    newId(row, EVENT_ID, events);
    if (isEmptyField(row, REASON)) {
      reportField(row, REASON, 'empty reason; expected why nobody is billed for the event');
    }
  });
}

import type { Alarm } from '../reference/load-alarms.ts';
import type { Store } from './store.ts';

const WINDOW =
  '{"from_date":"DATE","to_date":"DATE","weekdays":"INTEGER","from_minute":"INTEGER","to_minute":"INTEGER"}';

/** What from_json makes of a row: the columns of reference_alarms, in order. */
const ROW = `[{"alarm_id":"VARCHAR","customer_id":"VARCHAR","contract_id":"VARCHAR","line":"VARCHAR",
  "kind":"VARCHAR","allowed":"VARCHAR","countries":["VARCHAR"],"services":["VARCHAR"],"windows":[${WINDOW}],
  "threshold":"BIGINT","unit":"VARCHAR","per":"VARCHAR","starts_on":"DATE","ends_on":"DATE"}]`;

/** Replaces the alarms that view `alarms` evaluates by those of the reference data read now. */
export async function storeAlarms(store: Store, alarms: Alarm[]): Promise<void> {
  await store.run('DELETE FROM reference_alarms');
  if (alarms.length === 0) return;
  await store.run(
    `INSERT INTO reference_alarms
     SELECT unnest(x, max_depth := 2) FROM (SELECT from_json(CAST(? AS JSON), '${ROW}') AS x)`,
    [JSON.stringify(alarms.map(rowOf))],
  );
}

function rowOf(alarm: Alarm): object {
  return {
    alarm_id: alarm.alarmId,
    customer_id: alarm.customerId,
    contract_id: alarm.contractId,
    line: alarm.line,
    kind: alarm.kind,
    allowed: alarm.allowed,
    countries: alarm.countries,
    services: alarm.services,
    windows: alarm.windows.map((window) => ({
      from_date: window.fromDate,
      to_date: window.toDate,
      weekdays: window.weekdays,
      from_minute: window.fromMinute,
      to_minute: window.toMinute,
    })),
    threshold: alarm.threshold,
    unit: alarm.unit,
    per: alarm.per,
    starts_on: alarm.startsOn,
    ends_on: alarm.endsOn,
  };
}

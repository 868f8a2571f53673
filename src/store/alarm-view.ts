import { UNIT_OF_SERVICE } from '../batch/services.ts';
import { countryCode, serviceName, sqlList } from './sql-names.ts';
import type { View } from './views.ts';

/**
 * The alarms of document 004 ("les alarmes"), evaluated on rated usage when the view is read: a late record or
 * a changed list needs nothing further.
 */

/** Paris time of an event: alarms speak of the day and hour where the customer is. */
const PARIS = "timezone('Europe/Paris', timezone('UTC', u.started_at))";
const UNIT = `(${sqlList(UNIT_OF_SERVICE)})[r.service + 1]`;

/** Rated usage `u` of the lines that the alarms of a kind watch, whatever the day. */
function watchedUse(kinds: string): string {
  return `SELECT a.* EXCLUDE (line), a.line AS only_line, c.contract_id AS event_contract_id,
      coalesce(l.line, CAST(u.line AS VARCHAR)) AS line, u.event_id, u.started_at, u.month, u.quantity,
      u.file_key, u.row, ${serviceName('r.service')} AS service, ${UNIT} AS event_unit,
      ${countryCode('u.country', 'FR')} AS country, ${PARIS} AS paris
    FROM (FROM reference_alarms WHERE kind IN (${kinds})) a
    JOIN contracts c ON c.customer_id = a.customer_id
      AND (a.contract_id IS NULL OR c.contract_id = a.contract_id)
    JOIN usage_events u ON u.contract_key = c.contract_key
    JOIN rules r ON r.rule_key = u.rule_key
    LEFT JOIN line_names l ON l.line_key = -u.line
    WHERE a.line IS NULL OR a.line = coalesce(l.line, CAST(u.line AS VARCHAR))`;
}

const IN_FORCE = `CAST(paris AS DATE) >= starts_on
    AND (ends_on IS NULL OR CAST(paris AS DATE) <= ends_on)`;

const MINUTE = 'hour(paris) * 60 + minute(paris)';

const IS_IN_A_WINDOW = `list_bool_or(list_transform(windows, lambda w:
      coalesce(CAST(paris AS DATE) BETWEEN w.from_date AND w.to_date, true)
      AND (w.weekdays >> CAST(isodow(paris) AS INTEGER)) & 1 = 1
      AND ${MINUTE} >= w.from_minute AND ${MINUTE} < w.to_minute))`;

/** Country, period and kind of communication: each event beyond what is allowed is an alarm. */
const SINGLE_EVENTS = `SELECT month, alarm_id, customer_id, event_contract_id AS contract_id, line, kind,
    CASE kind WHEN 'country' THEN 'used in ' || country
      WHEN 'period' THEN 'used ' || strftime(paris, '%Y-%m-%d %H:%M (%a)') || ' in Paris'
      ELSE 'used for ' || service END || '; allowed: ' || allowed AS detail,
    event_id, started_at
  FROM (${watchedUse("'country', 'period', 'kind_of_communication'")})
  WHERE ${IN_FORCE} AND CASE kind WHEN 'country' THEN NOT list_contains(countries, country)
    WHEN 'period' THEN NOT ${IS_IN_A_WINDOW}
    ELSE NOT list_contains(services, service) END`;

/**
 * The machine of a SIM is the first 14 digits of its IMEI: the rest is a check digit or the version of its
 * software. The first machine seen on a line is no change.
 */
const MACHINES = `SELECT month, alarm_id, customer_id, event_contract_id AS contract_id, line, kind,
    'IMEI ' || imei || ' after ' || imei_before AS detail, event_id, started_at
  FROM (
    SELECT *, lag(imei) OVER (PARTITION BY alarm_id, line ORDER BY started_at, event_id) AS imei_before
    FROM (${watchedUse("'imei'")}) e
    JOIN machine_sightings m ON m.file_key = e.file_key AND m.row = e.row)
  WHERE ${IN_FORCE} AND left(imei, 14) <> left(imei_before, 14)`;

/** The event with which a month's use goes above the threshold, of each line or of all of them together. */
const THRESHOLDS = `SELECT month, alarm_id, customer_id,
    CASE WHEN per = 'line' THEN event_contract_id ELSE contract_id END AS contract_id,
    CASE WHEN per = 'line' THEN line ELSE only_line END AS line, kind,
    CAST(used AS VARCHAR) || ' ' || unit || ' used in the month; threshold: ' || threshold || ' ' || unit AS detail,
    event_id, started_at
  FROM (
    SELECT *, sum(quantity) OVER (
        PARTITION BY alarm_id, month, CASE WHEN per = 'line' THEN line END
        ORDER BY started_at, event_id ROWS UNBOUNDED PRECEDING) AS used
    FROM (${watchedUse("'threshold'")})
    WHERE ${IN_FORCE} AND event_unit = unit)
  WHERE used > threshold AND used - quantity <= threshold`;

export const ALARMS: View = {
  name: 'alarms',
  comment:
    'One row per rated event that a customer wants to be told of (alarms.csv). Suspended events are not in it.',
  sql: `${SINGLE_EVENTS} UNION ALL ${MACHINES} UNION ALL ${THRESHOLDS}`,
  columns: {
    month: 'calendar month in Paris, its first day',
    alarm_id: 'the alarm in alarms.csv',
    customer_id: 'customer who set it',
    contract_id:
      'contract that was used; of a threshold over many contracts, the one it names, or NULL',
    line: 'line that was used; of a threshold over many lines, the one it names, or NULL',
    kind: 'country, period, imei, kind_of_communication or threshold',
    detail: 'what was used, and what is allowed',
    event_id: 'the event; of a threshold, the one that crossed it',
    started_at: 'its start, UTC',
  },
};

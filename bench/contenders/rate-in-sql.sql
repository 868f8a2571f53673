-- The rules of the mixed month in DuckDB SQL alone, as an expert would write them: what one would try instead
-- of octroi. Variables: usage_files, reference (folder), prices (folder: see price-tables.ts).
-- Not covered: prices for one customer, options that change what an offer's usage costs, SMS Internet, hits and
-- activations, balances brought in by openings.csv, months rated before.

-- Paris is two hours before UTC in summer: from the last Sunday of March to that of October, 01:00 UTC.
CREATE TEMP MACRO last_sunday(y, m) AS make_date(y, m, 31) - CAST(dayofweek(make_date(y, m, 31)) AS INTEGER);
CREATE TEMP MACRO paris(t) AS t + CASE
  WHEN t >= last_sunday(year(t), 3) + INTERVAL 1 HOUR AND t < last_sunday(year(t), 10) + INTERVAL 1 HOUR
  THEN INTERVAL 2 HOUR ELSE INTERVAL 1 HOUR END;
-- n / d for whole numbers, n >= 0, rounded half up.
CREATE TEMP MACRO half_up(n, d) AS (2 * n + d) // (2 * d);

-- Microseconds, then a TIMESTAMP in UTC: a cast of text to TIMESTAMP drops the offset, a cast of TIMESTAMPTZ is slow.
CREATE TEMP MACRO utc(t) AS make_timestamp(epoch_us(t));

CREATE TYPE service_kind AS ENUM ('voice', 'csd', 'sms', 'data');

-- 1. Records. What has not the right type is left out by the reader; a time must say its zone.
CREATE TEMP TABLE events AS
SELECT event_id, kind AS service, TRY_CAST(ltrim(line, '+') AS BIGINT) AS line, utc(instant) AS started_at,
  duration_s, called, bytes_up + bytes_down AS octets, session_id,
  utc(TRY_CAST(session_started_at AS TIMESTAMPTZ)) AS session_started_at, coalesce(country, '') AS country
FROM (
  SELECT *, TRY_CAST(started_at AS TIMESTAMPTZ) AS instant, TRY_CAST(service AS service_kind) AS kind
  FROM read_csv(getvariable('usage_files'), header = true, ignore_errors = true, types = {
    'event_id': 'VARCHAR', 'service': 'VARCHAR', 'line': 'VARCHAR', 'started_at': 'VARCHAR', 'duration_s': 'UINTEGER',
    'called': 'VARCHAR', 'bytes_up': 'UBIGINT', 'bytes_down': 'UBIGINT', 'session_id': 'VARCHAR',
    'session_started_at': 'VARCHAR', 'country': 'VARCHAR'}))
WHERE event_id <> '' AND line <> '' AND instant IS NOT NULL
  AND (suffix(started_at, 'Z') OR started_at[-6] IN ('+', '-'))
  AND CASE kind
    WHEN 'voice' THEN duration_s IS NOT NULL AND called IS NOT NULL
    WHEN 'csd' THEN duration_s IS NOT NULL AND called IS NOT NULL
    WHEN 'sms' THEN called IS NOT NULL
    WHEN 'data' THEN bytes_up IS NOT NULL AND bytes_down IS NOT NULL
    ELSE false END;
CREATE TEMP TABLE repeated AS
SELECT event_id, min(rowid) AS first_row, count(*) - 1 AS repeats FROM events GROUP BY event_id HAVING count(*) > 1;

-- 2. Who pays: the line's contract and tariff, by Paris day.
CREATE TEMP TABLE site_keys AS
SELECT row_number() OVER () AS site_key, * FROM read_csv(getvariable('reference') || '/sites.csv', all_varchar = true);
CREATE TABLE contracts AS
SELECT CAST(row_number() OVER () AS INTEGER) AS contract_key, contract_id, c.customer_id, s.site_key, c.site_id, offer,
  CAST(starts_on AS DATE) AS starts_on, coalesce(CAST(ends_on AS DATE), DATE '9999-12-31') AS ends_on
FROM read_csv(getvariable('reference') || '/contracts.csv', all_varchar = true) c LEFT JOIN site_keys s USING (site_id);
CREATE TEMP TABLE offers AS
SELECT *, DATE '1970-01-01' + CAST(from_day AS INTEGER) AS from_date,
  coalesce(lead(DATE '1970-01-01' + CAST(from_day AS INTEGER)) OVER (PARTITION BY offer ORDER BY from_day) - 1,
    DATE '9999-12-31') AS to_date
FROM read_csv(getvariable('prices') || '/offers.csv', types = {'trial_months': 'INTEGER', 'becomes': 'VARCHAR'});
-- A trial is priced as another offer once its calendar months are over.
CREATE TEMP TABLE priced_as AS
WITH terms AS (
  SELECT DISTINCT c.*, o.becomes, CAST(date_trunc('month', c.starts_on) + to_months(CAST(o.trial_months AS INTEGER)) AS DATE) AS trial_end
  FROM contracts c JOIN offers o USING (offer))
SELECT * EXCLUDE (becomes, trial_end, ends_on), least(ends_on, coalesce(trial_end - 1, ends_on)) AS ends_on FROM terms
UNION ALL
SELECT * EXCLUDE (becomes, trial_end, ends_on) REPLACE (becomes AS offer, trial_end AS starts_on), ends_on
FROM terms WHERE trial_end <= ends_on;
CREATE TEMP TABLE line_contracts AS
SELECT CAST(l.line AS BIGINT) AS line, c.contract_key, c.customer_id, c.site_key, c.offer,
  greatest(CAST(l.starts_on AS DATE), c.starts_on) AS from_day,
  least(coalesce(CAST(l.ends_on AS DATE), DATE '9999-12-31'), c.ends_on) AS to_day
FROM read_csv(getvariable('reference') || '/lines.csv', all_varchar = true) l JOIN priced_as c USING (contract_id);
CREATE TEMP TABLE payers AS
SELECT l.* EXCLUDE (from_day, to_day, offer), greatest(l.from_day, o.from_date) AS from_day,
  least(l.to_day, o.to_date) AS to_day, o.* EXCLUDE (offer, from_day, from_date, to_date, trial_months, becomes)
FROM line_contracts l JOIN offers o ON o.offer = l.offer AND o.from_date <= l.to_day AND o.to_date >= l.from_day;

-- 3. What was used: the place in the plan, and the price of that place in that tariff.
CREATE TEMP TABLE heads AS
SELECT CAST(head AS INTEGER) AS head, entry, CAST(country_code AS VARCHAR) AS country_code, deeper
FROM read_csv(getvariable('prices') || '/number_heads.csv', types = {'head': 'VARCHAR'});
CREATE TEMP TABLE prefixes AS FROM read_csv(getvariable('prices') || '/number_prefixes.csv', types = {'prefix': 'VARCHAR'});
CREATE TEMP TABLE short_numbers AS FROM read_csv(getvariable('prices') || '/short_numbers.csv', types = {'digits': 'VARCHAR'});
CREATE TEMP TABLE destinations AS
SELECT CAST(entry AS BIGINT) * 16 + zone_set AS place, destination FROM read_csv(getvariable('prices') || '/destinations.csv');
CREATE TEMP TABLE countries AS
SELECT zone_set, coalesce(country, '') AS country, destination
FROM read_csv(getvariable('prices') || '/countries.csv', types = {'country': 'VARCHAR'});
CREATE TABLE rules AS FROM read_csv(getvariable('prices') || '/rules.csv', types = {'allowance': 'INTEGER'});
CREATE TEMP TABLE allowances AS FROM read_csv(getvariable('prices') || '/allowances.csv');
CREATE TEMP TABLE all_cells AS
FROM read_csv(getvariable('prices') || '/cells.csv') WHERE service IN ('voice', 'csd', 'sms', 'data');
CREATE TEMP MACRO cell_key(tariff, service, destination) AS
  (tariff * 8 + enum_code(CAST(service AS service_kind))) * 1024 + destination;
CREATE TEMP TABLE cells AS
SELECT cell_key(tariff, service, destination) AS cell, rule, kind, needs_price = 1 AS needs_price, CAST(fee AS BIGINT) AS fee,
  CAST(price AS BIGINT) AS price, CAST(price_units AS BIGINT) AS units, CAST(first_seconds AS BIGINT) AS first_seconds,
  CAST(first_price AS BIGINT) AS first_price, r.allowance, a.is_metered = 1 AS is_metered, a.is_of_site = 1 AS is_of_site,
  a.correspondents
FROM all_cells c JOIN rules r USING (rule) LEFT JOIN allowances a ON a.allowance = r.allowance;
-- Prices the documents leave out: the newest of those that name the cell, and of those the narrowest.
CREATE TEMP TABLE given_prices AS
WITH named AS (
  SELECT cell_key(c.tariff, c.service, c.destination) AS cell, CAST(p.starts_on AS DATE) AS from_day,
    coalesce(CAST(p.ends_on AS DATE), DATE '9999-12-31') AS to_day,
    CAST(round(CAST(unit_price AS DECIMAL(18, 9)) * 1000000) AS BIGINT) AS price,
    CAST(round(CAST(coalesce(connection_fee, '0') AS DECIMAL(18, 9)) * 1000000) AS BIGINT) AS fee,
    CASE lower(p.unit) WHEN 'minute' THEN 60 WHEN 'second' THEN 1 WHEN 'ko' THEN 1 WHEN 'mo' THEN 1000 ELSE 1 END AS units,
    CASE WHEN p.zone IS NULL THEN 0 ELSE 4 END
      + CASE p.item WHEN r.rule_id THEN 3 WHEN c.offer || '/' || c.service THEN 2 WHEN c.offer THEN 1 ELSE 0 END AS rank
  FROM read_csv(getvariable('reference') || '/prices.csv', all_varchar = true) p
  JOIN all_cells c ON p.item IN (c.offer, c.offer || '/' || c.service, c.service) AND coalesce(p.zone, c.zone) = c.zone
  JOIN rules r ON r.rule = c.rule AND r.needs_price = 1
  WHERE p.customer_id IS NULL AND (r.kind = 'call') = (lower(p.unit) IN ('minute', 'second')))
SELECT cell, from_day, price, fee, units,
  least(to_day, coalesce(lead(from_day) OVER (PARTITION BY cell ORDER BY from_day) - 1, to_day)) AS to_day
FROM (SELECT * FROM named QUALIFY row_number() OVER (PARTITION BY cell, from_day ORDER BY rank DESC) = 1);

CREATE TEMP TABLE placed AS
WITH owned AS (
  SELECT e.rowid AS n, e.*, CAST(paris(started_at) AS DATE) AS day,
    CASE WHEN called[1] = '+' THEN called[2:] WHEN called[1:2] = '00' THEN called[3:]
      WHEN called[1] <> '0' AND length(called) > 6 THEN called END AS abroad
  FROM events e ANTI JOIN (SELECT e.rowid AS n FROM events e JOIN repeated r ON r.event_id = e.event_id AND r.first_row <> e.rowid) x
    ON x.n = e.rowid),
dialled AS (
  SELECT o.*, p.contract_key, p.customer_id, p.site_key, p.tariff, p.zone_set, p.is_sim = 1 AS is_sim, p.is_webex = 1 AS is_webex,
    p.internal_destination, p.abroad_destination, p.services,
    CASE WHEN abroad[1:2] = '33' THEN CASE WHEN abroad[3] = '0' THEN abroad[4:] ELSE abroad[3:] END
      WHEN abroad IS NULL AND called[1] = '0' THEN called[2:] END AS national,
    CASE WHEN p.is_webex = 1 AND called[1] = '5' AND length(called) IN (6, 7) AND s.entry IS NULL THEN called[2:3] END AS site_code,
    CASE WHEN called[1] NOT IN ('0', '+') AND length(called) <= 6
      THEN coalesce(s.entry, (SELECT entry FROM short_numbers WHERE digits = '?')) END AS short_entry
  FROM owned o
  LEFT JOIN payers p ON p.line = o.line AND o.day BETWEEN p.from_day AND p.to_day
  LEFT JOIN short_numbers s ON s.digits = CASE WHEN length(called) <= 6 AND called[1] NOT IN ('0', '+') THEN called END),
looked_up AS (
  SELECT *, CASE
    WHEN site_code IS NOT NULL OR short_entry IS NOT NULL THEN NULL
    WHEN length(national) = 9 OR (length(national) IN (12, 13) AND national[1:3] IN ('700', '901')) THEN '0' || national
    WHEN abroad[1] = '0' OR length(abroad) > 15 THEN NULL
    WHEN length(abroad) = 12 AND abroad[1:6] = '508508' THEN abroad[4:]
    ELSE abroad END AS digits
  FROM dialled),
found AS (
  SELECT l.*, coalesce(short_entry, CASE WHEN h.deeper = 1 THEN coalesce(p10.entry, p9.entry, p8.entry, p7.entry, p6.entry)
      ELSE h.entry END) AS entry,
    CAST(CASE WHEN digits IS NULL THEN '-' || called
      WHEN digits[1] = '0' THEN coalesce(CASE WHEN h.deeper = 1 THEN coalesce(p10.country_code, p9.country_code, p8.country_code,
        p7.country_code, p6.country_code) ELSE h.country_code END, '') || digits[2:]
      ELSE digits END AS VARCHAR) AS number_text
  FROM looked_up l
  LEFT JOIN heads h ON h.head = CASE WHEN length(digits) >= 5 THEN CAST(digits[1:5] AS INTEGER) END
  LEFT JOIN (SELECT prefix, entry, CAST(country_code AS VARCHAR) AS country_code FROM prefixes WHERE length(prefix) = 6) p6
    ON p6.prefix = CASE WHEN h.deeper = 1 THEN digits[1:6] END
  LEFT JOIN (SELECT prefix, entry, CAST(country_code AS VARCHAR) AS country_code FROM prefixes WHERE length(prefix) = 7) p7
    ON p7.prefix = CASE WHEN h.deeper = 1 THEN digits[1:7] END
  LEFT JOIN (SELECT prefix, entry, CAST(country_code AS VARCHAR) AS country_code FROM prefixes WHERE length(prefix) = 8) p8
    ON p8.prefix = CASE WHEN h.deeper = 1 THEN digits[1:8] END
  LEFT JOIN (SELECT prefix, entry, CAST(country_code AS VARCHAR) AS country_code FROM prefixes WHERE length(prefix) = 9) p9
    ON p9.prefix = CASE WHEN h.deeper = 1 THEN digits[1:9] END
  LEFT JOIN (SELECT prefix, entry, CAST(country_code AS VARCHAR) AS country_code FROM prefixes WHERE length(prefix) = 10) p10
    ON p10.prefix = CASE WHEN h.deeper = 1 THEN digits[1:10] END),
numbered AS (SELECT *, TRY_CAST(number_text AS BIGINT) AS number FROM found),
destined AS (
  SELECT f.*, CASE
    WHEN contract_key IS NULL THEN 0
    WHEN service = 'data' THEN coalesce(c.destination, 0)
    WHEN is_sim AND f.country NOT IN ('', 'FR') THEN abroad_destination
    WHEN f.site_code IS NOT NULL THEN CASE WHEN own.customer_id IS NULL THEN 0 ELSE internal_destination END
    WHEN colleague.line IS NOT NULL THEN internal_destination
    ELSE coalesce(d.destination, 0) END AS destination,
    c.country IS NOT NULL AS is_country
  FROM numbered f
  LEFT JOIN destinations d ON d.place = CAST(f.entry AS BIGINT) * 16 + f.zone_set
  LEFT JOIN countries c ON c.country = f.country AND c.zone_set = f.zone_set
  LEFT JOIN site_keys own ON own.customer_id = f.customer_id AND own.site_code = f.site_code
  LEFT JOIN (SELECT line, customer_id, from_day, to_day FROM payers WHERE is_webex = 1) colleague
    ON colleague.line = CASE WHEN f.is_webex THEN number END AND colleague.customer_id = f.customer_id
    AND f.day BETWEEN colleague.from_day AND colleague.to_day)
SELECT d.n, d.event_id, d.service, d.line, d.started_at, d.day, d.day - CAST(day(d.day) - 1 AS INTEGER) AS month, d.number, d.country,
  d.contract_key, d.site_key, d.session_id, d.session_started_at,
  CASE d.service WHEN 'data' THEN CAST(d.octets AS BIGINT) WHEN 'sms' THEN 1 ELSE CAST(d.duration_s AS BIGINT) END AS measure,
  CASE WHEN d.contract_key IS NULL THEN 'no_contract'
    WHEN d.service IN ('voice', 'csd') AND d.duration_s = 0 THEN NULL
    WHEN c.rule IS NULL AND NOT contains(' ' || d.services || ' ', ' ' || d.service || ' ') THEN 'service_not_in_offer'
    WHEN d.is_sim AND NOT d.is_country THEN 'unknown_country'
    WHEN c.rule IS NULL AND d.destination = 0 THEN 'no_zone'
    WHEN c.rule IS NULL THEN 'no_price' END AS reason,
  d.service IN ('voice', 'csd') AND d.duration_s = 0 AS is_zero,
  c.rule, c.kind, c.needs_price AND p.cell IS NULL AS lacks_price, c.first_seconds, c.first_price,
  coalesce(p.fee, c.fee) AS fee, coalesce(p.price, c.price) AS price, coalesce(p.units, c.units) AS units,
  c.allowance, c.is_metered, CASE WHEN c.is_of_site THEN d.site_key ELSE d.contract_key END AS scope, c.correspondents
FROM destined d
LEFT JOIN cells c ON c.cell = cell_key(d.tariff, d.service, d.destination)
LEFT JOIN given_prices p ON p.cell = CASE WHEN c.needs_price THEN c.cell END AND d.day BETWEEN p.from_day AND p.to_day;

-- 4. Kilo-octets: each session period of twelve hours is rounded up once, whatever its parts.
CREATE TEMP TABLE session_ko AS
SELECT n, (before + measure + 999) // 1000 - (before + 999) // 1000 AS ko
FROM (SELECT n, measure, coalesce(sum(measure) OVER (
    PARTITION BY line, session_id, (epoch_us(started_at) - epoch_us(session_started_at)) // 43200000000
    ORDER BY started_at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT AS before
  FROM placed WHERE service = 'data' AND session_id IS NOT NULL AND reason IS NULL);

-- 5. Allowances. What a month's scope has: licences of the site, or what the offer grants and the last month left.
CREATE TEMP TABLE months AS SELECT DISTINCT month FROM placed;
CREATE TEMP TABLE licences AS
SELECT month, site_key, count(*) AS licences FROM (
  SELECT DISTINCT ON (m.month, p.line) m.month, p.line, p.site_key FROM payers p JOIN months m
    ON p.from_day <= last_day(m.month) AND p.to_day >= m.month
  WHERE p.is_webex = 1 ORDER BY p.from_day)
GROUP BY ALL;

CREATE TEMP TABLE draws AS
SELECT p.n, p.event_id, p.started_at, p.month, p.contract_key, p.scope, p.allowance, p.is_metered, p.number, p.correspondents,
  CASE WHEN p.service <> 'data' THEN p.measure WHEN p.session_id IS NULL THEN (p.measure + 999) // 1000 ELSE k.ko END AS wanted,
  CASE WHEN NOT p.is_metered THEN NULL WHEN a.per_licence = 1 THEN a.granted * coalesce(l.licences, 0)
    ELSE a.granted * CASE WHEN a.rolls_over = 1 AND c.starts_on < p.month AND c.ends_on >= p.month - INTERVAL 1 MONTH
      THEN 2 ELSE 1 END END AS granted
FROM placed p JOIN allowances a ON a.allowance = p.allowance
JOIN contracts c ON c.contract_key = p.contract_key
LEFT JOIN licences l ON l.site_key = CASE WHEN a.per_licence = 1 THEN p.site_key END AND l.month = p.month
LEFT JOIN session_ko k ON k.n = p.n
WHERE p.reason IS NULL AND NOT p.is_zero;

-- The first 500 different numbers of a contract's month stay inside; only few contracts call more. A call that
-- finds the hour empty counts no number, so the hour's end is found first, then the numbers are counted again.
CREATE TEMP TABLE beyond AS
WITH busy AS (
  SELECT contract_key, month FROM draws WHERE correspondents > 0 GROUP BY ALL HAVING count(DISTINCT number) > any_value(correspondents)),
calls AS (SELECT d.* FROM draws d SEMI JOIN busy b ON b.contract_key = d.contract_key AND b.month = d.month WHERE d.correspondents > 0),
firsts AS (
  SELECT *, row_number() OVER (PARTITION BY contract_key, month, number ORDER BY started_at, event_id) = 1 AS is_first FROM calls),
counted AS (
  SELECT *, sum(is_first::INTEGER) OVER (PARTITION BY contract_key, month ORDER BY started_at, event_id) AS so_far FROM firsts),
ranked AS (SELECT *, min(so_far) OVER (PARTITION BY contract_key, month, number) AS rank FROM counted),
drained AS (
  SELECT *, NOT is_metered OR coalesce(sum(CASE WHEN is_metered AND rank <= correspondents THEN wanted ELSE 0 END) OVER (
      PARTITION BY contract_key, month ORDER BY started_at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
    < granted AS is_open FROM ranked),
open_firsts AS (
  SELECT * EXCLUDE (is_first, so_far, rank),
    row_number() OVER (PARTITION BY contract_key, month, number ORDER BY started_at, event_id) = 1 AS is_first
  FROM drained WHERE is_open),
open_counted AS (
  SELECT *, sum(is_first::INTEGER) OVER (PARTITION BY contract_key, month ORDER BY started_at, event_id) AS so_far FROM open_firsts),
open_ranked AS (SELECT *, min(so_far) OVER (PARTITION BY contract_key, month, number) AS rank FROM open_counted)
SELECT n FROM open_ranked WHERE rank > correspondents;

CREATE TEMP TABLE drawn AS
WITH inside AS (SELECT * FROM draws ANTI JOIN beyond USING (n)),
-- Most scopes use less than they have: they need no order.
short AS (SELECT allowance, scope, month FROM inside WHERE is_metered GROUP BY ALL HAVING sum(wanted) > any_value(granted)),
ordered AS (
  SELECT n, wanted, granted, coalesce(sum(wanted) OVER (PARTITION BY allowance, scope, month ORDER BY started_at, event_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
  FROM inside SEMI JOIN short USING (allowance, scope, month))
SELECT n, CAST(greatest(0, least(wanted, granted - before)) AS BIGINT) AS included FROM ordered
UNION ALL
SELECT n, CAST(wanted AS BIGINT) FROM inside ANTI JOIN short USING (allowance, scope, month);

-- 6. Amounts, rounded once per record.
CREATE TABLE usage_events AS
WITH measured AS (
  SELECT p.*, CASE WHEN p.service <> 'data' THEN p.measure WHEN p.session_id IS NULL THEN (p.measure + 999) // 1000 ELSE k.ko END
      AS quantity, d.included AS from_allowance
  FROM placed p LEFT JOIN session_ko k ON k.n = p.n LEFT JOIN drawn d ON d.n = p.n WHERE p.reason IS NULL),
split AS (
  SELECT *, CASE WHEN is_zero OR kind = 'free' THEN quantity WHEN kind IN ('call', 'data') THEN coalesce(from_allowance, 0) ELSE 0 END
    AS included FROM measured),
priced AS (
  SELECT *, CASE
      WHEN is_zero OR kind = 'free' OR (kind IN ('call', 'data') AND quantity = included) THEN 0
      WHEN kind = 'call' THEN fee + first_price + half_up(price * greatest(0, quantity - included - first_seconds), units)
      WHEN kind = 'data' THEN half_up(price * (quantity - included), units)
      WHEN kind = 'unit' THEN fee + half_up(price, units) END AS micro_euros,
    lacks_price AND NOT is_zero AND (kind = 'unit' OR (kind IN ('call', 'data') AND quantity > included)) AS is_unpriced
  FROM split)
SELECT event_id, service, line, contract_key, started_at, month, number AS called, country,
  CASE WHEN is_zero THEN -1 WHEN is_unpriced THEN -2 ELSE rule END AS rule, quantity, included,
  CAST(CAST(micro_euros AS DECIMAL(12, 0)) * 0.000001 AS DECIMAL(18, 6)) AS amount
FROM priced;
-- Few records find no price: they are taken out again.
CREATE TABLE suspended_events AS
SELECT event_id, service, line, contract_key, started_at, month, number AS called, country, measure,
  CASE WHEN reason = 'no_contract' AND line NOT IN (SELECT line FROM line_contracts) THEN 'unknown_line' ELSE reason END AS reason
FROM placed WHERE reason IS NOT NULL
UNION ALL
SELECT p.event_id, p.service, p.line, p.contract_key, p.started_at, p.month, p.number, p.country, p.measure, 'no_price'
FROM placed p SEMI JOIN (FROM usage_events WHERE rule = -2) u ON u.event_id = p.event_id;
DELETE FROM usage_events WHERE rule = -2;
CREATE TABLE duplicate_events AS FROM repeated;
CHECKPOINT;

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { Decimal } from 'decimal.js';
import { parseFile, parseStream } from 'fast-csv';
import { monthOf, readPayers } from './node-payers.mjs';
import { readPriceList } from './node-price-list.mjs';

// The usual Node way: fast-csv, one object per record, decimal.js, one INSERT per record.
// Not covered: prices for one customer, options that change what an offer's usage costs, SMS Internet, hits and
// activations, balances brought in by openings.csv, months rated before.
const [database, reference, prices, ...files] = process.argv.slice(2);
const parisDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });
const priceList = await readPriceList(prices, readRows, join(reference, 'prices.csv'));
const payers = await readPayers(reference, readRows, priceList);
const startSeconds = performance.now() / 1000;

const { records, repeats } = await readRecords();
records.sort((a, b) => a.startedAt - b.startedAt || (a.eventId < b.eventId ? -1 : 1));
const sessions = new Map();
const allowances = new Map();
const correspondents = new Map();

const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
await connection.run(`CREATE TABLE usage_events (event_id VARCHAR, service VARCHAR, line VARCHAR, contract_id VARCHAR,
  started_at TIMESTAMP, called VARCHAR, rule VARCHAR, quantity BIGINT, included BIGINT, amount DECIMAL(18, 6))`);
await connection.run(`CREATE TABLE suspended_events (event_id VARCHAR, service VARCHAR, line VARCHAR, contract_id VARCHAR,
  started_at TIMESTAMP, called VARCHAR, reason VARCHAR, measure BIGINT)`);
await connection.run('CREATE TABLE duplicate_events (event_id VARCHAR)');
const insertUsage = await connection.prepare(
  'INSERT INTO usage_events VALUES ($1, $2, $3, $4, $5::TIMESTAMP, $6, $7, $8, $9, $10::DECIMAL(18, 6))',
);
const insertSuspended = await connection.prepare(
  'INSERT INTO suspended_events VALUES ($1, $2, $3, $4, $5::TIMESTAMP, $6, $7, $8)',
);
await connection.run('BEGIN');
for (const record of records) {
  const { eventId, service, line, contract, called } = rate(record);
  const startedAt = new Date(record.startedAt).toISOString().slice(0, -1);
  const columns = [eventId, service, line, contract?.contract_id ?? null, startedAt, called];
  if (record.reason) insertSuspended.bind([...columns, record.reason, record.measure]);
  else {
    const amount = record.amount?.toFixed(6) ?? null;
    insertUsage.bind([...columns, record.rule, record.quantity, record.included, amount]);
  }
  await (record.reason ? insertSuspended : insertUsage).run();
}
for (const eventId of repeats) {
  await connection.run('INSERT INTO duplicate_events VALUES ($1)', [eventId]);
}
await connection.run('COMMIT');
await connection.run('CHECKPOINT');
connection.closeSync();
instance.closeSync();
process.stdout.write(JSON.stringify({ startSeconds }));

async function readRecords() {
  const seen = new Set();
  const records = [];
  const repeats = [];
  for (const file of files) {
    const bytes = file.endsWith('.gz')
      ? createReadStream(file).pipe(createGunzip())
      : createReadStream(file);
    const rows = parseStream(bytes, { headers: true, strictColumnHandling: true });
    rows.on('data-invalid', () => {});
    for await (const row of rows) {
      const record = recordOf(row);
      if (record === null) continue;
      if (seen.has(record.eventId)) repeats.push(record.eventId);
      else records.push(record);
      seen.add(record.eventId);
    }
  }
  return { records, repeats };
}

/** The row as an object, or null when it cannot be read. */
function recordOf(row) {
  const startedAt = /(Z|[+-]\d\d:\d\d)$/.test(row.started_at) ? Date.parse(row.started_at) : NaN;
  const isCall = row.service === 'voice' || row.service === 'csd';
  const counts = [row.duration_s, row.bytes_up, row.bytes_down].filter(Boolean);
  if (!row.event_id || !row.line || Number.isNaN(startedAt)) return null;
  if (!isCall && row.service !== 'data' && row.service !== 'sms') return null;
  if (counts.some((count) => !/^\d+$/.test(count)) || row.event_id.includes('\ufffd')) return null;
  if (isCall && row.duration_s === '') return null;
  if (row.service !== 'data' && !row.called) return null;
  const octets = Number(row.bytes_up) + Number(row.bytes_down);
  return {
    eventId: row.event_id,
    service: row.service,
    line: row.line.replace(/^\+/, ''),
    startedAt,
    called: row.called || null,
    country: row.country ?? '',
    session: row.session_id ? `${row.line}/${row.session_id}` : null,
    sessionStartedAt: row.session_started_at ? Date.parse(row.session_started_at) : null,
    measure: isCall ? Number(row.duration_s) : row.service === 'sms' ? 1 : octets,
  };
}


/** Adds to the record what it costs, or the reason why nobody knows. */
function rate(record) {
  record.day = parisDay.format(record.startedAt);
  record.contract = payers.contractOf(record.line, record.day);
  const { contract } = record;
  if (!contract) return suspend(record, payers.isLine(record.line) ? 'no_contract' : 'unknown_line');
  const isCall = record.service === 'voice' || record.service === 'csd';
  if (isCall && record.measure === 0) return setPrice(record, 'zero-seconds', 0, 0, new Decimal(0));
  const { offer } = contract;
  if (!offer.services.includes(record.service)) return suspend(record, 'service_not_in_offer');
  if (offer.isSim && !priceList.isCountry(record.country)) return suspend(record, 'unknown_country');
  const destination = destinationOf(record, offer);
  const rule = priceList.ruleOf(offer.tariff, record.service, destination);
  if (!rule) return suspend(record, destination === 0 ? 'no_zone' : 'no_price');
  const quantity = record.service === 'data' ? koOf(record) : record.measure;
  if (rule.kind === 'free') return setPrice(record, rule.id, quantity, quantity, new Decimal(0));
  if (rule.kind === 'month_tier' || rule.kind === 'optima') {
    return setPrice(record, rule.id, quantity, 0, null);
  }
  const included = rule.allowance ? draw(record, rule.allowance, quantity) : 0;
  const paid = quantity - included;
  if (paid === 0) return setPrice(record, rule.id, quantity, included, new Decimal(0));
  const price = rule.needsPrice ? priceList.givenPrice(rule, contract, record.day) : rule;
  if (!price) return suspend(record, 'no_price');
  const beyondFirst = Math.max(0, paid - rule.firstSeconds);
  const amount = new Decimal(price.price)
    .times(rule.kind === 'unit' ? 1 : beyondFirst)
    .div(price.units)
    .toDecimalPlaces(6, Decimal.ROUND_HALF_UP)
    .plus(price.fee)
    .plus(rule.firstPrice);
  return setPrice(record, rule.id, quantity, included, amount);
}

function suspend(record, reason) {
  return Object.assign(record, { reason });
}

function setPrice(record, rule, quantity, included, amount) {
  return Object.assign(record, { rule, quantity, included, amount });
}

/** Where the call or data goes, 0 = nowhere we know. */
function destinationOf(record, offer) {
  if (record.service === 'data') return priceList.countryDestination(offer.zoneSet, record.country);
  if (offer.isSim && record.country !== '' && record.country !== 'FR') return offer.abroad;
  const { number, entry, siteCode } = priceList.resolve(record.called, offer.isWebex);
  record.called = number;
  if (siteCode) {
    return payers.hasSite(record.contract.customer_id, siteCode) ? offer.internal : 0;
  }
  if (offer.isWebex) {
    const colleague = payers.contractOf(number, record.day);
    const isOwn = colleague?.customer_id === record.contract.customer_id;
    if (isOwn && colleague.offer.isWebex) return offer.internal;
  }
  return priceList.destinationOf(offer.zoneSet, entry);
}

/** Kilo-octets the record adds to its session period of twelve hours. */
function koOf(record) {
  if (record.session === null) return Math.ceil(record.measure / 1000);
  const period = Math.floor((record.startedAt - record.sessionStartedAt) / 43_200_000);
  const key = `${record.session}/${period}`;
  const before = sessions.get(key) ?? 0;
  sessions.set(key, before + record.measure);
  return Math.ceil((before + record.measure) / 1000) - Math.ceil(before / 1000);
}

/** What of the quantity an allowance covers. */
function draw(record, allowance, wanted) {
  const { contract } = record;
  const month = monthOf(record.day);
  const scope = allowance.isOfSite ? contract.site_id : contract.contract_id;
  const key = `${allowance.id}/${scope}/${month}`;
  if (allowance.isMetered && !allowances.has(key)) {
    allowances.set(key, payers.granted(allowance, contract, month));
  }
  const left = allowance.isMetered ? allowances.get(key) : wanted;
  if (left <= 0) return 0;
  if (allowance.correspondents > 0) {
    const numbersKey = `${contract.contract_id}/${month}`;
    if (!correspondents.has(numbersKey)) correspondents.set(numbersKey, new Set());
    const numbers = correspondents.get(numbersKey);
    if (!numbers.has(record.called) && numbers.size >= allowance.correspondents) return 0;
    numbers.add(record.called);
  }
  const included = Math.min(wanted, left);
  if (allowance.isMetered) allowances.set(key, left - included);
  return included;
}

async function readRows(file) {
  const rows = [];
  for await (const row of parseFile(file, { headers: true })) rows.push(row);
  return rows;
}

import { join } from 'node:path';
import { Decimal } from 'decimal.js';

const UNITS = { minute: 60, second: 1, ko: 1, mo: 1000 };

/** The price list and number plan of price-tables.ts as objects and maps. */
export async function readPriceList(folder, readRows, pricesFile) {
  const read = (name) => readRows(join(folder, `${name}.csv`));
  const prefixes = new Map();
  for (const row of await read('number_heads')) prefixes.set(row.head, row);
  for (const row of await read('number_prefixes')) prefixes.set(row.prefix, row);
  const shortNumbers = new Map((await read('short_numbers')).map((row) => [row.digits, row.entry]));
  const destinations = new Map(
    (await read('destinations')).map((row) => [`${row.zone_set}/${row.entry}`, Number(row.destination)]),
  );
  const countryRows = await read('countries');
  const countries = new Map(
    countryRows.map((row) => [`${row.zone_set}/${row.country}`, Number(row.destination)]),
  );
  const knownCountries = new Set(countryRows.map((row) => row.country));
  const allowances = new Map((await read('allowances')).map((row) => [row.allowance, allowanceOf(row)]));
  const prices = new Map((await read('rules')).map((row) => [row.rule, row]));
  const rules = new Map();
  for (const cell of await read('cells')) {
    const rule = ruleOf(cell, prices.get(cell.rule), allowances);
    rules.set(`${cell.tariff}/${cell.service}/${cell.destination}`, rule);
  }
  const offers = (await read('offers')).map(offerOf);
  const given = (await readRows(pricesFile)).filter((row) => row.customer_id === '');

  return {
    offers,
    isCountry: (country) => knownCountries.has(country),
    countryDestination: (zoneSet, country) => countries.get(`${zoneSet}/${country}`) ?? 0,
    destinationOf: (zoneSet, entry) => destinations.get(`${zoneSet}/${entry}`) ?? 0,
    ruleOf: (tariff, service, destination) => rules.get(`${tariff}/${service}/${destination}`),
    givenPrice: (rule, contract, day) => givenPrice(given, rule, contract, day),
    resolve: (called, isWebex) => resolve(called, isWebex, shortNumbers, prefixes),
  };
}

function allowanceOf(row) {
  return {
    id: row.allowance,
    isMetered: row.is_metered === '1',
    isOfSite: row.is_of_site === '1',
    granted: Number(row.granted),
    perLicence: row.per_licence === '1',
    rollsOver: row.rolls_over === '1',
    correspondents: Number(row.correspondents),
  };
}

function ruleOf(cell, row, allowances) {
  return {
    id: row.rule_id,
    offer: cell.offer,
    service: cell.service,
    zone: cell.zone,
    kind: row.kind,
    needsPrice: row.needs_price === '1',
    fee: new Decimal(row.fee).div(1e6),
    price: new Decimal(row.price).div(1e6),
    units: Number(row.price_units),
    firstSeconds: Number(row.first_seconds),
    firstPrice: new Decimal(row.first_price).div(1e6),
    allowance: allowances.get(row.allowance),
  };
}

function offerOf(row) {
  return {
    name: row.offer,
    tariff: row.tariff,
    fromDay: new Date(Math.max(0, Number(row.from_day)) * 86_400_000).toISOString().slice(0, 10),
    zoneSet: row.zone_set,
    isSim: row.is_sim === '1',
    isWebex: row.is_webex === '1',
    internal: Number(row.internal_destination),
    abroad: Number(row.abroad_destination),
    services: row.services.split(' '),
    trialMonths: Number(row.trial_months),
    becomes: row.becomes,
  };
}

/** The newest price of prices.csv that fits the rule, and of those the narrowest; undefined = none. */
function givenPrice(given, rule, contract, day) {
  const items = [rule.service, contract.offer.name, `${contract.offer.name}/${rule.service}`, rule.id];
  const rank = (row) => items.indexOf(row.item) + (row.zone === '' ? 0 : items.length);
  const [best] = given
    .filter(
      (row) =>
        items.includes(row.item) &&
        (row.zone === '' || row.zone === rule.zone) &&
        (rule.kind === 'call') === ['minute', 'second'].includes(row.unit.toLowerCase()) &&
        row.starts_on <= day &&
        (row.ends_on === '' || row.ends_on >= day),
    )
    .sort((a, b) => b.starts_on.localeCompare(a.starts_on) || rank(b) - rank(a));
  if (!best) return undefined;
  const units = UNITS[best.unit.toLowerCase()] ?? 1;
  return { price: best.unit_price, fee: best.connection_fee || '0', units };
}

/** E.164 digits, or short number, and its entry of the plan; the site code of an internal number. */
function resolve(called, isWebex, shortNumbers, prefixes) {
  if (/^[1-9]\d{0,6}$/.test(called)) {
    const listed = called.length <= 6 ? shortNumbers.get(called) : undefined;
    if (listed) return { number: called, entry: listed };
    if (isWebex && /^5\d{5,6}$/.test(called)) return { number: called, siteCode: called.slice(1, 3) };
    if (called.length <= 6) return { number: called, entry: shortNumbers.get('?') };
  }
  const abroad = /^(?:\+|00)(\d*)$/.exec(called)?.[1] ?? (called.startsWith('0') ? null : called);
  const national =
    abroad === null ? called.slice(1) : /^330?(\d{9}|(?:700|901)\d{9,10})$/.exec(abroad)?.[1];
  const isNational = national !== undefined && /^(\d{9}|(700|901)\d{9,10})$/.test(national);
  if (isNational) {
    const found = longestPrefix(prefixes, `0${national}`);
    return { number: `${found?.country_code ?? ''}${national}`, entry: found?.entry };
  }
  if (abroad === null || abroad.startsWith('0')) return { number: null, entry: undefined };
  const number = /^508508\d{6}$/.test(abroad) ? abroad.slice(3) : abroad;
  return { number, entry: longestPrefix(prefixes, number)?.entry };
}

function longestPrefix(prefixes, digits) {
  for (let length = Math.min(10, digits.length); length >= 5; length--) {
    const found = prefixes.get(digits.slice(0, length));
    if (found) return found;
  }
  return undefined;
}

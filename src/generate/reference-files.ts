import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Term } from './contract-terms.ts';
import type { GeneratePlan } from './generate-options.ts';
import { type ContractFacts, contractsOf, numbered } from './reference-contracts.ts';
import { writeLine } from './subscribers.ts';
import { dateOfMonth } from './traffic-calendar.ts';
import { siteUuid } from './webex-rows.ts';

/** What the reference files hold, and where they are. */
export interface ReferenceFiles {
  paths: string[];
  contractCount: number;
}

/**
 * Writes customers, sites, contracts, lines, options, orders, prices and index values as CSV into `directory`.
 */
export function writeReferenceFiles(plan: GeneratePlan, directory: string): ReferenceFiles {
  let contractCount = 0;
  const dates = dateFormatter(plan.options.month);
  const write = (name: string, header: string, rows: Iterable<string>) =>
    writeRows(join(directory, `${name}.csv`), header, rows);
  function* contractRows(): Generator<string> {
    for (const contract of contractsOf(plan)) {
      contractCount++;
      yield contractRow(plan, contract, dates);
    }
  }
  const paths = [
    write('customers', CUSTOMER_COLUMNS, customerRows(plan)),
    write('sites', 'site_id,customer_id,name,site_code', siteRows(plan)),
    write('contracts', CONTRACT_COLUMNS, contractRows()),
    write('lines', 'line,contract_id,starts_on,ends_on', lineRows(plan, dates)),
    write('options', 'contract_id,option,quantity,starts_on,ends_on', optionRows(plan, dates)),
    write('orders', ORDER_COLUMNS, orderRows(plan, dates)),
    write('prices', PRICE_COLUMNS, priceRows(plan)),
    write('indices', 'index,month,value,assumed', indexRows(plan)),
  ];
  return { paths, contractCount };
}

const CUSTOMER_COLUMNS =
  'customer_id,name,territory,siren,vat_number,address,postal_code,city,country';
const CONTRACT_COLUMNS =
  'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on';
const ORDER_COLUMNS =
  'order_id,customer_id,contract_id,item,quantity,done_on,outcome,rank,linked_order_id';
const PRICE_COLUMNS =
  'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on,assumed';

const TRADES = [
  ...['Ateliers', 'Boulangerie', 'Cabinet', 'Clinique', 'Garage', 'Imprimerie', 'Lycée', 'Mairie'],
  ...['Pépinière', 'Transports'],
];

/** Territory, postal code, city and country; one customer in ten is overseas. */
const PLACES = [
  'metropole,75011,Paris,FR',
  'metropole,69003,Lyon,FR',
  'metropole,13002,Marseille,FR',
  'metropole,59800,Lille,FR',
  'metropole,35000,Rennes,FR',
  'metropole,67000,Strasbourg,FR',
  'metropole,31000,Toulouse,FR',
  'metropole,44000,Nantes,FR',
  'metropole,33000,Bordeaux,FR',
];
const PLACES_OVERSEAS = [
  'guadeloupe,97110,Pointe-à-Pitre,FR',
  'martinique,97200,Fort-de-France,FR',
  'reunion,97400,Saint-Denis,FR',
  'guyane,97300,Cayenne,FR',
  'mayotte,97600,Mamoudzou,FR',
  'saint-pierre-et-miquelon,97500,Saint-Pierre,PM',
  'pacifique,98800,Nouméa,NC',
];

function* customerRows({ subscribers }: GeneratePlan): Generator<string> {
  for (let customer = 0; customer < subscribers.customerCount; customer++) {
    const isOverseas = customer % 10 === 9;
    const places = isOverseas ? PLACES_OVERSEAS : PLACES;
    const place = places[(isOverseas ? (customer - 9) / 10 : customer) % places.length];
    const [territory, postalCode, city, country] = place.split(',');
    const name = `${TRADES[(customer * 7) % TRADES.length]} ${city} ${customer + 1}`;
    const siren = fictitiousSiren(customer);
    const vatKey = String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0');
    const address = `${(customer % 120) + 1} rue de la Gare`;
    yield [
      ...[customerId(customer), name, territory, siren, `FR${vatKey}${siren}`, address],
      ...[postalCode, city, country],
    ].join(',');
  }
}

/** Made up: zeros, the customer's number and a valid check digit (Luhn), nine digits in all. */
function fictitiousSiren(customer: number): string {
  const digits = numbered('', customer, 8);
  let sum = 0;
  for (let place = 0; place < 8; place++) {
    const doubled = Number(digits[place]) * (place % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

function* siteRows(plan: GeneratePlan): Generator<string> {
  const { siteCount, siteCustomer, siteFirst } = plan.subscribers;
  for (let site = 0; site < siteCount; site++) {
    const customer = siteCustomer[site];
    const code = numbered('', site - siteFirst[customer], 2);
    yield `${siteId(plan, site)},${customerId(customer)},Site ${code},${code}`;
  }
}

function contractRow(plan: GeneratePlan, contract: ContractFacts, dates: DateFormatter): string {
  const { contractId, customer, site, offer, commitmentMonths, term } = contract;
  const siteText = site < 0 ? '' : siteId(plan, site);
  const period = dates(term);
  return `${contractId},${customerId(customer)},${siteText},${offer},${commitmentMonths},${period}`;
}

function* lineRows(plan: GeneratePlan, dates: DateFormatter): Generator<string> {
  const digits = Buffer.alloc(16);
  for (const { contractId, lines } of contractsOf(plan)) {
    for (const { family, line, term } of lines) {
      const text = digits.toString('latin1', 0, writeLine(digits, 0, family, line));
      yield `${text},${contractId},${dates(term)}`;
    }
  }
}

/**
 * A rental for most Optimale pro contracts, a few options of SIMs by their number, and the phone of
 * nine Internet accesses in ten, of some from the second day of the month on.
 */
function* optionRows(plan: GeneratePlan, dates: DateFormatter): Generator<string> {
  for (const { contractId, offer, term, lines } of contractsOf(plan)) {
    const place = lines.length > 0 ? lines[0].line : 0;
    const names = offer.startsWith('m2m-') ? simOptions(place) : [];
    if (offer.startsWith('optimale-pro-') && place % 10 !== 0) names.push('livebox-pro');
    for (const name of names) yield `${contractId},${name},1,${dates(term)}`;
    if (!offer.startsWith('ihdp-') || place % 10 === 4) continue;
    const late = place % 10 === 7 && term.firstDay < 0 && term.lastDay === null;
    const during = late ? { ...term, firstDay: 1 } : term;
    yield `${contractId},telephone-illimite-pro,1,${dates(during)}`;
  }
}

function simOptions(sim: number): string[] {
  const options: string[] = [];
  if (sim % 20 === 3) options.push('emission-exclusive-france');
  if (sim % 20 === 7) options.push('reception-exclusive-france');
  if (sim % 40 === 9) options.push('emission-exclusive-hors-france');
  // Autodiagnostic needs autogestion (004, E25).
  if (sim % 10 === 4) options.push('autogestion');
  if (sim % 20 === 14) options.push('autodiagnostic');
  if (sim % 25 === 6) options.push('facturation-premier-trafic');
  return options;
}

/** The set-up of every Webex site that begins in the month. */
function* orderRows(plan: GeneratePlan, dates: DateFormatter): Generator<string> {
  let order = 0;
  for (const { contractId, customer, offer, term } of contractsOf(plan)) {
    if (offer !== 'wte-calling' || term.firstDay < 0) continue;
    const [doneOn] = dates(term).split(',');
    const id = numbered('D', ++order, 6);
    yield `${id},${customerId(customer)},${contractId},mise-en-service,1,${doneOn},done,,`;
  }
}

/**
 * Prices the documents leave out. The values are ours: the column `assumed` says so and is not
 * read.
 */
const PRICES = [
  // Calls beyond the pool or outside its list (003, D9), and the monthly price of the packs.
  ',wte-calling,,0.06,0.05,minute',
  ',wte-suite,,0.06,0.05,minute',
  ',wte-espace,,0.06,0.05,minute',
  ',wte-calling,,9.90,,month',
  ',wte-suite,,14.90,,month',
  ',wte-espace,,12.90,,month',
  ',mise-en-service,,290,,unit',
  // Metropolitan fixed numbers from the 501st correspondent on (001).
  ',optimale-pro-initial,fixed-metropole,0.022,0.085,minute',
  ',optimale-pro-equilibre,fixed-metropole,0.022,0.085,minute',
  ',optimale-pro-intense,fixed-metropole,0.022,0.085,minute',
];
/** Beyond the forty minutes of Téléphone illimité pro (000, A6); ihdp-1m has none. */
const PHONE_PRICES = [',ihdp-8m/voice,,0.15,0.10,minute', ',ihdp-18m/voice,,0.14,0.10,minute'];

/** Prices hold from the first day of the fifth year before the month on. */
function firstPriceYear({ options }: GeneratePlan): number {
  return Number(options.month.slice(0, 4)) - 5;
}

function* priceRows(plan: GeneratePlan): Generator<string> {
  const startsOn = `${firstPriceYear(plan)}-01-01`;
  const others = plan.options.workload === 'all' ? PHONE_PRICES : [];
  for (const price of [...PRICES, ...others]) yield `${price},${startsOn},,true`;
}

/**
 * Made-up values of the indices by which prices of 003 are revised each year (D20): of every month a revision can
 * ask for, from the year before the first price to the month itself. Salaries rise by one in two
 * months, the price of imports goes up and down.
 */
function* indexRows(plan: GeneratePlan): Generator<string> {
  let month = `${firstPriceYear(plan) - 1}-01`;
  for (let k = 0; month <= plan.options.month; k++) {
    yield `syntec,${month},${(2700 + 5 * k) / 10},true`;
    yield `insee-010765308,${month},${(1000 + ((7 * k) % 11)) / 10},true`;
    month = monthAfter(month);
  }
}

function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

function customerId(customer: number): string {
  return numbered('C', customer, 6);
}

/** Site UUIDs where the usage comes from Webex Calling, which names sites so. */
function siteId(plan: GeneratePlan, site: number): string {
  return plan.options.format === 'octroi' ? numbered('S', site, 5) : siteUuid(plan, site);
}

/** `starts_on,ends_on` of a term. */
type DateFormatter = (term: Term) => string;

function dateFormatter(month: string): DateFormatter {
  const dates = new Map<number, string>();
  const dateAt = (day: number) => {
    const date = dates.get(day) ?? dateOfMonth(month, day);
    dates.set(day, date);
    return date;
  };
  return ({ firstDay, lastDay }) =>
    `${dateAt(firstDay)},${lastDay === null ? '' : dateAt(lastDay)}`;
}

const ROWS_PER_WRITE = 8192;

/** Writes a header and rows, a few thousand at a time; returns the path. */
function writeRows(path: string, header: string, rows: Iterable<string>): string {
  const file = openSync(path, 'w');
  try {
    let pending = [header];
    for (const row of rows) {
      pending.push(row);
      if (pending.length < ROWS_PER_WRITE) continue;
      writeSync(file, `${pending.join('\n')}\n`);
      pending = [];
    }
    if (pending.length > 0) writeSync(file, `${pending.join('\n')}\n`);
  } finally {
    closeSync(file);
  }
  return path;
}

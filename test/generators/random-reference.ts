import type { Random } from './prng.ts';
import { dateIn, daysIn, monthsLater } from './random-time.ts';

export type TextRow = Record<string, string>;

export interface ReferenceData {
  customers: TextRow[];
  sites: TextRow[];
  contracts: TextRow[];
  lines: TextRow[];
  options: TextRow[];
  prices: TextRow[];
  openings: TextRow[];
}

/** Offers of one kind of usage; M2M with and without DTMF differ in their services. */
export type Family =
  | 'optimale'
  | 'wte'
  | 'm2m'
  | 'm2m-dtmf'
  | 'ihdp'
  | 'sms-internet'
  | 'localisation';

/** A line that makes usage. */
export interface Payer {
  line: string;
  family: Family;
  customerId: string;
  contractId: string;
}

/** Reference data and the lines to make usage with. */
export interface World {
  month: string;
  reference: ReferenceData;
  payers: Payer[];
  /** Two-digit codes of each customer's sites. */
  siteCodes: Map<string, string[]>;
  /** Webex lines of each customer, for on-net calls. */
  webexLines: Map<string, string[]>;
  /** Lines whose contracts call more than 500 different numbers. */
  callCentres: Payer[];
}

const SIM_FORMULAS = [
  ...['business-2mo', 'intense', 'europe-prototype', 'business-5mo', 'europe-2mo'],
  ...['intense-prototype', 'business-compteur', 'europe-5mo'],
];

const OFFERS: Record<Family, string[]> = {
  optimale: ['optimale-pro-initial', 'optimale-pro-equilibre', 'optimale-pro-intense'],
  wte: ['wte-calling', 'wte-suite', 'wte-espace'],
  m2m: SIM_FORMULAS.map((formula) => `m2m-${formula}`),
  'm2m-dtmf': SIM_FORMULAS.map((formula) => `m2m-${formula}-dtmf`),
  ihdp: ['ihdp-1m', 'ihdp-8m', 'ihdp-18m'],
  'sms-internet': ['sms-internet'],
  localisation: ['localisation'],
};

interface Builder extends World {
  random: Random;
  /** Contracts by family, to move lines to. */
  contractsOf: Map<Family, string[]>;
  /** Customer and family -> an earlier contract, so that lines also move inside a customer. */
  lineCount: number;
  offerCount: number;
}

/**
 * Customers with sites, contracts of all offers and their lines; some contracts start or end in the
 * month, some lines move from one contract to another inside it.
 * @param month `YYYY-MM`
 */
export function randomReference(random: Random, month: string, customerCount: number): World {
  const builder: Builder = {
    month,
    reference: {
      customers: [],
      sites: [],
      contracts: [],
      lines: [],
      options: [],
      prices: [],
      openings: [],
    },
    payers: [],
    siteCodes: new Map(),
    webexLines: new Map(),
    callCentres: [],
    random,
    contractsOf: new Map(),
    lineCount: 0,
    offerCount: random.below(3),
  };
  addCallCentre(builder, 'C-centre-1', 'optimale-pro-equilibre');
  addCallCentre(builder, 'C-centre-2', 'optimale-pro-intense');
  for (let customer = 1; customer <= customerCount; customer++)
    addCustomer(builder, `C${customer}`);
  addPrices(builder);
  return builder;
}

function addCustomer(builder: Builder, customerId: string): void {
  const { random } = builder;
  addCustomerRow(builder, customerId);
  const siteIds: string[] = [];
  for (let site = random.between(1, 3); site > 0; site--) {
    siteIds.push(addSite(builder, customerId, site));
  }
  for (const siteId of siteIds) {
    for (let count = random.between(0, 2); count > 0; count--) {
      addContract(builder, customerId, siteId, 'wte', random.between(1, 3));
    }
  }
  for (let count = random.between(0, 2); count > 0; count--) {
    addContract(builder, customerId, random.pick([...siteIds, '']), 'optimale', 2);
  }
  for (let count = random.between(1, 4); count > 0; count--) {
    addContract(builder, customerId, random.pick([...siteIds, '']), 'm2m', 1);
  }
  for (let count = random.between(0, 2); count > 0; count--) {
    addContract(builder, customerId, '', 'm2m-dtmf', 1);
  }
  for (const family of ['ihdp', 'ihdp', 'sms-internet', 'localisation'] as const) {
    if (random.chance(0.3)) addContract(builder, customerId, '', family, random.between(1, 2));
  }
}

function addCustomerRow(builder: Builder, customerId: string): void {
  builder.reference.customers.push({
    customer_id: customerId,
    name: `Client ${customerId}`,
    territory: 'metropole',
    siren: '123456782',
    vat_number: '',
    address: '1, rue de "l\'Exemple"',
    postal_code: '75001',
    city: 'Paris',
    country: 'FR',
  });
}

function addSite(builder: Builder, customerId: string, site: number): string {
  const siteId = `${customerId}-S${site}`;
  const code = String(site * 11).padStart(2, '0');
  builder.reference.sites.push({
    site_id: siteId,
    customer_id: customerId,
    name: `Site ${site}`,
    site_code: code,
  });
  builder.siteCodes.set(customerId, [...(builder.siteCodes.get(customerId) ?? []), code]);
  return siteId;
}

function addCallCentre(builder: Builder, customerId: string, offer: string): void {
  addCustomerRow(builder, customerId);
  const siteId = addSite(builder, customerId, 1);
  const contractId = pushContract(builder, customerId, siteId, offer, '2012-01-01', '');
  for (let count = 2; count > 0; count--) {
    const line = nextLine(builder, 'optimale');
    builder.reference.lines.push(lineRow(line, contractId, '2012-01-01', ''));
    builder.callCentres.push({ line, family: 'optimale', customerId, contractId });
  }
}

function addContract(
  builder: Builder,
  customerId: string,
  siteId: string,
  family: Family,
  lineCount: number,
): void {
  const { random } = builder;
  const offers = OFFERS[family];
  // In turn, so that a small world has every offer too.
  const offer = offers[builder.offerCount++ % offers.length];
  const contractId = pushContract(
    builder,
    customerId,
    siteId,
    offer,
    offer.includes('prototype') ? trialStart(builder) : randomStart(builder),
    randomEnd(builder),
  );
  if (offer === 'optimale-pro-equilibre' && random.chance(0.3)) addOpening(builder, contractId);
  if (family === 'ihdp' && random.chance(0.8)) addPhone(builder, contractId);
  for (let count = lineCount; count > 0; count--) addLine(builder, customerId, contractId, family);
  const ofFamily = builder.contractsOf.get(family) ?? [];
  ofFamily.push(contractId);
  builder.contractsOf.set(family, ofFamily);
}

function pushContract(
  builder: Builder,
  customerId: string,
  siteId: string,
  offer: string,
  startsOn: string,
  endsOn: string,
): string {
  const contractId = `K${builder.reference.contracts.length + 1}`;
  builder.reference.contracts.push({
    contract_id: contractId,
    customer_id: customerId,
    site_id: siteId,
    offer,
    commitment_months: offer.startsWith('optimale') ? '12' : '36',
    starts_on: startsOn,
    ends_on: endsOn !== '' && endsOn < startsOn ? '' : endsOn,
  });
  return contractId;
}

function randomStart({ random, month }: Builder): string {
  if (random.chance(0.75)) return '2011-06-01';
  if (random.chance(0.3)) return dateIn(month, 1);
  if (random.chance(0.4)) return dateIn(month, random.between(2, 20));
  return dateIn(month, random.between(-20, 0));
}

/** Trials that go on in the month, that end with the month before it, and that ended earlier (E23). */
function trialStart({ random, month }: Builder): string {
  return dateIn(month, random.between(-130, 15));
}

function randomEnd({ random, month }: Builder): string {
  if (random.chance(0.9)) return '';
  if (random.chance(0.3)) return dateIn(month, daysIn(month));
  if (random.chance(0.3)) return dateIn(month, 0);
  return dateIn(month, random.between(21, daysIn(month) - 1));
}

function addOpening({ random, month, reference }: Builder, contractId: string): void {
  reference.openings.push({
    contract_id: contractId,
    month: random.pick([month, monthsLater(month, -1)]),
    allowance: 'mobile_hour',
    rolled_in: String(random.between(0, 3600)),
  });
}

/** The telephone of an Internet access, for good or for some days of the month. */
function addPhone({ random, month, reference }: Builder, contractId: string): void {
  const startsOn = random.chance(0.6) ? '2011-06-01' : dateIn(month, random.between(1, 10));
  const endsOn = random.chance(0.7) ? '' : dateIn(month, random.between(11, 25));
  reference.options.push({
    contract_id: contractId,
    option: 'telephone-illimite-pro',
    quantity: random.pick(['', '1']),
    starts_on: startsOn,
    ends_on: endsOn,
  });
}

function addLine(builder: Builder, customerId: string, contractId: string, family: Family): void {
  const { random, month, reference } = builder;
  const line = nextLine(builder, family);
  builder.payers.push({ line, family, customerId, contractId });
  if (family === 'wte') {
    const ofCustomer = builder.webexLines.get(customerId) ?? [];
    ofCustomer.push(line);
    builder.webexLines.set(customerId, ofCustomer);
  }
  const target = random.chance(0.2) ? moveTarget(builder, family) : undefined;
  if (target === undefined) {
    reference.lines.push(lineRow(line, contractId, '2011-06-01', ''));
    return;
  }
  const lastDay = random.between(1, daysIn(month) - 3);
  const gapDays = random.pick([0, 0, 0, 2]);
  reference.lines.push(lineRow(line, contractId, '2011-06-01', dateIn(month, lastDay)));
  if (hasOneLine(family)) makeRoom(builder, family, target, line, dateIn(month, lastDay + gapDays));
  reference.lines.push(lineRow(line, target, dateIn(month, lastDay + 1 + gapDays), ''));
}

/** A contract of a SIM has one at a time. */
function hasOneLine(family: Family): boolean {
  return family.startsWith('m2m');
}

/** Ends the contract's own line on a day, so that another takes its place; no third one follows. */
function makeRoom(
  { reference, contractsOf }: Builder,
  family: Family,
  contractId: string,
  line: string,
  lastDay: string,
): void {
  for (const row of reference.lines) {
    if (row.contract_id !== contractId || row.line === line) continue;
    if (row.ends_on === '' || row.ends_on > lastDay) row.ends_on = lastDay;
  }
  contractsOf.set(
    family,
    (contractsOf.get(family) ?? []).filter((id) => id !== contractId),
  );
}

/** Another contract of the same kind; Optimale lines also change to Webex. */
function moveTarget({ random, contractsOf }: Builder, family: Family): string | undefined {
  const targets = [...(contractsOf.get(family) ?? [])];
  if (family === 'optimale') targets.push(...(contractsOf.get('wte') ?? []).slice(-5));
  return targets.length === 0 ? undefined : random.pick(targets);
}

function lineRow(line: string, contractId: string, startsOn: string, endsOn: string): TextRow {
  return { line, contract_id: contractId, starts_on: startsOn, ends_on: endsOn };
}

/** Fixed lines are numbers of 01 99; SIMs are mobile numbers, or ids that are no number; ShortIDs have five digits first. */
function nextLine(builder: Builder, family: Family): string {
  const serial = String(builder.lineCount++).padStart(7, '0');
  if (family === 'sms-internet') return `3${serial.replace(/^000/, '')}`;
  if (family === 'localisation') return `account-${serial}`;
  if (!family.startsWith('m2m')) return `3319${serial}`;
  return builder.random.chance(0.7) ? `3369${serial}` : `SIM-${serial}`;
}

/**
 * Prices the documents leave out: for all customers of some offers, own prices of some customers,
 * some from the middle of the month; other offers stay without, so that their events go to
 * suspense.
 */
function addPrices({ random, month, reference }: Builder): void {
  const general = ['wte-calling/voice', 'wte-suite', 'optimale-pro-initial/voice', 'ihdp-8m/voice'];
  for (const item of general) {
    if (random.chance(0.3)) continue;
    reference.prices.push(priceRow(random, '', item, '2011-01-01', dateIn(month, 15)));
    reference.prices.push(priceRow(random, '', item, dateIn(month, 16), ''));
  }
  for (const { customer_id: customerId } of reference.customers) {
    if (!random.chance(0.3)) continue;
    const item = random.pick([
      ...['wte-calling/voice', 'wte-espace/voice', 'optimale-pro-equilibre', 'ihdp-1m'],
    ]);
    const startsOn = dateIn(month, random.pick([1, 5, -40]));
    reference.prices.push(priceRow(random, customerId, item, startsOn, ''));
  }
}

function priceRow(
  random: Random,
  customerId: string,
  item: string,
  startsOn: string,
  endsOn: string,
): TextRow {
  return {
    customer_id: customerId,
    item,
    zone: '',
    unit_price: `0.${String(random.between(1, 9999)).padStart(4, '0')}`,
    connection_fee: random.pick(['', '0', '0.1', '0.0755']),
    unit: PRICE_UNIT,
    starts_on: startsOn,
    ends_on: endsOn,
  };
}

const PRICE_UNIT = 'min';

import type { Price } from './money.ts';
import { lastDayOf } from './paris-time.ts';
import type { ReferenceRows, TextRow } from './rows.ts';

/** Days are Paris days as text, compared as text; both ends inclusive. */
export interface Validity {
  startsOn: string;
  endsOn: string;
}

export interface Contract extends Validity {
  id: string;
  customerId: string;
  siteId: string;
  offer: string;
}

interface LineValidity extends Validity {
  contract: Contract;
}

interface PriceRow extends Validity {
  connectionFee: string;
  unitPrice: string;
  unit: string;
}

export interface Reference {
  lines: Map<string, LineValidity[]>;
  /** Two-digit codes of each customer's sites. */
  siteCodes: Map<string, Set<string>>;
  /** Prices the documents leave out, by `customer|item`; no customer = for all. */
  prices: Map<string, PriceRow[]>;
  /** Seconds rolled in from another system, by `contract|YYYY-MM-01|allowance`. */
  openings: Map<string, number>;
  /** Options of a contract on a day. */
  optionsOn(contractId: string, day: string): Set<string>;
  /** Active Webex licences by `site|month`, filled per month on first use. */
  licences: Map<string, Map<string, number>>;
}

const FOREVER = '9999-12-31';

/** Builds the look-ups of the reference data. Nothing is checked: the input is the tests' own. */
export function readReference(rows: ReferenceRows): Reference {
  const contracts = new Map<string, Contract>();
  for (const row of rows.contracts) {
    contracts.set(row.contract_id, {
      id: row.contract_id,
      customerId: row.customer_id,
      siteId: row.site_id ?? '',
      offer: row.offer,
      ...validity(row),
    });
  }
  const lines = new Map<string, LineValidity[]>();
  for (const row of rows.lines) {
    const contract = contracts.get(row.contract_id);
    if (contract === undefined) throw new Error(`line ${row.line}: no contract ${row.contract_id}`);
    const line = row.line.replace(/^\+/, '');
    const validities = lines.get(line) ?? [];
    validities.push({ contract, ...validity(row) });
    lines.set(line, validities);
  }
  return {
    lines,
    siteCodes: readSiteCodes(rows.sites),
    prices: readPrices(rows.prices ?? []),
    openings: new Map(
      (rows.openings ?? []).map((row) => [
        `${row.contract_id}|${row.month.slice(0, 7)}-01|${row.allowance}`,
        Number(row.rolled_in),
      ]),
    ),
    optionsOn: optionsOf(rows.options ?? []),
    licences: new Map(),
  };
}

function optionsOf(rows: TextRow[]): Reference['optionsOn'] {
  const held = new Map<string, (Validity & { option: string })[]>();
  for (const row of rows) {
    if (row.quantity !== undefined && row.quantity !== '' && Number(row.quantity) === 0) continue;
    const ofContract = held.get(row.contract_id) ?? [];
    ofContract.push({ option: row.option, ...validity(row) });
    held.set(row.contract_id, ofContract);
  }
  return (contractId, day) => {
    const onDay = (held.get(contractId) ?? []).filter((one) => isValidOn(one, day));
    return new Set(onDay.map(({ option }) => option));
  };
}

function validity(row: TextRow): Validity {
  return { startsOn: row.starts_on || '0000-01-01', endsOn: row.ends_on || FOREVER };
}

function readSiteCodes(sites: TextRow[]): Map<string, Set<string>> {
  const codes = new Map<string, Set<string>>();
  for (const site of sites) {
    const ofCustomer = codes.get(site.customer_id) ?? new Set();
    if (site.site_code) ofCustomer.add(site.site_code.padStart(2, '0'));
    codes.set(site.customer_id, ofCustomer);
  }
  return codes;
}

function readPrices(rows: TextRow[]): Map<string, PriceRow[]> {
  const prices = new Map<string, PriceRow[]>();
  for (const row of rows) {
    // The one zone of 001 without a printed price, so that naming it narrows nothing.
    if (row.zone && row.zone !== 'fixed-metropole') {
      throw new Error('the reference rater knows prices for all zones only');
    }
    const key = `${row.customer_id ?? ''}|${row.item}`;
    const same = prices.get(key) ?? [];
    same.push({
      connectionFee: row.connection_fee || '0',
      unitPrice: row.unit_price || '0',
      unit: row.unit,
      ...validity(row),
    });
    prices.set(key, same);
  }
  return prices;
}

export function isValidOn(validity: Validity, day: string): boolean {
  return validity.startsOn <= day && day <= validity.endsOn;
}

/** The contract that pays for a line on a day, or why there is none. */
export function contractOn(
  reference: Reference,
  line: string,
  day: string,
): Contract | 'unknown_line' | 'no_contract' {
  const validities = reference.lines.get(line);
  if (validities === undefined) return 'unknown_line';
  const current = validities.find((one) => isValidOn(one, day) && isValidOn(one.contract, day));
  return current === undefined ? 'no_contract' : current.contract;
}

export function isWebex(contract: Contract): boolean {
  return contract.offer.startsWith('wte-');
}

/**
 * Licences of a site in a month (003 2.6.1; D4, D6): lines active under a Webex contract on any day
 * of it, each once per customer, at the site of its first active day.
 */
export function licencesOf(reference: Reference, siteId: string, month: string): number {
  let ofMonth = reference.licences.get(month);
  if (ofMonth === undefined) {
    ofMonth = countLicences(reference, month);
    reference.licences.set(month, ofMonth);
  }
  return ofMonth.get(siteId) ?? 0;
}

function countLicences(reference: Reference, month: string): Map<string, number> {
  const count = new Map<string, number>();
  for (const validities of reference.lines.values()) {
    const first = new Map<string, { day: string; site: string }>();
    for (const { contract, startsOn, endsOn } of validities) {
      if (!isWebex(contract)) continue;
      const from = latest(startsOn, contract.startsOn, month);
      const to = earliest(endsOn, contract.endsOn, lastDayOf(month));
      if (from <= to && from < (first.get(contract.customerId)?.day ?? FOREVER)) {
        first.set(contract.customerId, { day: from, site: contract.siteId });
      }
    }
    for (const { site } of first.values()) count.set(site, (count.get(site) ?? 0) + 1);
  }
  return count;
}

function latest(...days: string[]): string {
  return days.sort()[days.length - 1];
}

function earliest(...days: string[]): string {
  return days.sort()[0];
}

/** True when the contract is valid on at least one day of the month. */
export function isActiveIn(contract: Contract, month: string): boolean {
  return contract.startsOn <= lastDayOf(month) && contract.endsOn >= month;
}

/** Units of prices.csv: what they count, and how much of it. */
const UNITS: Record<string, { measure: 's' | 'ko' | 'piece'; per: number }> = {
  s: { measure: 's', per: 1 },
  second: { measure: 's', per: 1 },
  min: { measure: 's', per: 60 },
  minute: { measure: 's', per: 60 },
  ko: { measure: 'ko', per: 1 },
  Mo: { measure: 'ko', per: 1000 },
  unit: { measure: 'piece', per: 1 },
};

const MEASURE_OF_SERVICE: Record<string, 's' | 'ko' | 'piece'> = {
  voice: 's',
  csd: 's',
  data: 'ko',
  sms: 'piece',
};

/**
 * A price the documents leave out, from prices.csv: the item is the offer, `<offer>/<service>` or
 * the service. The customer's own price before one for all, then the newest, then the narrowest
 * item. A price per minute says nothing of a service that is not counted in seconds.
 */
export function openPrice(
  reference: Reference,
  contract: Contract,
  service: string,
  day: string,
): Price | null {
  const items = [`${contract.offer}/${service}`, contract.offer, service];
  for (const customerId of [contract.customerId, '']) {
    const fitting = items
      .flatMap((item) => reference.prices.get(`${customerId}|${item}`) ?? [])
      .filter(
        (row) => isValidOn(row, day) && UNITS[row.unit]?.measure === MEASURE_OF_SERVICE[service],
      )
      .sort((a, b) => (a.startsOn < b.startsOn ? 1 : a.startsOn > b.startsOn ? -1 : 0));
    if (fitting.length > 0) return priceOf(fitting[0]);
  }
  return null;
}

function priceOf({ connectionFee, unitPrice, unit }: PriceRow): Price {
  return { connectionFee, unitPrice, per: UNITS[unit].per };
}

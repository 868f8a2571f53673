import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { monthStartDay } from '../normalise/paris-calendar.ts';
import { addToHash, mix32 } from '../normalise/record-hash.ts';
import { type HashEvents, HashSums, sortedByDay, sumsByDay, type WantedSums } from './hash-sums.ts';
import type { ReferenceTables } from './reference-tables.ts';
import { hashBytes, type TextIndex } from './text-index.ts';
import { isWebexOffer } from './webex-offer.ts';

/** Day of what always held. */
const ALWAYS = -1;
/** Told apart, so that a line's first day is not taken for another's last. */
const STARTS = 0x51ed270b;
const ENDS = 0x2545f491;

/**
 * Fingerprints of the reference data that priced a component's records up to a day: lines and contracts, the
 * customer's Webex lines and site codes where internal calls depend on them, and prices. Equal fingerprints
 * mean that the records would be priced alike today, so that state kept from them may be continued.
 *
 * What begins or ends after the day is left out: a line that joins a site tomorrow changes nothing of what has
 * been rated, except how much a site pool grants, which is compared where the pool is taken up.
 *
 * A run asks twice, for the days that earlier runs rated and for those that it has: what does not depend on the day is
 * worked out once.
 */
export class ComponentFingerprints {
  private readonly reference: ReferenceTables;
  private readonly base: number;
  private readonly contractHash: Int32Array;
  private readonly lineHash: Int32Array;
  private readonly ofCustomers: OfCustomers;

  /** @param base hash of catalogue and program */
  constructor(reference: ReferenceTables, tariffs: TariffTables, base: number) {
    this.reference = reference;
    this.base = base;
    this.contractHash = hashContracts(reference, tariffs);
    this.lineHash = hashLines(reference, this.contractHash);
    this.ofCustomers = eventsOfCustomers(reference, tariffs, this.contractHash);
  }

  /**
   * @param untilDay by component: last Paris day rated; negative = no fingerprint wanted
   * @returns two words per component
   */
  at(untilDay: Int32Array): Int32Array {
    const { reference, contractHash } = this;
    const sums = new HashSums(untilDay.length);
    addContracts(reference, contractHash, untilDay, sums);
    addStages(reference, contractHash, untilDay, sums);
    addOpenings(reference, contractHash, untilDay, sums);
    addLines(reference, this.lineHash, untilDay, sums);
    const { events, wanted } = this.ofCustomers;
    sumsByDay(events, wanted, untilDay, sums);
    return sums.finish(this.base);
  }
}

/** 32-bit hash of a text, e.g. of the catalogue's digest. */
export function hashText(text: string): number {
  const bytes = Buffer.from(text);
  return hashBytes(bytes, 0, bytes.length);
}

/** Hash of each contract's id, offer, customer and site: independent of the order of rows in the files. */
function hashContracts(reference: ReferenceTables, tariffs: TariffTables): Int32Array {
  const { contracts, customers, sites, contractCustomer, contractSite, contractOffer } = reference;
  const offerHash = tariffs.offerNames.map(hashText);
  return Int32Array.from(contractOffer, (offer, contract) => {
    const site = contractSite[contract];
    let hash = addToHash(hashAt(contracts, contract), offerHash[offer]);
    hash = addToHash(hash, hashAt(customers, contractCustomer[contract]));
    return addToHash(hash, site < 0 ? 0 : hashAt(sites, site));
  });
}

function hashAt({ bytes, offsets }: TextIndex, i: number): number {
  return hashBytes(bytes, offsets[i], offsets[i + 1]);
}

function addContracts(
  { contractComponent, contractFromDay, contractToDay }: ReferenceTables,
  contractHash: Int32Array,
  untilDay: Int32Array,
  sums: HashSums,
): void {
  for (let contract = 0; contract < contractHash.length; contract++) {
    const component = contractComponent[contract];
    const until = untilDay[component];
    const from = contractFromDay[contract];
    const to = contractToDay[contract];
    const hash = contractHash[contract];
    if (from <= until) sums.add(component, addToHash(hash ^ STARTS, from));
    if (to < until) sums.add(component, addToHash(hash ^ ENDS, to));
  }
}

/** Hash of each stay of a line with a contract. */
function hashLines(
  { lines, lineFirst, lineContract }: ReferenceTables,
  contractHash: Int32Array,
): Int32Array {
  const hashes = new Int32Array(lineContract.length);
  for (let line = 0; line < lines.count; line++) {
    const lineHash = hashAt(lines, line);
    for (let at = lineFirst[line]; at < lineFirst[line + 1]; at++) {
      hashes[at] = addToHash(lineHash, contractHash[lineContract[at]]);
    }
  }
  return hashes;
}

function addLines(
  { lineContract, lineFromDay, lineToDay, contractComponent }: ReferenceTables,
  lineHash: Int32Array,
  untilDay: Int32Array,
  sums: HashSums,
): void {
  for (let at = 0; at < lineHash.length; at++) {
    const component = contractComponent[lineContract[at]];
    const until = untilDay[component];
    const hash = lineHash[at];
    if (lineFromDay[at] <= until) sums.add(component, addToHash(hash ^ STARTS, lineFromDay[at]));
    if (lineToDay[at] < until) sums.add(component, addToHash(hash ^ ENDS, lineToDay[at]));
  }
}

/** Trials that end and options that begin: the offers that the catalogue numbers so are in its digest. */
function addStages(
  { stageContract, stageFromDay, stageOffer, contractComponent }: ReferenceTables,
  contractHash: Int32Array,
  untilDay: Int32Array,
  sums: HashSums,
): void {
  for (let k = 0; k < stageContract.length; k++) {
    const component = contractComponent[stageContract[k]];
    if (stageFromDay[k] > untilDay[component]) continue;
    const hash = addToHash(contractHash[stageContract[k]], stageFromDay[k]);
    sums.add(component, addToHash(hash, stageOffer[k]));
  }
}

function addOpenings(
  reference: ReferenceTables,
  contractHash: Int32Array,
  untilDay: Int32Array,
  sums: HashSums,
): void {
  const { openingContract, openingMonth, openingAllowance, openingRolledIn } = reference;
  for (let k = 0; k < openingContract.length; k++) {
    const component = reference.contractComponent[openingContract[k]];
    if (monthStartDay(openingMonth[k]) > untilDay[component]) continue;
    let hash = addToHash(contractHash[openingContract[k]], openingMonth[k]);
    hash = addToHash(hash, openingAllowance[k]);
    sums.add(component, addToHash(hash, openingRolledIn[k]));
  }
}

interface OfCustomers {
  events: HashEvents;
  wanted: WantedSums;
}

/**
 * What holds for a customer as a whole, wanted by each of its contracts: its Webex lines and site codes by the
 * Webex contracts (G12), its prices and everyone's prices by all.
 */
function eventsOfCustomers(
  reference: ReferenceTables,
  tariffs: TariffTables,
  contractHash: Int32Array,
): OfCustomers {
  const { contractComponent, contractCustomer, contractOffer, customers } = reference;
  const events: HashEvents = { group: [], day: [], hash: [] };
  const pricesOf = (customer: number) =>
    customer < 0 ? 2 * customers.count : customers.count + customer;
  pushWebexLines(reference, tariffs, events);
  pushPrices(reference, pricesOf, events);
  const hasEvents = new Uint8Array(2 * customers.count + 1);
  for (const group of events.group) hasEvents[group] = 1;
  const wanted: WantedSums = { group: [], component: [], salt: [] };
  for (let contract = 0; contract < contractHash.length; contract++) {
    const customer = contractCustomer[contract];
    const isWebex = isWebexOffer(tariffs, contractOffer[contract]);
    for (const group of [pricesOf(customer), pricesOf(-1), isWebex ? customer : -1]) {
      if (hasEvents[group] !== 1) continue;
      wanted.group.push(group);
      wanted.component.push(contractComponent[contract]);
      wanted.salt.push(contractHash[contract]);
    }
  }
  return { events: sortedByDay(events), wanted };
}

function pushWebexLines(
  reference: ReferenceTables,
  tariffs: TariffTables,
  events: HashEvents,
): void {
  const { lines, lineFirst, lineContract, lineFromDay, lineToDay, customerSiteCodes } = reference;
  for (let line = 0; line < lines.count; line++) {
    for (let at = lineFirst[line]; at < lineFirst[line + 1]; at++) {
      const contract = lineContract[at];
      if (!isWebexOffer(tariffs, reference.contractOffer[contract])) continue;
      const hash = hashAt(lines, line);
      const from = Math.max(lineFromDay[at], reference.contractFromDay[contract]);
      const to = Math.min(lineToDay[at], reference.contractToDay[contract]);
      const customer = reference.contractCustomer[contract];
      push(events, customer, from, addToHash(hash ^ STARTS, from));
      push(events, customer, to + 1, addToHash(hash ^ ENDS, to));
    }
  }
  for (let word = 0; word < customerSiteCodes.length; word++) {
    if (customerSiteCodes[word] === 0) continue;
    const hash = addToHash(word & 3, customerSiteCodes[word]);
    push(events, word >> 2, ALWAYS, hash);
  }
}

function pushPrices(
  reference: ReferenceTables,
  pricesOf: (customer: number) => number,
  events: HashEvents,
): void {
  const { priceFirst, priceOfCell, priceCustomer, priceFromDay, priceToDay } = reference;
  const cellsHash = new Int32Array(priceCustomer.length);
  for (let cell = 0; cell + 1 < priceFirst.length; cell++) {
    for (let at = priceFirst[cell]; at < priceFirst[cell + 1]; at++) {
      cellsHash[priceOfCell[at]] += mix32(cell + 1);
    }
  }
  for (let price = 0; price < priceCustomer.length; price++) {
    let hash = addToHash(cellsHash[price], reference.priceConnectionFeeMicroEuros[price]);
    hash = addToHash(hash, reference.priceMicroEuros[price]);
    hash = addToHash(hash, reference.priceUnits[price]);
    const group = pricesOf(priceCustomer[price]);
    const from = priceFromDay[price];
    push(events, group, from, addToHash(hash ^ STARTS, from));
    push(events, group, priceToDay[price] + 1, addToHash(hash ^ ENDS, priceToDay[price]));
  }
}

function push(
  { group, day, hash }: HashEvents,
  ofGroup: number,
  from: number,
  value: number,
): void {
  group.push(ofGroup);
  day.push(from);
  hash.push(value);
}

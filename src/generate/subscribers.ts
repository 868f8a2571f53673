import { asBytes, writeBytes, writePadded } from './row-bytes.ts';

/**
 * The subscribers of a generated month, without any text: everything about line n follows from n.
 *
 * Three families of lines, each numbered from 0:
 * Optimale pro lines 2c (classic) and 2c + 1 (IP) of contract c; Webex lines, site after site;
 * SIMs, one contract each, customer after customer.
 */
export interface Subscribers {
  customerCount: number;
  optimaleContractCount: number;
  /**
   * Contracts of customer k are optimaleFirst[k] to optimaleFirst[k + 1] (exclusive); so for the
   * next two.
   */
  optimaleFirst: Int32Array;
  siteCount: number;
  siteFirst: Int32Array;
  simCount: number;
  simFirst: Int32Array;
  webexLineCount: number;
  /** Lines of site s are siteFirstLine[s] to siteFirstLine[s + 1] (exclusive). */
  siteFirstLine: Int32Array;
  siteOfLine: Int32Array;
  siteCustomer: Int32Array;
  /**
   * Offers of SIMs, repeating: SIM n has simOffers[n % simOffers.length], or the prototype of it
   * where `isPrototype` says so.
   */
  simOffers: readonly string[];
  /** Lines of everything else that is sold, workload `all` only. */
  phoneCount: number;
  shortIdCount: number;
  accountCount: number;
  /**
   * How many of the first items of each family make half of the traffic (workload skewed), 0 =
   * none.
   */
  dominantContractCount: number;
  dominantLineCount: number;
  dominantSimCount: number;
}

export const OPTIMALE = 0;
export const WEBEX = 1;
export const SIM = 2;
/** Lines over IP of Internet accesses, ShortIDs that send SMS Internet, accounts that locate. */
export const PHONE = 3;
export const SHORT_ID = 4;
export const ACCOUNT = 5;

/** Site codes have two digits. */
const MAX_SITES_OF_CUSTOMER = 100;
/** Sites per customer on average: the largest has four times as many. */
const MAX_MEAN_SITES = MAX_SITES_OF_CUSTOMER / 4;

export interface SubscriberCounts {
  customers: number;
  sites: number;
  optimaleContracts: number;
  webexLines: number;
  sims: number;
  simOffers: readonly string[];
  phones: number;
  shortIds: number;
  accounts: number;
  /** One customer (the first) holds a large share of everything. */
  isSkewed: boolean;
}

/** Lays out customers, sites, contracts and lines; counts must have passed `planOf`. */
export function layOutSubscribers(counts: SubscriberCounts): Subscribers {
  const { customers, sites, optimaleContracts, webexLines, sims, isSkewed } = counts;
  const leastOwners = isSkewed ? 2 : 1;
  const withSites = Math.max(leastOwners, customersWithSites(customers, sites));
  const withFleet = Math.max(leastOwners, Math.ceil(customers / 25));
  const contractShare = isSkewed ? Math.ceil(optimaleContracts / 10) : 0;
  const siteShare = isSkewed ? Math.min(MAX_SITES_OF_CUSTOMER, Math.ceil(sites / 4)) : 0;
  const simShare = isSkewed ? Math.ceil(sims / 4) : 0;
  const siteFirst = shares(sites, Math.min(withSites, sites), customers, siteShare);
  const siteFirstLine = siteSizes(webexLines, sites);
  return {
    customerCount: customers,
    optimaleContractCount: optimaleContracts,
    optimaleFirst: shares(optimaleContracts, customers, customers, contractShare),
    siteCount: sites,
    siteFirst,
    simCount: sims,
    simFirst: shares(sims, Math.min(withFleet, sims), customers, simShare),
    webexLineCount: webexLines,
    siteFirstLine,
    siteOfLine: ownerOf(siteFirstLine, webexLines),
    siteCustomer: ownerOf(siteFirst, sites),
    simOffers: counts.simOffers,
    phoneCount: counts.phones,
    shortIdCount: counts.shortIds,
    accountCount: counts.accounts,
    dominantContractCount: contractShare,
    dominantLineCount: isSkewed ? siteFirstLine[siteFirst[1]] : 0,
    dominantSimCount: simShare,
  };
}

/** How many customers share the sites: a tenth, more where their site codes would not suffice. */
export function customersWithSites(customers: number, sites: number): number {
  return Math.max(Math.ceil(customers / 10), Math.ceil(sites / MAX_MEAN_SITES));
}

/**
 * True for SIMs on trial: those of every fourth customer, in its first round of offers, so that no
 * customer has more of a kind of prototype than the list has of its offer (004, E23: at most 5).
 */
export function isPrototype(subscribers: Subscribers, customer: number, sim: number): boolean {
  const { simFirst, simOffers } = subscribers;
  return customer % 4 === 0 && sim - simFirst[customer] < simOffers.length;
}

/** The families never overlap: after 331 comes 4 for classic lines and 8 for Webex lines. */
const CLASSIC_PREFIXES = [1, 2, 3, 4, 5].map((zone) => asBytes(`33${zone}4`));
const IP_PREFIX = asBytes('3397');
const WEBEX_PREFIX = asBytes('3318');
/** With eight digits more, the fifteen of a French number for machines (0700 00…). */
const SIM_PREFIX = asBytes('3370000');
const PHONE_PREFIX = asBytes('3319');
const SHORT_ID_PREFIX = asBytes('36');
const ACCOUNT_PREFIX = asBytes('LOC');
/** ShortIDs have three digits after the prefix. */
export const MAX_SHORT_IDS = 1000;
/** Contracts and Webex lines have seven digits after the prefix. */
export const MAX_LINES = 10_000_000;

/** Writes the E.164 digits of a line: at most 15. */
export function writeLine(bytes: Uint8Array, at: number, family: number, line: number): number {
  if (family === SIM) return writePadded(bytes, writeBytes(bytes, at, SIM_PREFIX), line, 8);
  if (family === PHONE) return writePadded(bytes, writeBytes(bytes, at, PHONE_PREFIX), line, 7);
  if (family === SHORT_ID) {
    return writePadded(bytes, writeBytes(bytes, at, SHORT_ID_PREFIX), line, 3);
  }
  if (family === ACCOUNT) return writePadded(bytes, writeBytes(bytes, at, ACCOUNT_PREFIX), line, 7);
  if (family === WEBEX) return writePadded(bytes, writeBytes(bytes, at, WEBEX_PREFIX), line, 7);
  const contract = line >> 1;
  const prefix = line & 1 ? IP_PREFIX : CLASSIC_PREFIXES[contract % CLASSIC_PREFIXES.length];
  return writePadded(bytes, writeBytes(bytes, at, prefix), contract, 7);
}

/**
 * First item of each owner: `total` items over the first `groups` of all `owners`, falling in size.
 * @param firstShare items of the first owner, 0 = by the same rule as the others
 */
function shares(total: number, groups: number, owners: number, firstShare: number): Int32Array {
  const first = new Int32Array(owners + 1).fill(total);
  first[0] = 0;
  const skipped = firstShare > 0 && groups > 1 ? 1 : 0;
  const start = skipped > 0 ? firstShare : 0;
  const rest = total - start;
  const count = Math.min(groups - skipped, rest);
  for (let group = 0; group < count; group++) {
    const left = 1 - group / count;
    const spread = Math.floor((rest - count) * (1 - left * left * left * left));
    first[group + skipped] = start + group + spread;
  }
  return first;
}

/** First line of each site; the largest site has about twice the average. */
function siteSizes(lines: number, sites: number): Int32Array {
  const first = new Int32Array(sites + 1);
  for (let site = 0; site <= sites; site++) {
    const left = 1 - site / Math.max(1, sites);
    first[site] = site + Math.floor((lines - sites) * (1 - left * (0.1 + 0.9 * left)));
  }
  return first;
}

function ownerOf(first: Int32Array, count: number): Int32Array {
  const owners = new Int32Array(count);
  for (let owner = 0; owner + 1 < first.length; owner++) {
    owners.fill(owner, first[owner], first[owner + 1]);
  }
  return owners;
}

import {
  isWholeMonth,
  lastDayBeforeMove,
  type Term,
  termOf,
  termOfWebexLine,
} from './contract-terms.ts';
import type { GeneratePlan } from './generate-options.ts';
import {
  ACCOUNT,
  isPrototype,
  OPTIMALE,
  PHONE,
  SHORT_ID,
  SIM,
  type Subscribers,
  WEBEX,
} from './subscribers.ts';

/** One contract with its lines, as the reference files state it. */
export interface ContractFacts {
  contractId: string;
  customer: number;
  /** -1 = no site. */
  site: number;
  offer: string;
  commitmentMonths: number;
  term: Term;
  lines: LineFacts[];
}

export interface LineFacts {
  family: number;
  line: number;
  term: Term;
}

/** Every contract of the plan: Optimale pro, Webex, machines, and in workload `all` the rest. */
export function* contractsOf(plan: GeneratePlan): Generator<ContractFacts> {
  yield* optimaleContracts(plan);
  yield* webexContracts(plan);
  yield* simContracts(plan);
  yield* otherContracts(plan);
}

const PLANS = ['equilibre', 'initial', 'intense', 'equilibre', 'initial', 'equilibre', 'equilibre'];

function* optimaleContracts({ subscribers, calendar }: GeneratePlan): Generator<ContractFacts> {
  const { optimaleContractCount, optimaleFirst } = subscribers;
  let customer = 0;
  for (let contract = 0; contract < optimaleContractCount; contract++) {
    while (optimaleFirst[customer + 1] <= contract) customer++;
    const item = optimaleContractCount - 1 - contract;
    const lines = [contract * 2, contract * 2 + 1];
    yield* withSuccessor(OPTIMALE, lines, item, calendar.dayCount, {
      contractId: numbered('OP', contract, 7),
      customer,
      offers: [planName(contract), planName(contract + 1)],
      commitmentMonths: 12,
    });
  }
}

function planName(index: number): string {
  return `optimale-pro-${PLANS[index % PLANS.length]}`;
}

function* simContracts({ subscribers, calendar, options }: GeneratePlan): Generator<ContractFacts> {
  const { simCount, simFirst, simOffers } = subscribers;
  let customer = 0;
  for (let sim = 0; sim < simCount; sim++) {
    while (simFirst[customer + 1] <= sim) customer++;
    const normal = simOffers[sim % simOffers.length];
    const offer = isPrototype(subscribers, customer, sim) ? prototypeOf(normal) : normal;
    const contracts = withSuccessor(SIM, [sim], simCount - 1 - sim, calendar.dayCount, {
      contractId: numbered('MM', sim, 7),
      customer,
      offers: [offer, otherBusinessOffer(offer)],
      commitmentMonths: offer.includes('intense') || sim % 3 === 0 ? 36 : 24,
    });
    for (const contract of contracts) {
      const isOnTrial = contract.offer.includes('prototype') && (contract.term.lastDay ?? 0) >= 0;
      yield isOnTrial ? withTrial(contract, sim, options.workload === 'all') : contract;
    }
  }
}

/** The prototype of an Intense or Europe offer (004, E23); Business has none. */
function prototypeOf(offer: string): string {
  const dtmf = offer.endsWith('-dtmf') ? '-dtmf' : '';
  if (offer.startsWith('m2m-intense')) return `m2m-intense-prototype${dtmf}`;
  return offer.startsWith('m2m-europe') ? `m2m-europe-prototype${dtmf}` : offer;
}

/** A trial that began within 56 days before the month or in it; every other one may be over by then. */
function withTrial(contract: ContractFacts, sim: number, mayBeOver: boolean): ContractFacts {
  const { term, lines } = contract;
  if (term.firstDay >= 0) return contract;
  const firstDay = -(sim % 57) - (mayBeOver && sim % 2 === 1 ? 100 : 0);
  const onTrial = { ...term, firstDay };
  return { ...contract, term: onTrial, lines: lines.map((line) => ({ ...line, term: onTrial })) };
}

/** What the three families leave: Internet accesses with a phone over IP, ShortIDs, accounts. */
function* otherContracts({ subscribers, calendar }: GeneratePlan): Generator<ContractFacts> {
  const { customerCount, phoneCount, shortIdCount, accountCount } = subscribers;
  const contractOf = (family: number, prefix: string, offer: string, line: number) => {
    const term = termOf(line + 7, calendar.dayCount);
    return {
      ...{ contractId: numbered(prefix, line, 7), customer: line % customerCount, site: -1 },
      ...{ offer, commitmentMonths: 12, term, lines: [{ family, line, term }] },
    };
  };
  for (let line = 0; line < phoneCount; line++) {
    yield contractOf(PHONE, 'HD', `ihdp-${['8m', '18m', '1m'][line % 3]}`, line);
  }
  for (let line = 0; line < shortIdCount; line++) {
    yield contractOf(SHORT_ID, 'SI', 'sms-internet', line);
  }
  for (let line = 0; line < accountCount; line++) {
    yield contractOf(ACCOUNT, 'LO', 'localisation', line);
  }
}

function otherBusinessOffer(offer: string): string {
  const bundle = offer.includes('5mo') ? '2mo' : '5mo';
  return `m2m-business-${bundle}${offer.endsWith('-dtmf') ? '-dtmf' : ''}`;
}

interface Succession {
  contractId: string;
  customer: number;
  /** Offer, and the offer after a change of contract. */
  offers: [string, string];
  commitmentMonths: number;
}

/** One contract, or two when its lines change contract within the month. */
function* withSuccessor(
  family: number,
  lines: number[],
  item: number,
  dayCount: number,
  { contractId, customer, offers, commitmentMonths }: Succession,
): Generator<ContractFacts> {
  const lastDay = lastDayBeforeMove(item, dayCount);
  const term = termOf(item, dayCount);
  const first = lastDay < 0 ? term : { firstDay: term.firstDay, lastDay };
  const shared = { customer, site: -1, commitmentMonths };
  const held = (during: Term) => lines.map((line) => ({ family, line, term: during }));
  yield { ...shared, contractId, offer: offers[0], term: first, lines: held(first) };
  if (lastDay < 0) return;
  const second = { firstDay: lastDay + 1, lastDay: null };
  const successor = { contractId: `${contractId}-2`, offer: offers[1] };
  yield { ...shared, ...successor, term: second, lines: held(second) };
}

/** Packs of the lines of a site, by their place in it. */
const PACKS = [
  ...['calling', 'calling', 'calling', 'calling', 'calling', 'calling', 'calling'],
  ...['suite', 'suite', 'espace'],
];

/** Up to three contracts per site, one per pack, each with its licences. */
function* webexContracts({ subscribers, calendar }: GeneratePlan): Generator<ContractFacts> {
  const { siteCount, siteCustomer } = subscribers;
  const newcomers = arrivals(subscribers, calendar.dayCount);
  for (let site = 0; site < siteCount; site++) {
    const term = siteTerm(subscribers, site, calendar.dayCount);
    const contracts = new Map<string, ContractFacts>();
    for (
      let line = subscribers.siteFirstLine[site];
      line < subscribers.siteFirstLine[site + 1];
      line++
    ) {
      const pack = PACKS[(line - subscribers.siteFirstLine[site]) % PACKS.length];
      let contract = contracts.get(pack);
      if (contract === undefined) {
        contract = {
          contractId: `${numbered('WT', site, 5)}-${pack}`,
          customer: siteCustomer[site],
          site,
          offer: `wte-${pack}`,
          commitmentMonths: site % 4 === 0 ? 60 : 36,
          term,
          lines: pack === 'calling' ? (newcomers.get(site) ?? []) : [],
        };
        contracts.set(pack, contract);
      }
      const lastDay = siteAfterMove(subscribers, line, calendar.dayCount).lastDay;
      const stays = termOfWebexLine(line, term, calendar.dayCount);
      const held = lastDay < 0 ? stays : { firstDay: term.firstDay, lastDay };
      contract.lines.push({ family: WEBEX, line, term: held });
    }
    yield* contracts.values();
  }
}

/** Lines that move to each site in the month. */
function arrivals(subscribers: Subscribers, dayCount: number): Map<number, LineFacts[]> {
  const arriving = new Map<number, LineFacts[]>();
  for (let line = 0; line < subscribers.webexLineCount; line++) {
    const { site, lastDay } = siteAfterMove(subscribers, line, dayCount);
    if (lastDay < 0) continue;
    const lines = arriving.get(site) ?? [];
    lines.push({ family: WEBEX, line, term: { firstDay: lastDay + 1, lastDay: null } });
    arriving.set(site, lines);
  }
  return arriving;
}

/**
 * The next site of the same customer and the last day before the move; lastDay -1 = the line stays.
 */
function siteAfterMove(subscribers: Subscribers, line: number, dayCount: number) {
  const { siteOfLine, siteCustomer, siteFirst } = subscribers;
  const lastDay = lastDayBeforeMove(line, dayCount);
  if (lastDay < 0) return STAYS;
  const from = siteOfLine[line];
  const customer = siteCustomer[from];
  const site = from + 1 < siteFirst[customer + 1] ? from + 1 : siteFirst[customer];
  const isPossible =
    site !== from &&
    isWholeMonth(siteTerm(subscribers, from, dayCount)) &&
    isWholeMonth(siteTerm(subscribers, site, dayCount));
  return isPossible ? { site, lastDay } : STAYS;
}

const STAYS = { site: -1, lastDay: -1 };

function siteTerm(subscribers: Subscribers, site: number, dayCount: number): Term {
  return termOf(subscribers.siteCount - 1 - site, dayCount);
}

/** A prefix and at least `width` digits. */
export function numbered(prefix: string, index: number, width: number): string {
  return prefix + String(index).padStart(width, '0');
}

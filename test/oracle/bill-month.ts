import { FIRST_TRAFFIC, MONTH_TIERS, OPTIMA, OPTIONS, SUBSCRIPTIONS, VAT } from './fees.ts';
import { amountText, Euros } from './money.ts';
import type { TextRow } from './rows.ts';

/** A rated event as far as the bill needs it; `amount` empty while the month has to price it. */
export interface BilledUsage {
  contract_id: string;
  service: string;
  zone: string;
  charged: number;
  amount: string;
}

export interface BillInput {
  /** First and last day of the month. */
  firstDay: string;
  lastDay: string;
  customers: TextRow[];
  contracts: TextRow[];
  lines: TextRow[];
  options: TextRow[];
  /** Offer -> price per month of what prices.csv has to give. */
  monthlyPrices: Record<string, string>;
  usage: BilledUsage[];
}

export interface Bill {
  /** `contract|kind|item` -> euros with six decimals. */
  charges: Map<string, string>;
  /** Customer -> `total excluding tax|tax`. */
  invoices: Map<string, string>;
}

const NO_END = '9999-12-31';

/** The month's close one contract and one event at a time, with decimal.js: slow and plain. */
export function billMonth(input: BillInput): Bill {
  const sums = new Map<string, Euros>();
  const active = activeContracts(input);
  const add = (contract: TextRow, kind: string, item: string, euros: Euros) => {
    const key = [
      contract.customer_id,
      contract.site_id ?? '',
      contract.contract_id,
      kind,
      item,
    ].join('|');
    sums.set(key, (sums.get(key) ?? new Euros(0)).plus(euros));
  };
  const days = Number(input.lastDay.slice(8));
  const prorated = (price: string, from: string, to: string) =>
    rounded(new Euros(price).times(daysBetween(from, to)).dividedBy(days));

  const licences = licencesByContract(input, active);
  const usageOf = new Map<string, BilledUsage[]>();
  for (const event of input.usage) {
    const before = usageOf.get(event.contract_id);
    if (before === undefined) usageOf.set(event.contract_id, [event]);
    else before.push(event);
  }
  for (const { contract, offer, from, to } of active.values()) {
    const plain = offer.replace(/-dtmf$/, '');
    const price = SUBSCRIPTIONS[plain] ?? input.monthlyPrices[offer];
    if (offer.startsWith('wte-')) {
      const count = licences.get(contract.contract_id) ?? 0;
      if (count > 0) add(contract, 'recurring', offer, new Euros(price as string).times(count));
    } else if (plain === 'm2m-intense') {
      add(
        contract,
        'recurring',
        plain,
        optima(usageOf.get(contract.contract_id) ?? [], from, to, prorated),
      );
    } else {
      const text = typeof price === 'string' ? price : price[Number(contract.commitment_months)];
      const fee = prorated(text, from, to);
      add(contract, 'recurring', plain, fee);
      if (
        /^m2m-business-/.test(plain) &&
        businessFleet(active, contract.customer_id, input.lastDay) >= 50
      ) {
        add(contract, 'discount', 'remise-50-lignes', rounded(fee.times('0.05')).negated());
      }
    }
  }
  for (const row of input.options) {
    const found = active.get(row.contract_id);
    if (found === undefined) continue;
    const from = later(row.starts_on, found.from);
    const to = earlier(row.ends_on || NO_END, found.to);
    const price = OPTIONS[found.offer.split('-')[0]]?.[row.option];
    if (from <= to && price !== undefined) {
      add(found.contract, 'recurring', row.option, prorated(price, from, to));
    }
    const start = later(row.starts_on, found.contract.starts_on);
    if (row.option === FIRST_TRAFFIC.option && start >= input.firstDay && start <= input.lastDay) {
      add(found.contract, 'one_off', row.option, new Euros(FIRST_TRAFFIC.price));
    }
  }
  addUsage(input, add);
  return { charges: chargesOf(sums), invoices: invoicesOf(input, sums) };
}

interface Active {
  contract: TextRow;
  offer: string;
  from: string;
  to: string;
}

function activeContracts({ contracts, firstDay, lastDay }: BillInput): Map<string, Active> {
  const active = new Map<string, Active>();
  for (const contract of contracts) {
    const from = later(contract.starts_on, firstDay);
    const to = earlier(contract.ends_on || NO_END, lastDay);
    if (from > to) continue;
    active.set(contract.contract_id, { contract, offer: offerOf(contract, firstDay), from, to });
  }
  return active;
}

/** A prototype is the normal offer from its fourth month on (E23). */
function offerOf({ offer, starts_on: startsOn }: TextRow, firstDay: string): string {
  if (!offer.includes('-prototype')) return offer;
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  if (months(firstDay) - months(startsOn) < 3) return offer;
  return offer.includes('intense')
    ? offer.replace('-prototype', '')
    : offer.replace('europe-prototype', 'europe-2mo');
}

/** Each line once per customer, at the contract of its first active day in the month (D6). */
function licencesByContract(
  { lines }: BillInput,
  active: Map<string, Active>,
): Map<string, number> {
  const first = new Map<string, { day: string; contract: string }>();
  for (const row of lines) {
    const found = active.get(row.contract_id);
    if (found === undefined || !found.offer.startsWith('wte-')) continue;
    const day = later(row.starts_on, found.from);
    if (day > earlier(row.ends_on || NO_END, found.to)) continue;
    const key = `${row.line} ${found.contract.customer_id}`;
    const before = first.get(key);
    if (before === undefined || day < before.day)
      first.set(key, { day, contract: row.contract_id });
  }
  const counts = new Map<string, number>();
  for (const { contract } of first.values()) counts.set(contract, (counts.get(contract) ?? 0) + 1);
  return counts;
}

function businessFleet(active: Map<string, Active>, customer: string, lastDay: string): number {
  return [...active.values()].filter(
    ({ contract, offer, to }) =>
      contract.customer_id === customer && offer.startsWith('m2m-business-') && to === lastDay,
  ).length;
}

function optima(
  usage: BilledUsage[],
  from: string,
  to: string,
  prorated: (price: string, from: string, to: string) => Euros,
): Euros {
  const open = usage.filter(({ service, amount }) => service === 'data' && amount === '');
  const ko = open.reduce((sum, { charged }) => sum + charged, 0);
  const totals = OPTIMA.map(([tier, fee, perKo]) =>
    prorated(fee, from, to).plus(new Euros(perKo).times(Math.max(0, ko - tier))),
  );
  return totals.reduce((least, total) => (total.lessThan(least) ? total : least));
}

type Add = (contract: TextRow, kind: string, item: string, euros: Euros) => void;

const TIER_ITEMS: Record<string, string> = {
  sms: 'm2m-sms',
  sms_internet: 'sms-internet',
  location: 'localisation',
};

function addUsage({ contracts, usage }: BillInput, add: Add): void {
  const contractOf = new Map(contracts.map((contract) => [contract.contract_id, contract]));
  const volumes = new Map<string, number>();
  const isTiered = (event: BilledUsage) =>
    event.charged > 0 && event.service in MONTH_TIERS && event.amount === '';
  const fleetOf = (event: BilledUsage) =>
    `${contractOf.get(event.contract_id)?.customer_id}|${event.service}`;
  for (const event of usage) {
    if (!isTiered(event)) continue;
    volumes.set(fleetOf(event), (volumes.get(fleetOf(event)) ?? 0) + event.charged);
  }
  for (const event of usage) {
    const contract = contractOf.get(event.contract_id);
    if (contract === undefined) throw new Error(`no contract ${event.contract_id}`);
    if (isTiered(event)) {
      const volume = volumes.get(fleetOf(event)) ?? 0;
      const tier = MONTH_TIERS[event.service].findLast(([from]) => from <= volume);
      add(
        contract,
        'usage',
        TIER_ITEMS[event.service],
        new Euros(tier?.[1] ?? 0).times(event.charged),
      );
    } else if (event.charged > 0 && event.amount !== '') {
      const item = event.zone === '' ? event.service : `${event.service}/${event.zone}`;
      add(contract, 'usage', item, new Euros(event.amount));
    }
  }
}

function chargesOf(sums: Map<string, Euros>): Map<string, string> {
  const charges = new Map<string, string>();
  for (const [key, euros] of sums)
    charges.set(key.split('|').slice(2).join('|'), amountText(euros));
  return charges;
}

/** Lines by site, item and kind of section to the cent, then the tax of the one rate there is. */
function invoicesOf({ customers }: BillInput, sums: Map<string, Euros>): Map<string, string> {
  const lines = new Map<string, Euros>();
  for (const [key, euros] of sums) {
    const [customer, site, , kind, item] = key.split('|');
    const section = kind === 'usage' ? 'usage' : kind === 'one_off' ? 'other' : 'subscriptions';
    const line = [customer, site, section, item].join('|');
    lines.set(line, (lines.get(line) ?? new Euros(0)).plus(euros));
  }
  const totals = new Map<string, Euros>();
  for (const [key, euros] of lines) {
    const [customer] = key.split('|');
    totals.set(customer, (totals.get(customer) ?? new Euros(0)).plus(euros.toDecimalPlaces(2)));
  }
  return new Map(
    customers
      .filter(({ customer_id: id }) => totals.has(id))
      .map(({ customer_id: id, territory }) => {
        const total = totals.get(id) ?? new Euros(0);
        const tax = total.times(VAT[territory]).dividedBy(100).toDecimalPlaces(2);
        return [id, `${total.toFixed(2)}|${tax.toFixed(2)}`];
      }),
  );
}

function rounded(euros: Euros): Euros {
  return euros.toDecimalPlaces(6);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}

import type { Catalogue, Documented } from './catalogue.ts';
import type { Report, YamlPath } from './catalogue-file.ts';
import type { OfferDocument } from './catalogue-schema.ts';
import { triggerOf } from './compile-one-off-fees.ts';
import { itemOf } from './compile-recurring-fees.ts';
import { EVER_SINCE } from './fee-prices.ts';
import type { OneOffFeeEntry, RecurringFeeEntry } from './fee-schema.ts';
import { noSuchName } from './no-such-name.ts';

/** Fees, options and discounts: names that must exist, fields that go together, no price twice on a day. */
export function checkFees(catalogue: Catalogue, document: OfferDocument, report: Report): void {
  const id = (name: string) => `${document.document}/${name}`;
  for (const name of Object.keys(document.recurring_fees ?? {})) {
    const fee = catalogue.recurringFees.get(id(name)) as Documented<RecurringFeeEntry>;
    const at: Report = (path, message, atKey) =>
      report(['recurring_fees', name, ...path], message, atKey);
    checkOffersOf(catalogue, fee, at);
    checkTaxAndDates(fee, at);
    checkRecurringPrices(fee, at);
    checkDatedTwice(fee, catalogue.recurringFees, areSameRecurring, at);
  }
  for (const name of Object.keys(document.one_off_fees ?? {})) {
    const fee = catalogue.oneOffFees.get(id(name)) as Documented<OneOffFeeEntry>;
    const at: Report = (path, message, atKey) =>
      report(['one_off_fees', name, ...path], message, atKey);
    if (catalogue.recurringFees.has(id(name))) {
      report(['one_off_fees', name], `${id(name)} is already the id of a monthly fee`, true);
    }
    checkOffersOf(catalogue, fee, at);
    checkTaxAndDates(fee, at);
    checkTrigger(catalogue, fee, at);
    checkDatedTwice(fee, catalogue.oneOffFees, areSameOneOff, at);
  }
  for (const field of ['fleet_discounts', 'contract_limits'] as const) {
    for (const [name, entry] of Object.entries(document[field] ?? {})) {
      checkOffersOf(catalogue, entry, (path, message) => report([field, name, ...path], message));
    }
  }
  checkOptions(catalogue, document, report);
}

function checkOffersOf(catalogue: Catalogue, entry: { offers?: string[] }, report: Report): void {
  for (const [k, offer] of (entry.offers ?? []).entries()) {
    if (!catalogue.offers.has(offer)) {
      report(['offers', k], noSuchName(offer, 'offer', catalogue.offers.keys()));
    } else if (entry.offers?.indexOf(offer) !== k) report(['offers', k], `${offer} stands twice`);
  }
}

function checkTaxAndDates(fee: RecurringFeeEntry | OneOffFeeEntry, report: Report): void {
  if ((fee.tax === undefined) !== (fee.vat === undefined)) {
    const message = 'a price printed with tax needs both tax: included and vat: the rate in it';
    report([fee.tax === undefined ? 'vat' : 'tax'], message);
  }
  if (fee.to_date !== undefined && fee.to_date < (fee.from_date ?? EVER_SINCE)) {
    report(['to_date'], `${fee.to_date} is before its from_date ${fee.from_date}`);
  }
}

/** One price, or a list by commitment, or a list by number of lines that begins at 1. */
function checkRecurringPrices(fee: RecurringFeeEntry, report: Report): void {
  const { price, prices = [], revision, discount } = fee;
  if ((price === undefined) === (fee.prices === undefined)) {
    report([], 'expected either price or prices', true);
  }
  const seen = new Set<number>();
  const byLines = prices.some(({ from_lines }) => from_lines !== undefined);
  for (const [k, line] of prices.entries()) {
    const at: YamlPath = ['prices', k];
    const { commitment_months: months, from_lines: lines } = line;
    if (byLines) {
      const before = k === 0 ? 0 : (prices[k - 1].from_lines ?? 0);
      if (lines === undefined || months !== undefined) {
        report(at, 'prices by number of lines have from_lines each, and no commitment_months');
      } else if (k === 0 ? lines !== 1 : lines <= before) {
        report(
          [...at, 'from_lines'],
          `${lines} found; expected ${k === 0 ? '1' : `more than ${before}`}`,
        );
      }
      if (line.price === 'required') report([...at, 'price'], 'expected a price or quote');
      continue;
    }
    if (months === undefined) report(at, 'expected commitment_months or from_lines');
    else if (seen.has(months)) report([...at, 'commitment_months'], `${months} stands twice`);
    else seen.add(months);
  }
  if (discount && price !== 'quote')
    report(['discount'], 'only what is on quote may be a discount');
  if (revision === undefined) return;
  if (price !== 'required') report(['revision'], 'only a required price is revised');
  const sum = revision.indices.reduce((total, { percent }) => total + Number(percent), 0);
  if (sum !== 100) report(['revision', 'indices'], `the shares add up to ${sum} %; expected 100`);
}

function checkTrigger(catalogue: Catalogue, fee: Documented<OneOffFeeEntry>, report: Report): void {
  if (fee.order !== undefined && fee.option_start !== undefined) {
    report(['option_start'], 'expected either order or option_start');
  }
  const { minimum_quantity: least = 0, maximum_quantity: most = Infinity } = fee;
  if (most < least) report(['maximum_quantity'], `${most} is less than the minimum ${least}`);
  const orders = orderItems(catalogue);
  for (const [k, item] of (fee.cancelled_by ?? []).entries()) {
    if (!orders.has(item)) report(['cancelled_by', k], noSuchName(item, 'order item', orders));
  }
}

function orderItems(catalogue: Catalogue): Set<string> {
  const items = new Set<string>();
  for (const fee of catalogue.oneOffFees.values()) {
    const trigger = triggerOf(fee);
    if (trigger.kind === 'order') items.add(trigger.item);
  }
  return items;
}

type DatedFee = Documented<{ from_date?: string; to_date?: string; offers?: string[] }>;

/** Two prices of one thing, one offer and one day: the later entry is at fault. */
function checkDatedTwice<T extends DatedFee>(
  fee: T,
  all: Map<string, T>,
  areSame: (a: T, b: T) => boolean,
  report: Report,
): void {
  for (const [id, other] of all) {
    if (other === fee) return;
    if (!areSame(fee, other) || !shareOffer(fee, other) || !shareDay(fee, other)) continue;
    const from = other.to_date === undefined ? 'has no to_date' : `holds to ${other.to_date}`;
    report([], `prices what ${id} prices, on the same days: that one ${from}`, true);
  }
}

function shareOffer(a: DatedFee, b: DatedFee): boolean {
  if (a.offers === undefined || b.offers === undefined) return true;
  return a.offers.some((offer) => b.offers?.includes(offer));
}

function shareDay(a: DatedFee, b: DatedFee): boolean {
  const startsBeforeEnd = (x: DatedFee, y: DatedFee) =>
    y.to_date === undefined || (x.from_date ?? EVER_SINCE) <= y.to_date;
  return startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}

function areSameRecurring(
  a: Documented<RecurringFeeEntry>,
  b: Documented<RecurringFeeEntry>,
): boolean {
  if (a.option !== b.option) return false;
  return a.option === undefined ? shareCommitment(a, b) : itemOf(a) === itemOf(b);
}

function shareCommitment(a: RecurringFeeEntry, b: RecurringFeeEntry): boolean {
  const commitmentsOf = (fee: RecurringFeeEntry) =>
    (fee.prices ?? []).flatMap(({ commitment_months: months }) =>
      months === undefined ? [] : months,
    );
  const ofA = commitmentsOf(a);
  const ofB = commitmentsOf(b);
  if (ofA.length === 0 || ofB.length === 0) return true;
  return ofA.some((months) => ofB.includes(months));
}

function areSameOneOff(a: Documented<OneOffFeeEntry>, b: Documented<OneOffFeeEntry>): boolean {
  const ofA = triggerOf(a);
  const ofB = triggerOf(b);
  if (ofA.kind === 'order' && ofB.kind === 'order') return ofA.item === ofB.item;
  if (ofA.kind === 'order' || ofB.kind === 'order') return false;
  return ofA.option === ofB.option && (a.item ?? ofA.option) === (b.item ?? ofB.option);
}

/** An option is one that some price names, and so are those it requires or excludes. */
function checkOptions(catalogue: Catalogue, document: OfferDocument, report: Report): void {
  const priced = new Set<string>();
  for (const { option } of catalogue.recurringFees.values()) if (option) priced.add(option);
  for (const { option_start } of catalogue.oneOffFees.values()) {
    if (option_start) priced.add(option_start);
  }
  for (const [name, { requires = [], excludes = [] }] of Object.entries(document.options ?? {})) {
    if (!priced.has(name)) report(['options', name], `no price names the option ${name}`, true);
    for (const [field, others] of Object.entries({ requires, excludes })) {
      for (const [k, other] of others.entries()) {
        if (priced.has(other) && other !== name) continue;
        const known = [...priced].filter((option) => option !== name);
        report(['options', name, field, k], noSuchName(other, 'other option', known));
      }
    }
  }
}

import type { BillingCatalogue, Cited } from '../catalogue/billing-catalogue.ts';
import { describeRule } from '../catalogue/describe-rule.ts';
import type { CompiledCatalogue } from '../compile-tables.ts';
import {
  adjustmentEvents,
  billingCatalogue,
  type Charge,
  chargesOfItem,
  chargesOfLine,
  eventsOfCharge,
  findInvoice,
  type InvoiceHead,
  invoiceLines,
  invoiceTaxes,
  sumOfLine,
} from '../store/find-charges.ts';
import type { Store } from '../store/store.ts';
import { chargeArithmetic } from './charge-arithmetic.ts';
import type {
  ChargeExplanation,
  ChargeSource,
  InvoiceExplanation,
  LineExplanation,
} from './charge-explanation.ts';
import { UnknownEventError } from './explain-event.ts';

/** Charges of a line, and events of a charge, that are shown; sums are over all of them. */
const SHOWN_CHARGES = 10;
const SHOWN_EVENTS = 10;

/**
 * How an invoice's totals come about.
 * @throws UnknownEventError when there is no such invoice
 */
export async function explainInvoice(store: Store, id: string): Promise<InvoiceExplanation> {
  const invoice = await invoiceNamed(store, id);
  const [lines, taxes] = [await invoiceLines(store, id), await invoiceTaxes(store, id)];
  return { invoice, lines, taxes };
}

/**
 * What an invoice line is made of, down to usage rows, the largest charges first.
 * @throws UnknownEventError when there is no such invoice or line
 */
export async function explainLine(
  store: Store,
  compiled: CompiledCatalogue,
  id: string,
  lineNo: number,
): Promise<LineExplanation> {
  const invoice = await invoiceNamed(store, id);
  const lines = await invoiceLines(store, id);
  const line = lines.find((one) => one.line_no === lineNo);
  if (line === undefined) {
    throw new UnknownEventError(
      `invoice ${id} has no line ${lineNo}; its lines are 1 to ${lines.length}`,
    );
  }
  const { count, amount } = await sumOfLine(store, id, lineNo);
  const largest = await chargesOfLine(store, id, lineNo, SHOWN_CHARGES);
  const charges: ChargeExplanation[] = [];
  const catalogue = await billingCatalogue(store);
  for (const charge of largest) charges.push(await explained(store, compiled, catalogue, charge));
  return { invoice, line, exactAmount: amount, chargeCount: count, charges };
}

/**
 * What a contract is charged in a month: for one item, or for each.
 * @param month `YYYY-MM`, of the invoice
 * @throws UnknownEventError when it is charged for no such thing
 */
export async function explainCharges(
  store: Store,
  compiled: CompiledCatalogue,
  month: string,
  contractId: string,
  item: string | null,
): Promise<ChargeExplanation[]> {
  const charges = await chargesOfItem(store, month, contractId, item);
  if (charges.length === 0) {
    const what = item === null ? 'nothing is' : `item ${item} is not`;
    throw new UnknownEventError(
      `${store.path}: ${what} charged to contract ${contractId} in ${month}; view charges lists what is`,
    );
  }
  const catalogue = await billingCatalogue(store);
  const explanations: ChargeExplanation[] = [];
  for (const charge of charges)
    explanations.push(await explained(store, compiled, catalogue, charge));
  return explanations;
}

async function invoiceNamed(store: Store, id: string): Promise<InvoiceHead> {
  const invoice = await findInvoice(store, id);
  if (invoice !== undefined) return invoice;
  throw new UnknownEventError(`${store.path}: no invoice ${id}; view invoices lists them`);
}

async function explained(
  store: Store,
  compiled: CompiledCatalogue,
  catalogue: BillingCatalogue | undefined,
  charge: Charge,
): Promise<ChargeExplanation> {
  const notes: string[] = [];
  const { source, rules } = sourceOf(compiled, catalogue, charge, notes);
  const isAdjustment = charge.for_month !== charge.month;
  const events =
    rules.length > 0 && charge.contract_id !== null
      ? await eventsOfCharge(store, charge, rules, SHOWN_EVENTS)
      : undefined;
  const arithmetic = isAdjustment
    ? [
        `what ${charge.for_month} comes to by the data and catalogue stored now, less what has been ` +
          `invoiced for it: ${charge.amount}`,
      ]
    : await chargeArithmetic(store, catalogue, charge, events);
  const adjusted = isAdjustment ? await adjustmentEvents(store, charge, SHOWN_EVENTS) : undefined;
  return { charge, source, arithmetic, events, adjusted, notes };
}

/** The catalogue's entry of a charge, and the usage rules whose events it is made of. */
function sourceOf(
  { catalogue }: CompiledCatalogue,
  billing: BillingCatalogue | undefined,
  charge: Charge,
  notes: string[],
): { source?: ChargeSource; rules: string[] } {
  const entry = billing && entryOf(billing, charge.rule);
  if (entry !== undefined) {
    const { id, document, section, readings, assumed } = entry;
    const title = catalogue.documents.get(document);
    const rules = entry.rules ?? [];
    return { source: { rule: id, document, title, section, readings, assumed }, rules };
  }
  if (charge.kind !== 'usage' && charge.for_month === charge.month) {
    notes.push(`the catalogue stored by the last run has no entry ${charge.rule}`);
    return { rules: [] };
  }
  try {
    const { ruleId, document, title, section, readings, assumed } = describeRule(
      catalogue,
      charge.rule,
    );
    const source = { rule: ruleId, document, title, section, readings, assumed };
    return { source, rules: [charge.rule] };
  } catch (error) {
    notes.push((error as Error).message);
    return { rules: [charge.rule] };
  }
}

type Entry = Cited & { rules?: string[] };

/** The entry of that id among all kinds of fees, tiers and discounts. */
export function entryOf(billing: BillingCatalogue, rule: string): Entry | undefined {
  const { recurringFees, oneOffFees, monthTiers, optima, fleetDiscounts } = billing;
  const entries: Entry[] = [
    ...recurringFees,
    ...oneOffFees,
    ...monthTiers,
    ...optima,
    ...fleetDiscounts,
  ];
  return entries.find(({ id }) => id === rule);
}

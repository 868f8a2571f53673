import type { OneOffFee } from '../catalogue/billing-catalogue.ts';
import { ORDER_OUTCOMES } from '../catalogue/fee-schema.ts';
import { dateOfDay } from '../normalise/paris-calendar.ts';
import { type BillingNames, offersOf } from './billing-names.ts';
import { contractOfCustomer } from './contract-of-customer.ts';
import { NOT_A_VALUE } from './field-values.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import {
  fieldText,
  isEmptyField,
  type ReferenceRow,
  reporterAt,
  reportField,
} from './reference-row.ts';
import { countField, dayField, isUsableId, newId, newIdSet } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'orders',
  columns: [
    'order_id',
    'customer_id',
    'contract_id',
    'item',
    'quantity',
    'done_on',
    'rank',
    'linked_order_id',
    'outcome',
  ],
  optional: ['contract_id', 'quantity', 'rank', 'linked_order_id', 'outcome'],
};
const ORDER_ID = 0;
const CUSTOMER_ID = 1;
const CONTRACT_ID = 2;
const ITEM = 3;
const QUANTITY = 4;
const DONE_ON = 5;
const RANK = 6;
const LINKED_ORDER_ID = 7;
const OUTCOME = 8;

/** Checks orders.csv: items of the catalogue, on offers they are for, with all that their price asks for. */
export function checkOrders(files: ReferenceFiles, names: BillingNames): void {
  const { customers, contracts } = names;
  const fees = feesByItem(names.billing.oneOffFees);
  const orders = newIdSet('order_id', 'orders', files);
  const links: { orderId: string; report: (message: string) => void }[] = [];
  const isWhole = files.read(LAYOUT, (row) => {
    newId(row, ORDER_ID, orders);
    const contract = contractOfCustomer(row, CUSTOMER_ID, CONTRACT_ID, customers, contracts);
    const isItem = isUsableId(row, ITEM, 'item');
    const item = fieldText(row, ITEM);
    const quantity = countField(row, QUANTITY, 1);
    const day = dayField(row, DONE_ON);
    countField(row, RANK, 1);
    checkOutcome(row);
    const fee = isItem ? feeOf(row, fees, item, offersOf(names, contract)) : undefined;
    if (fee !== undefined) {
      checkDay(row, fees.get(item) as OneOffFee[], day);
      checkFeeFields(row, fee, quantity);
    }
    if (!isEmptyField(row, LINKED_ORDER_ID)) {
      const report = reporterAt(row, LINKED_ORDER_ID);
      links.push({ orderId: fieldText(row, LINKED_ORDER_ID), report });
    }
  });
  if (!isWhole) return;
  // The linked order may stand further down.
  for (const { orderId, report } of links) {
    const bytes = Buffer.from(orderId);
    if (orders.texts.find(bytes, 0, bytes.length) >= 0) continue;
    report(`unknown linked_order_id "${orderId}"; expected an order_id of orders`);
  }
}

function feesByItem(fees: readonly OneOffFee[]): Map<string, OneOffFee[]> {
  const byItem = new Map<string, OneOffFee[]>();
  for (const fee of fees) {
    if (fee.trigger.kind !== 'order') continue;
    const list = byItem.get(fee.trigger.item);
    if (list === undefined) byItem.set(fee.trigger.item, [fee]);
    else list.push(fee);
  }
  return byItem;
}

/** A fee of the item that the contract's offer may have, or undefined after reporting that there is none. */
function feeOf(
  row: ReferenceRow,
  fees: Map<string, OneOffFee[]>,
  item: string,
  offersOfContract: readonly string[],
): OneOffFee | undefined {
  const ofItem = fees.get(item);
  if (ofItem === undefined) {
    const expected = `expected an order item of the catalogue${itemsOf(fees, offersOfContract[0])}`;
    reportField(row, ITEM, `unknown item "${item}"; ${expected}`);
    return undefined;
  }
  const fee = ofItem.find(
    ({ offers }) => offers === null || offersOfContract.some((offer) => offers.includes(offer)),
  );
  const offers = [...new Set(ofItem.flatMap((other) => other.offers ?? []))].join(', ');
  if (fee === undefined && isEmptyField(row, CONTRACT_ID)) {
    const found = `item "${item}" without a contract`;
    reportField(row, CONTRACT_ID, `${found}; expected a contract of ${offers}`);
  } else if (fee === undefined && offersOfContract.length > 0) {
    const found = `item "${item}" is not for offer ${offersOfContract[0]}`;
    reportField(row, ITEM, `${found}; expected a contract of ${offers}`);
  }
  return fee;
}

/** The items only some offers may have, this one among them. */
function itemsOf(fees: Map<string, OneOffFee[]>, offer: string | undefined): string {
  if (offer === undefined) return '';
  const items = [...fees].filter(([, list]) => list.some((fee) => fee.offers?.includes(offer)));
  return items.length === 0 ? '' : `, for ${offer} ${items.map(([item]) => item).join(', ')}`;
}

function checkOutcome(row: ReferenceRow): void {
  const outcome = fieldText(row, OUTCOME);
  if (outcome === '' || (ORDER_OUTCOMES as readonly string[]).includes(outcome)) return;
  reportField(
    row,
    OUTCOME,
    `unknown outcome "${outcome}"; expected ${ORDER_OUTCOMES.join(' or ')}`,
  );
}

function checkDay(row: ReferenceRow, fees: readonly OneOffFee[], day: number): void {
  if (day === NOT_A_VALUE) return;
  const text = dateOfDay(day);
  const holds = ({ startsOn, endsOn }: OneOffFee) => startsOn <= text && (endsOn ?? text) >= text;
  if (fees.some(holds)) return;
  const found = `the catalogue has no price of "${fieldText(row, ITEM)}" on ${text}`;
  const periods = fees.map(({ startsOn, endsOn }) => `${startsOn} to ${endsOn ?? 'any day'}`);
  reportField(row, DONE_ON, `${found}; expected a day from ${periods.join(' or ')}`);
}

/** What the price of the item goes by must be given. */
function checkFeeFields(row: ReferenceRow, fee: OneOffFee, quantity: number): void {
  const item = fieldText(row, ITEM);
  if (fee.freeOutcomes.length > 0 && isEmptyField(row, OUTCOME)) {
    const expected = `expected ${ORDER_OUTCOMES.join(' or ')}: it decides the price of "${item}"`;
    reportField(row, OUTCOME, `empty outcome; ${expected}`);
  }
  if (fee.price.kind === 'by_rank') {
    if (isEmptyField(row, RANK)) {
      const expected = `expected 1 for the first "${item}" of an order, 2 for the second, and so on`;
      reportField(row, RANK, `empty rank; ${expected}`);
    } else if (fieldText(row, RANK) === '0') {
      reportField(row, RANK, 'found rank 0; expected 1 or more');
    }
  }
  if (fee.quantityCounts !== null && isEmptyField(row, QUANTITY)) {
    reportField(row, QUANTITY, `empty quantity; expected the number of ${fee.quantityCounts}`);
  } else if (quantity !== NOT_A_VALUE && quantity < (fee.minimumQuantity ?? 0)) {
    const expected = `expected ${fee.minimumQuantity} or more of "${item}"`;
    reportField(row, QUANTITY, `found quantity ${quantity}; ${expected}`);
  }
}

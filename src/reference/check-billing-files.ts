import { NOT_A_VALUE } from './field-values.ts';
import type { Contracts } from './load-contracts.ts';
import { monthField } from './load-openings.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { addIssue } from './reference-issues.ts';
import { fieldText, isEmptyField, placeOfByte, reportField } from './reference-row.ts';
import {
  countField,
  dayField,
  type IdSet,
  isUsableId,
  knownId,
  knownIdOrNone,
  newId,
  newIdSet,
} from './row-checks.ts';

/**
 * Checks the files that only the month's close reads, so that their faults show before a night's
 * rating and not at the end of the month.
 */
export function checkBillingFiles(
  files: ReferenceFiles,
  customers: IdSet,
  contracts: Contracts,
): void {
  checkOrders(files, customers, contracts);
  checkIndices(files);
}

const ORDERS: FileLayout = {
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
  ],
  optional: ['contract_id', 'quantity', 'rank', 'linked_order_id'],
};
const LINKED_ORDER_ID = 7;

function checkOrders(files: ReferenceFiles, customers: IdSet, contracts: Contracts): void {
  const orders = newIdSet('order_id', 'orders', files);
  const links: { orderId: string; report: (message: string) => void }[] = [];
  const isWhole = files.read(ORDERS, (row) => {
    newId(row, 0, orders);
    const customer = knownId(row, 1, customers);
    const contract = knownIdOrNone(row, 2, contracts.ids);
    const owner = contract < 0 ? -1 : contracts.customer.values[contract];
    if (owner >= 0 && customer >= 0 && owner !== customer) {
      const found = `contract "${fieldText(row, 2)}" belongs to another customer`;
      reportField(row, 2, `${found}; expected one of "${fieldText(row, 1)}"`);
    }
    isUsableId(row, 3, 'item');
    countField(row, 4, 1);
    dayField(row, 5);
    countField(row, 6, 1);
    if (!isEmptyField(row, LINKED_ORDER_ID)) {
      const { issues, file } = row;
      const { line, column } = placeOfByte(row, row.start[LINKED_ORDER_ID]);
      const report = (message: string) => addIssue(issues, file, line, column, message);
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

const INDICES: FileLayout = { name: 'indices', columns: ['index', 'month', 'value'], optional: [] };

function checkIndices(files: ReferenceFiles): void {
  const lineOfIndexMonth = new Map<string, number>();
  files.read(INDICES, (row) => {
    const isIndex = isUsableId(row, 0, 'index');
    const month = monthField(row, 1);
    const value = fieldText(row, 2);
    if (!/^\d+(\.\d+)?$/.test(value) || Number(value) === 0) {
      reportField(row, 2, `found value "${value}"; expected a number over 0 such as 107.3`);
    }
    if (!isIndex || month === NOT_A_VALUE) return;
    const key = `${month} ${fieldText(row, 0)}`;
    const firstLine = lineOfIndexMonth.get(key);
    if (firstLine !== undefined)
      reportField(row, 0, `repeats index and month of line ${firstLine}`);
    else lineOfIndexMonth.set(key, row.line);
  });
}

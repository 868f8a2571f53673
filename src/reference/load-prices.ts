import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { billingPriceChecker, type CheckBillingPrice } from './billing-prices.ts';
import { AMOUNT_FORM, parseMicroEuros, parseUnitPrice } from './price-amounts.ts';
import { type PriceSelection, priceSelector } from './price-selection.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import {
  fieldText,
  isEmptyField,
  type ReferenceRow,
  reportByte,
  reportField,
} from './reference-row.ts';
import { type IdSet, isUsableId, knownIdOrNone, type Period, readPeriod } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'prices',
  columns: [
    'customer_id',
    'item',
    'zone',
    'unit_price',
    'connection_fee',
    'unit',
    'starts_on',
    'ends_on',
  ],
  optional: ['customer_id', 'zone', 'connection_fee', 'ends_on'],
};
const CUSTOMER_ID = 0;
const ITEM = 1;
const ZONE = 2;
const UNIT_PRICE = 3;
const CONNECTION_FEE = 4;
const UNIT = 5;
const STARTS_ON = 6;
const ENDS_ON = 7;

/** One usage price of prices.csv. */
export interface UsagePrice extends Period {
  /** Indices into TariffTables.ruleOf that the price applies to. */
  cells: readonly number[];
  /** Of two prices that start together, the one of higher rank wins. */
  rank: number;
  /** -1 = all customers. */
  customer: number;
  connectionFeeMicroEuros: number;
  microEuros: number;
  units: number;
  lineNumber: number;
}

/**
 * Reads prices.csv and keeps the usage prices. Those of anything else (subscriptions, fees) are
 * billing's: here they are only checked.
 */
export function loadPrices(
  files: ReferenceFiles,
  customers: IdSet,
  tariffs: TariffTables,
  billing: BillingCatalogue,
): UsagePrice[] {
  const prices: UsagePrice[] = [];
  const select = priceSelector(tariffs);
  const checkBilling = billingRowChecker(billingPriceChecker(billing));
  files.read(LAYOUT, (row) => {
    const customer = knownIdOrNone(row, CUSTOMER_ID, customers);
    const period: Period = { fromDay: 0, toDay: 0 };
    const isPeriod = readPeriod(row, STARTS_ON, ENDS_ON, period);
    const isItem = isUsableId(row, ITEM, 'item');
    const selection = select(fieldText(row, ITEM), fieldText(row, ZONE), fieldText(row, UNIT));
    if (isItem && selection.fault !== null) {
      reportField(row, FIELDS[selection.fault.field], selection.fault.message);
    }
    const amounts = readAmounts(row, selection);
    if (isItem && isPeriod && selection.fault === null && selection.cells.length === 0) {
      checkBilling(row, period.fromDay);
    }
    const isUnknownCustomer = customer < 0 && !isEmptyField(row, CUSTOMER_ID);
    if (!isPeriod || isUnknownCustomer || amounts === null || selection.cells.length === 0) return;
    const { cells, rank } = selection;
    prices.push({ ...period, ...amounts, cells, rank, customer, lineNumber: row.line });
  });
  return prices;
}

const FIELDS = { customer_id: CUSTOMER_ID, item: ITEM, zone: ZONE, unit: UNIT };

/** Checks of a billing row: its item, unit and customer, decimals of its price, and that it stands once. */
function billingRowChecker(check: CheckBillingPrice) {
  const lineOfPrice = new Map<string, number>();
  return (row: ReferenceRow, fromDay: number): void => {
    const item = fieldText(row, ITEM);
    const fault = check(item, fieldText(row, UNIT), !isEmptyField(row, CUSTOMER_ID));
    if (fault !== null) {
      reportField(row, FIELDS[fault.field], fault.message);
      return;
    }
    const price = fieldText(row, UNIT_PRICE);
    // Zeros at the end say nothing.
    if (/\.\d{6}\d*[1-9]/.test(price)) {
      const expected = 'expected at most six decimals: it is no usage price';
      reportField(row, UNIT_PRICE, `found unit_price "${price}"; ${expected}`);
    }
    const unit = fieldText(row, UNIT).toLowerCase().startsWith('m') ? 'month' : 'unit';
    const key = JSON.stringify([fieldText(row, CUSTOMER_ID), item, unit, fromDay]);
    const other = lineOfPrice.get(key);
    if (other === undefined) lineOfPrice.set(key, row.line);
    else
      reportByte(
        row,
        row.rowStart,
        `prices the same as line ${other} from the same day; expected one price`,
      );
  };
}

type Amounts = Pick<UsagePrice, 'microEuros' | 'units' | 'connectionFeeMicroEuros'>;

/** The row's price and fee, or null after reporting a fault. */
function readAmounts(row: ReferenceRow, selection: PriceSelection): Amounts | null {
  const priceText = fieldText(row, UNIT_PRICE);
  const price = parseUnitPrice(priceText, selection.units);
  if (price === null) {
    const expected = `expected ${AMOUNT_FORM}, with at most nine decimals`;
    reportField(row, UNIT_PRICE, `found unit_price "${priceText}"; ${expected}`);
  }
  const feeText = fieldText(row, CONNECTION_FEE);
  const connectionFeeMicroEuros = feeText === '' ? 0 : parseMicroEuros(feeText);
  if (connectionFeeMicroEuros < 0) {
    const expected = `expected ${AMOUNT_FORM}, with at most six decimals`;
    reportField(row, CONNECTION_FEE, `found connection_fee "${feeText}"; ${expected}`);
  } else if (connectionFeeMicroEuros > 0 && selection.fault === null && !selection.isCalls) {
    const found = `found connection_fee "${feeText}" on a price that is not for calls`;
    reportField(row, CONNECTION_FEE, `${found}; expected none`);
  }
  if (price === null || connectionFeeMicroEuros < 0) return null;
  return { microEuros: price.numeratorMicroEuros, units: price.units, connectionFeeMicroEuros };
}

import { firstPlaces } from './compile-lines.ts';
import { intsOf, newIntColumn, pushInt } from './int-column.ts';
import type { UsagePrice } from './load-prices.ts';
import { addIssue, type IssueList } from './reference-issues.ts';
import type { ReferenceTables } from './reference-tables.ts';

export type PriceTables = Pick<
  ReferenceTables,
  | 'priceFirst'
  | 'priceOfCell'
  | 'priceCustomer'
  | 'priceFromDay'
  | 'priceToDay'
  | 'priceConnectionFeeMicroEuros'
  | 'priceMicroEuros'
  | 'priceUnits'
>;

/**
 * Lays the prices out by rule cell, in the order in which `priceAt` tries them, and reports pairs
 * of which neither is newer or narrower.
 * @param cellCount length of TariffTables.ruleOf
 * @param file prices.csv as the user knows it
 */
export function compilePrices(
  prices: readonly UsagePrice[],
  cellCount: number,
  file: string,
  issues: IssueList,
): PriceTables {
  // Placed in this order, every cell's prices stand in it too.
  const order = Array.from(prices.keys()).sort((a, b) => compare(prices[a], prices[b]));
  const cells = newIntColumn();
  for (const price of prices) for (const cell of price.cells) pushInt(cells, cell);
  const priceFirst = firstPlaces(intsOf(cells), cellCount);
  const priceOfCell = new Int32Array(cells.length);
  const nextPlace = priceFirst.slice();
  const reported = new Set<number>();
  for (const price of order) {
    for (const cell of prices[price].cells) {
      const place = nextPlace[cell]++;
      priceOfCell[place] = price;
      if (place === priceFirst[cell]) continue;
      const rival = priceOfCell[place - 1];
      if (compare(prices[rival], prices[price]) !== 0 || reported.has(price)) continue;
      reported.add(price);
      const found = `prices the same usage from the same day as line ${prices[rival].lineNumber}`;
      addIssue(issues, file, prices[price].lineNumber, 1, `${found}; expected one price`);
    }
  }
  return {
    priceFirst,
    priceOfCell,
    priceCustomer: Int32Array.from(prices, (price) => price.customer),
    priceFromDay: Int32Array.from(prices, (price) => price.fromDay),
    priceToDay: Int32Array.from(prices, (price) => price.toDay),
    priceConnectionFeeMicroEuros: Float64Array.from(prices, (p) => p.connectionFeeMicroEuros),
    priceMicroEuros: Float64Array.from(prices, (price) => price.microEuros),
    priceUnits: Float64Array.from(prices, (price) => price.units),
  };
}

/**
 * Own prices before those for all, then newest first, then narrowest first; 0 = neither goes
 * before.
 */
function compare(a: UsagePrice, b: UsagePrice): number {
  return b.customer - a.customer || b.fromDay - a.fromDay || b.rank - a.rank;
}

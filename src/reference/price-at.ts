import type { ReferenceTables } from './reference-tables.ts';

/**
 * Price of prices.csv for a rule cell: the customer's own before the one for all, the newest of
 * those valid on the day.
 * @param cell (tariff * SERVICE_COUNT + service) * destinationCount + destination, as in
 * TariffTables.ruleOf
 * @param day Paris day since 1970-01-01
 * @returns index into the price arrays, or -1
 */
export function priceAt(
  reference: ReferenceTables,
  cell: number,
  customer: number,
  day: number,
): number {
  const start = reference.priceFirst[cell];
  const end = reference.priceFirst[cell + 1];
  if (start === end) return -1;
  const own = newestOf(reference, start, end, customer, day);
  return own >= 0 ? own : newestOf(reference, start, end, -1, day);
}

/** First valid price of exactly this customer within [start, end), or -1. */
function newestOf(
  reference: ReferenceTables,
  start: number,
  end: number,
  customer: number,
  day: number,
): number {
  const { priceOfCell, priceCustomer, priceFromDay, priceToDay } = reference;
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (priceCustomer[priceOfCell[middle]] > customer) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < end; at++) {
    const price = priceOfCell[at];
    if (priceCustomer[price] !== customer) return -1;
    if (day >= priceFromDay[price] && day <= priceToDay[price]) return price;
  }
  return -1;
}

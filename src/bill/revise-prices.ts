import { Decimal } from 'decimal.js';
import type { BillingCatalogue, PriceRevision } from '../catalogue/billing-catalogue.ts';
import type { Desk } from './desks.ts';
import { makeTable, makeTableOfRows } from './work-tables.ts';

/** Quotients of index values in full: sixty digits hold any tie between two cents. */
const Exact: Decimal.Constructor = Decimal.clone({
  precision: 60,
  rounding: Decimal.ROUND_HALF_UP,
});
/** A sum of quotients that is a tie in truth may miss it by the last digits. */
const SETTLED_DECIMALS = 40;

/** A price to be revised: contracts that share all of these share the outcome. Days are first days of months. */
interface RevisedPrice {
  fee: number;
  price: number;
  in_force_since: string;
  signed_on: string;
}

interface Revision extends RevisedPrice {
  revised_price: number | null;
  missing_index: string | null;
  missing_month: string | null;
}

/**
 * Fees whose price is revised, as `fees_to_revise`, with the day whose price list counts: an order keeps its price, and
 * so does what is ordered again later of something in the first order (003, 4.4).
 */
export async function findFeesToRevise(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'fees_to_revise',
    `SELECT DISTINCT f.contract_key, f.customer, k.item, f.fee, f.from_day, f.ordered_on,
       CASE WHEN i.option IS NULL THEN f.ordered_on ELSE c.starts_on END AS priced_on, c.starts_on AS signed_on
     FROM fees_of_month f
     JOIN cat_fees k USING (fee)
     JOIN month_contracts c ON c.contract_key = f.contract_key
     LEFT JOIN (
       SELECT DISTINCT contract_key, option
       FROM contract_options o JOIN billed_contracts b USING (contract_key)
       WHERE o.starts_on <= b.starts_on AND option IN (SELECT option FROM cat_fees WHERE is_revised)) i
       ON i.contract_key = f.contract_key AND i.option = k.option
     WHERE k.is_revised`,
  );
}

/**
 * Works out the prices of `fees_to_revise` (003, D20), as `revised_prices` and `missing_indices`, by
 * contract and fee. P = P-1 x sum of share x index / index twelve months before, on the first day of the
 * anniversary month, for every anniversary since the price has been in force.
 */
export async function revisePrices(desk: Desk, catalogue: BillingCatalogue): Promise<void> {
  await makeTable(
    desk,
    'prices_to_revise',
    `SELECT f.contract_key, f.customer, f.item, f.fee, f.from_day, f.ordered_on, p.price,
       date_trunc('month', greatest(p.in_force_since, f.priced_on)) AS in_force_since,
       date_trunc('month', f.signed_on) AS signed_on
     FROM fees_to_revise f
     JOIN found_prices p ON p.customer = f.customer AND p.item = f.item AND p.day = f.from_day
       AND p.ordered_on = f.priced_on
     WHERE p.unit_kind = 'month'`,
  );
  const wanted = await desk.query<RevisedPrice>(
    `SELECT DISTINCT fee, CAST(price AS DOUBLE) AS price, CAST(in_force_since AS VARCHAR) AS in_force_since,
       CAST(signed_on AS VARCHAR) AS signed_on FROM prices_to_revise`,
  );
  const valueOfIndex = wanted.length === 0 ? new Map<string, string>() : await indexValues(desk);
  const month = wanted.length === 0 ? '' : await monthComputed(desk);
  const revisions = wanted.map((price): Revision => {
    const { price: terms } = catalogue.recurringFees[price.fee];
    if (terms.kind !== 'required' || terms.revision === null) throw new Error('fee is not revised');
    return revise(price, terms.revision, valueOfIndex, month);
  });
  const columns = {
    fee: 'INTEGER',
    price: 'BIGINT',
    in_force_since: 'DATE',
    signed_on: 'DATE',
    revised_price: 'BIGINT',
    missing_index: 'VARCHAR',
    missing_month: 'DATE',
  };
  await makeTableOfRows(desk, 'revisions', columns, revisions);
  const same = 'prices_to_revise JOIN revisions USING (fee, price, in_force_since, signed_on)';
  await makeTable(
    desk,
    'revised_prices',
    `SELECT contract_key, fee, from_day, ordered_on, revised_price FROM ${same} WHERE missing_index IS NULL`,
  );
  await makeTable(
    desk,
    'missing_indices',
    `SELECT DISTINCT contract_key, customer, item, fee, missing_index, missing_month
     FROM ${same} WHERE missing_index IS NOT NULL`,
  );
}

/** The price of the month, or the first index value that is missing. `month` is its first day. */
export function revise(
  price: RevisedPrice,
  revision: PriceRevision,
  valueOfIndex: Map<string, string>,
  month: string,
): Revision {
  let microEuros = new Exact(price.price);
  const step = new Exact(10).pow(6 - revision.decimals);
  for (const anniversary of anniversaries(price, month)) {
    let factor = new Exact(0);
    for (const { index, share } of revision.indices) {
      const [now, before] = [anniversary, yearBefore(anniversary)].map((at) => ({
        at,
        value: valueOfIndex.get(`${index} ${at}`),
      }));
      const missing = [now, before].find(({ value }) => value === undefined);
      if (missing !== undefined) {
        return { ...price, revised_price: null, missing_index: index, missing_month: missing.at };
      }
      factor = factor.plus(new Exact(share).times(now.value ?? 0).div(before.value ?? 1));
    }
    const settled = microEuros.times(factor).div(step).toDecimalPlaces(SETTLED_DECIMALS);
    microEuros = settled.toDecimalPlaces(0).times(step);
  }
  return {
    ...price,
    revised_price: microEuros.toNumber(),
    missing_index: null,
    missing_month: null,
  };
}

/** First days of the anniversary months after the price came into force, up to the month computed. */
function anniversaries(price: RevisedPrice, month: string): string[] {
  const anniversaryMonth = price.signed_on.slice(5, 7);
  const days: string[] = [];
  for (let year = Number(price.in_force_since.slice(0, 4)); ; year++) {
    const day = `${String(year).padStart(4, '0')}-${anniversaryMonth}-01`;
    if (day > month) return days;
    // The month of signature itself is no anniversary.
    if (day > price.in_force_since && day.slice(0, 7) > price.signed_on.slice(0, 7)) days.push(day);
  }
}

function yearBefore(day: string): string {
  return `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${day.slice(4)}`;
}

async function indexValues(desk: Desk): Promise<Map<string, string>> {
  const rows = await desk.query<{ name: string; month: string; value: string }>(
    'SELECT "index" AS name, CAST(month AS VARCHAR) AS month, value FROM reference_indices',
  );
  return new Map(rows.map(({ name, month, value }) => [`${name} ${month}`, value]));
}

async function monthComputed(desk: Desk): Promise<string> {
  const [row] = await desk.query<{ month: string }>('SELECT CAST(first_day() AS VARCHAR) AS month');
  return row.month;
}

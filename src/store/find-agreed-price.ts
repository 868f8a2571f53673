import type { Charge } from './find-charges.ts';
import type { Store } from './store.ts';

/** A customer's own price of something on quote, as prices.csv says it; days are ISO. */
export interface AgreedPrice {
  item: string;
  /** Euros as decimal text. */
  price: string;
  unit: string;
  starts_on: string;
  ends_on: string | null;
}

/**
 * The agreed price a charge was made with, by the reference data stored now: undefined when that no longer has it.
 * @param item the name prices.csv has it under
 */
export async function agreedPrice(
  store: Store,
  charge: Charge,
  item: string,
): Promise<AgreedPrice | undefined> {
  const [found] = await store.query<AgreedPrice>(
    `SELECT item, CAST(CAST(unit_price AS DECIMAL(18,6)) AS VARCHAR) AS price, unit,
       CAST(starts_on AS VARCHAR) AS starts_on, CAST(ends_on AS VARCHAR) AS ends_on
     FROM reference_prices p
     WHERE customer_id = $1 AND item = $2 AND zone IS NULL AND p.unit_price = abs(CAST($3 AS DECIMAL(18,6)))
       AND (lower(unit) IN ('month', 'mois')) = ($4 = 'month')
       AND p.starts_on <= last_day(CAST($5 AS DATE)) AND (p.ends_on IS NULL OR p.ends_on >= CAST($5 AS DATE))
     ORDER BY p.starts_on DESC LIMIT 1`,
    [charge.customer_id, item, charge.unit_price, charge.unit, `${charge.for_month}-01`],
  );
  return found;
}

/** SIM contracts of the customer on the last day of the charge's month (004, E24), by the data stored now. */
export async function fleetSize(store: Store, charge: Charge, offers: string[]): Promise<number> {
  const [row] = await store.query<{ sims: number }>(
    `SELECT CAST(count(*) AS DOUBLE) AS sims FROM reference_contracts
     WHERE customer_id = $1 AND list_contains(from_json($2, '["VARCHAR"]'), offer)
       AND starts_on <= last_day(CAST($3 AS DATE)) AND (ends_on IS NULL OR ends_on >= last_day(CAST($3 AS DATE)))`,
    [charge.customer_id, JSON.stringify(offers), `${charge.for_month}-01`],
  );
  return row.sims;
}

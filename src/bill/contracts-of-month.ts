import { OFFER } from './catalogue-tables.ts';
import type { Desk } from './desks.ts';
import { makeTable } from './work-tables.ts';

/**
 * Contracts of the customers to bill with their options, whatever the month, by number: `billed_contracts` and
 * `contract_options`. A contract that is no longer in the reference data has usage and nothing else.
 */
export async function findBilledContracts(desk: Desk): Promise<void> {
  await makeTable(
    desk,
    'billed_contracts',
    `SELECT c.contract_key, c.contract_id, b.customer, s.site_key, CAST(r.offer AS ${OFFER}) AS offer,
       coalesce(r.commitment_months, 0) AS commitment_months, r.starts_on, r.ends_on
     FROM contracts c
     JOIN customers_to_bill b USING (customer_id)
     LEFT JOIN sites s USING (site_id)
     LEFT JOIN reference_contracts r USING (contract_id)`,
  );
  await makeTable(
    desk,
    'contract_options',
    `SELECT b.contract_key, o.option, o.quantity, o.starts_on, o.ends_on
     FROM reference_options o JOIN billed_contracts b USING (contract_id)`,
  );
}

/**
 * Who is billed for what part of the month: `month_contracts` (with the offer they are billed as and the
 * days of the month they run), `fleets` (SIM contracts of a customer on the last day) and `month_licences`
 * (licences of a contract).
 */
export async function findContractsOfMonth(desk: Desk): Promise<void> {
  // A trial is billed as another offer from a set month on (E23).
  await makeTable(
    desk,
    'month_contracts',
    `SELECT c.contract_key, c.customer, c.site_key, c.commitment_months, c.starts_on, o.lines,
       CASE WHEN first_day() >= date_trunc('month', c.starts_on) + to_months(o.after_months)
         THEN o.becomes ELSE c.offer END AS offer,
       greatest(c.starts_on, first_day()) AS from_day,
       least(coalesce(c.ends_on, last_day_of_month()), last_day_of_month()) AS to_day
     FROM billed_contracts c LEFT JOIN cat_offers o USING (offer)
     WHERE c.starts_on <= last_day_of_month()
       AND (c.ends_on IS NULL OR c.ends_on >= first_day())`,
  );
  await makeTable(
    desk,
    'fleets',
    `SELECT customer, count(*) AS sims FROM month_contracts
     WHERE lines = 'sim' AND to_day = last_day_of_month() GROUP BY customer`,
  );
  await findLicences(desk);
}

/**
 * A licence that moves is billed by the contract of its first active day where fees are for whole months
 * (003, D4, D6), by one of each customer's where the number goes from one to another, and by each contract for its own
 * days where fees are by day.
 */
async function findLicences(desk: Desk): Promise<void> {
  // Few contracts have licences: what they are is found before their lines are looked up.
  await makeTable(
    desk,
    'licence_contracts',
    `SELECT b.contract_id, c.contract_key, c.customer, f.proration, c.from_day, c.to_day
     FROM month_contracts c
     JOIN (SELECT DISTINCT offer, proration FROM cat_fees JOIN cat_fee_offers USING (fee)
           WHERE per = 'licence') f USING (offer)
     JOIN billed_contracts b USING (contract_key)`,
  );
  await makeTable(
    desk,
    'licence_days',
    `SELECT l.line, c.contract_key, c.customer, c.proration, greatest(l.starts_on, c.from_day) AS from_day,
       least(coalesce(l.ends_on, c.to_day), c.to_day) AS to_day
     FROM reference_lines l JOIN licence_contracts c USING (contract_id)
     WHERE l.starts_on <= c.to_day AND coalesce(l.ends_on, c.to_day) >= c.from_day`,
  );
  await makeTable(
    desk,
    'month_licences',
    `SELECT contract_key, 'none' AS proration, count(*) AS licences, NULL AS days
     FROM (SELECT arg_min(contract_key, from_day) AS contract_key
           FROM licence_days WHERE proration = 'none' GROUP BY line, customer)
     GROUP BY contract_key
     UNION ALL
     SELECT contract_key, 'day', count(*), days
     FROM (SELECT contract_key, line, sum(to_day - from_day + 1) AS days
           FROM licence_days WHERE proration = 'day' GROUP BY contract_key, line)
     GROUP BY contract_key, days`,
  );
}

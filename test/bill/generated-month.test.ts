import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { type BillBench, openBillBench } from './bill-bench.ts';

/** A generated month, and the sums an analyst would check a bill with: every euro is followed down. */
const bench: BillBench = openBillBench();
afterAll(() => bench.close());

beforeAll(async () => {
  const out = join(bench.folder, 'month');
  await generate({ records: 20_000, seed: 7, workload: 'mixed', out });
  await bench.rate({ inputs: [join(out, 'usage')], reference: join(out, 'reference') });
  const [{ month }] = await bench.query<{ month: string }>(
    `SELECT strftime(mode(month), '%Y-%m') AS month FROM usage`,
  );
  const summary = await bench.bill(month);
  expect(summary.invoices).toBeGreaterThan(5);
});

it('invoice lines are the exact sums of their charges, rounded half up to the cent', async () => {
  const wrong = await bench.lines(
    `SELECT invoice_id, line_no, l.amount_excl_tax, sum(c.amount) FROM invoice_lines l
     LEFT JOIN charges c USING (invoice_id, line_no)
     GROUP BY ALL
     HAVING l.amount_excl_tax IS DISTINCT FROM CAST(round(sum(c.amount), 2) AS DECIMAL(18,2))`,
  );
  expect(wrong).toEqual([]);
  expect(
    await bench.lines(
      `SELECT count(*) > 20, count(line_no) = count(*) FROM charges
       LEFT JOIN invoice_lines USING (invoice_id, line_no)`,
    ),
  ).toEqual(['true | true']);
});

it('totals are the sums of lines; tax is per rate on the sum of its lines', async () => {
  const wrong = await bench.lines(
    `SELECT i.invoice_id FROM invoices i
     JOIN (SELECT invoice_id, sum(base) AS base, sum(tax) AS tax FROM (
         SELECT invoice_id, vat_rate, sum(amount_excl_tax) AS base,
           CAST(round(sum(amount_excl_tax) * vat_rate * 0.01, 2) AS DECIMAL(18,2)) AS tax
         FROM invoice_lines GROUP BY invoice_id, vat_rate) GROUP BY invoice_id) l USING (invoice_id)
     WHERE i.total_excl_tax <> l.base OR i.tax <> l.tax OR i.total_incl_tax <> l.base + l.tax`,
  );
  expect(wrong).toEqual([]);
});

it('usage charges are the sums of usage rows, contract by contract and rule by rule', async () => {
  // A whole-month price has a rule of its own: by contract and service for messages and hits.
  const wrong = await bench.lines(
    `SELECT * FROM (
       SELECT contract_id, service, sum(amount) AS amount FROM usage u
       WHERE month = (SELECT max(month) FROM charges) AND charged > 0 AND amount IS NOT NULL
       GROUP BY contract_id, service) u
     FULL JOIN (
       SELECT contract_id, CASE item WHEN 'm2m-sms' THEN 'sms' WHEN 'sms-internet' THEN 'sms_internet'
         WHEN 'localisation' THEN 'location' ELSE split_part(item, '/', 1) END AS service,
         sum(amount) AS amount
       FROM charges WHERE kind = 'usage' GROUP BY ALL) c USING (contract_id, service)
     WHERE u.amount IS DISTINCT FROM c.amount`,
  );
  expect(wrong).toEqual([]);
  expect(
    await bench.lines(
      `SELECT count(DISTINCT item) > 10, sum(amount) > 0 FROM charges WHERE kind = 'usage'`,
    ),
  ).toEqual(['true | true']);
});

it('no amount is left open but the data that a fee prices, and every customer with a contract has an invoice', async () => {
  expect(
    await bench.lines(
      `SELECT DISTINCT service FROM usage
       WHERE amount IS NULL AND service <> 'data' AND month = (SELECT max(month) FROM charges)`,
    ),
  ).toEqual([]);
  expect(
    await bench.lines(
      `SELECT customer_id FROM usage WHERE month = (SELECT max(month) FROM charges) AND customer_id NOT IN (
         SELECT customer_id FROM invoices)`,
    ),
  ).toEqual([]);
});

it('an invoice waits for events in suspense and for nothing else: prices and index values are all there', async () => {
  expect(
    await bench.lines(`SELECT DISTINCT reason, item FROM blockers WHERE reason <> 'suspended'`),
  ).toEqual([]);
  expect(
    await bench.lines(
      `SELECT DISTINCT item FROM charges WHERE item LIKE 'wte-%' AND kind = 'recurring' ORDER BY 1`,
    ),
  ).toEqual(['wte-calling', 'wte-espace', 'wte-suite']);
});

it('what is in suspense keeps its customer, and no other, waiting', async () => {
  expect(
    await bench.lines(
      `SELECT customer_id FROM invoices FULL JOIN (
         SELECT DISTINCT customer_id, true AS waits FROM blockers) USING (customer_id)
       WHERE incomplete <> coalesce(waits, false)`,
    ),
  ).toEqual([]);
  expect(
    await bench.lines(
      `SELECT DISTINCT customer_id FROM suspense WHERE month = (SELECT max(month) FROM charges)
         AND customer_id IS NOT NULL
       EXCEPT SELECT customer_id FROM blockers WHERE reason = 'suspended'`,
    ),
  ).toEqual([]);
});

import type { BillingCatalogue } from '../catalogue/billing-catalogue.ts';
import type { Progress } from '../progress/progress.ts';
import { counted } from '../progress/thousands.ts';
import { allDone } from '../store/all-done.ts';
import { checkDatabaseExists } from '../store/database-file.ts';
import { billingCatalogue } from '../store/find-charges.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { type EarlierMonths, findAdjustments } from './adjustments.ts';
import { setMonth } from './arithmetic.ts';
import { BillingError } from './billing-error.ts';
import { makeCatalogueTables, makeOffers } from './catalogue-tables.ts';
import { makeTexts } from './charge-texts.ts';
import { computeCharges } from './charges-of-month.ts';
import { findBilledContracts } from './contracts-of-month.ts';
import { type Desks, openDesks } from './desks.ts';
import { chooseCustomers, findDrafts, listUnknownCustomers, removeDrafts } from './drafts.ts';
import { makeDrafts, storeDrafts } from './invoices.ts';
import { issueDrafts } from './issue.ts';
import { gatherMonthPrices, startMonthPrices, storeMonthPrices } from './month-prices.ts';
import { type MonthTotals, monthTotals } from './month-totals.ts';

const DUCKDB_MEMORY = '1GB';

/** For each of the two desks; the tables are too small to be shared out between threads. */
const DUCKDB_THREADS = 1;

export interface BillOptions {
  db: string;
  /** `YYYY-MM`. */
  month: string;
  /** Bill this customer only. */
  customer?: string;
  /** Freeze the month's complete drafts. */
  issue?: boolean;
  /** Stops the close when aborted; nothing of it is stored. */
  signal?: AbortSignal;
}

export interface BillSummary extends MonthTotals, EarlierMonths {
  db: string;
  month: string;
  /** Invoices left alone because an earlier run issued them. */
  leftIssued: number;
  /** Invoices this run issued. */
  issued: number;
  seconds: number;
}

/**
 * READ FIRST: the close of a month, from stored usage and reference data to invoices.
 *
 * Everything is SQL over whole tables. What the month comes to is worked out in tables in memory, each of which
 * stands before the next is made from it: DuckDB then knows how large they are, which it does not inside a
 * transaction. Two connections share them, and do at the same time what does not wait for each other (desks.ts).
 * In one transaction the month's drafts are then replaced as a whole or not at all, and billing again gives the same.
 * @throws BillingError when the month or the customer cannot be billed, StoreError
 */
export async function billMonth(options: BillOptions, progress: Progress): Promise<BillSummary> {
  const startedAt = performance.now();
  checkDatabaseExists(options.db);
  progress.step('opening the database');
  const store = await openStore(options.db, {
    memoryLimit: DUCKDB_MEMORY,
    threads: DUCKDB_THREADS,
  });
  try {
    const closed = await closeMonth(store, options, progress);
    progress.finish();
    const { db, month } = options;
    return { db, month, ...closed, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    store.close();
  }
}

/** Works the month out and stores it; an interruption ends it before the commit, or comes too late. */
async function closeMonth(
  store: Store,
  options: BillOptions,
  progress: Progress,
): Promise<Omit<BillSummary, 'db' | 'month' | 'seconds'>> {
  const { signal, customer } = options;
  const desks = await openDesks(store);
  const interrupt = () => {
    desks.first.interrupt();
    desks.second.interrupt();
  };
  signal?.addEventListener('abort', interrupt);
  try {
    const computed = await computeMonth(store, desks, options, progress);
    progress.step('storing invoices');
    await store.run('BEGIN');
    const issued = await storeMonth(store, options);
    const totals = await monthTotals(store, customer ?? null);
    signal?.throwIfAborted();
    signal?.removeEventListener('abort', interrupt);
    progress.step('writing the database');
    await store.commit();
    return { ...computed, issued, ...totals };
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/** Charges, adjustments and drafts, in tables of their own; nothing is stored. */
async function computeMonth(
  store: Store,
  desks: Desks,
  options: BillOptions,
  progress: Progress,
): Promise<EarlierMonths & Pick<BillSummary, 'leftIssued'>> {
  const catalogue = await readCatalogue(store);
  const month = `${options.month}-01`;
  const { first, second } = desks;
  await setMonth(desks, month);
  await checkAskedFor(store, options, progress);
  const leftIssued = await chooseCustomers(first, options.customer ?? null);
  if (leftIssued > 0) {
    const stay =
      leftIssued === 1 ? 'is issued and stays as it is' : 'are issued and stay as they are';
    progress.say(
      `${options.month}: ${counted(leftIssued, 'invoice')} ${stay}; what changed since then ` +
        'goes to the invoice of the next month billed',
    );
  }
  await makeOffers(first, catalogue);
  await allDone([
    findDrafts(first).then(() => findBilledContracts(first)),
    makeCatalogueTables(second, catalogue).then(() => makeTexts(second)),
  ]);
  await startMonthPrices(first);
  progress.step('comparing issued invoices');
  const earlier = await findAdjustments(desks, catalogue, month);
  progress.step('working out charges');
  await computeCharges(desks, catalogue, month);
  progress.step('making invoices');
  await gatherMonthPrices(first, 'SELECT customer FROM customers_to_bill');
  await makeDrafts(desks, catalogue);
  return { leftIssued, ...earlier };
}

/** Puts what was worked out in the place of the drafts. @returns how many were issued */
async function storeMonth(store: Store, { issue }: BillOptions): Promise<number> {
  await removeDrafts(store);
  await storeDrafts(store);
  await listUnknownCustomers(store);
  await storeMonthPrices(store);
  return issue === true ? issueDrafts(store) : 0;
}

/** The billing catalogue that the last run stored. */
async function readCatalogue(store: Store): Promise<BillingCatalogue> {
  const catalogue = await billingCatalogue(store);
  if (catalogue !== undefined) return catalogue;
  throw new BillingError(
    `${store.path}: nothing has been rated into this database by this version of octroi; run octroi rate first`,
  );
}

/**
 * A month may pass without usage: its fees are billed, and the differences of earlier months. But not before or beyond
 * what is stored, where a month mistyped would make an invoice for everybody.
 * @throws BillingError when there can be no such month, or the customer is unknown
 */
async function checkAskedFor(
  store: Store,
  { month, customer }: BillOptions,
  progress: Progress,
): Promise<void> {
  const [{ has_rows: hasUsage }] = await store.query<{ has_rows: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM usage_events WHERE month = first_day())
         OR EXISTS (SELECT 1 FROM suspended_events WHERE month = first_day()) AS has_rows`,
  );
  if (!hasUsage) {
    await checkIsAmongStored(store, month);
    progress.say(
      `${month}: no usage of it has been rated; its fees are billed, and what changed before`,
    );
  }
  if (customer === undefined) return;
  const known = await store.query('SELECT 1 FROM reference_customers WHERE customer_id = ?', [
    customer,
  ]);
  if (known.length === 0) {
    throw new BillingError(`${store.path}: no customer ${customer} in the reference data`);
  }
}

/** @throws BillingError when the month is neither among those with usage nor the one after */
async function checkIsAmongStored(store: Store, month: string): Promise<void> {
  const [{ stored, is_next: isNext }] = await store.query<{ stored: string; is_next: boolean }>(
    `SELECT coalesce(strftime(min(month), '%Y-%m') || ' to ' || strftime(max(month), '%Y-%m'), 'none') AS stored,
       coalesce(first_day() BETWEEN min(month) AND max(month) + INTERVAL 1 MONTH, false) AS is_next
     FROM (SELECT month FROM usage_events UNION SELECT month FROM suspended_events)`,
  );
  if (isNext) return;
  throw new BillingError(
    `${store.path}: no usage of ${month} has been rated; run octroi rate on its files first ` +
      `(stored: ${stored}; a month without any can be billed up to the one after those)`,
  );
}

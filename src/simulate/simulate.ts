import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalogue } from '../compile-tables.ts';
import { storedCsv } from '../decode/stored-csv.ts';
import { rate } from '../pipeline.ts';
import type { Progress } from '../progress/progress.ts';
import { rolloversOfOffers } from '../reference/load-openings.ts';
import { exportMonth } from '../store/export-month.ts';
import { exportReference } from '../store/export-reference.ts';
import { exportMonthTotals, loadDifferences, storedMonths } from '../store/month-totals.ts';
import { openStore, type Store, StoreError } from '../store/open-store.ts';
import { checkNotPurged } from '../store/purges.ts';

export interface SimulateOptions {
  db: string;
  /** `YYYY-MM`. */
  month: string;
  /** Directory of the other catalogue's files. */
  catalogue: string;
  /** Reference data; that which the database keeps of its last run when not given. */
  reference?: string;
  workers?: number;
  signal?: AbortSignal;
}

/**
 * Rates a stored month again under another catalogue, with the same engine, and tells what each contract
 * would come to. The database is only read; everything else happens in a folder beside it that is removed.
 * @param show reads table `contract_differences` (store/month-totals.ts) of the store it is given, which is gone
 *   afterwards
 * @throws StoreError when the month or the reference data is not in the database; CatalogueError or
 *   ReferenceDataError when the month's contracts do not fit the catalogue
 */
export async function simulate(
  options: SimulateOptions,
  progress: Progress,
  show: (differences: Store) => Promise<void>,
): Promise<void> {
  progress.step('loading the other catalogue');
  const rolloverOffers = offersWithRollover(options.catalogue);
  const folder = mkdtempSync(`${options.db}.octroi-simulate-`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // A reader of the output that has seen enough ends the process (| head).
  process.once('exit', remove);
  try {
    const files = {
      usage: join(folder, 'usage.csv'),
      stored: join(folder, 'stored-totals.csv'),
      simulated: join(folder, 'simulated-totals.csv'),
    };
    const reference = options.reference ?? join(folder, 'reference');
    progress.step('reading the stored month');
    await readStoredMonth(options, rolloverOffers, reference, files);
    options.signal?.throwIfAborted();
    const db = join(folder, 'simulated.duckdb');
    const { catalogue, workers, signal } = options;
    const format = storedCsv.name;
    await rate(
      { inputs: [files.usage], format, db, reference, catalogue, workers, signal },
      progress,
    );
    const simulated = await openStore(db);
    try {
      await exportMonthTotals(simulated, firstDayOf(options), files.simulated);
      await loadDifferences(simulated, files.stored, files.simulated);
      await show(simulated);
    } finally {
      simulated.close();
    }
  } finally {
    remove();
    process.off('exit', remove);
  }
}

async function readStoredMonth(
  options: SimulateOptions,
  rolloverOffers: string[],
  reference: string,
  files: { usage: string; stored: string },
): Promise<void> {
  const month = firstDayOf(options);
  const store = await openStore(options.db, { readOnly: true });
  try {
    const months = await storedMonths(store);
    if (!months.includes(month)) {
      const found = months.map((day) => day.slice(0, 'YYYY-MM'.length)).join(', ') || 'none';
      throw new StoreError(`${options.db}: no usage of ${options.month}; months found: ${found}`);
    }
    // What rolled over into the month is made of the usage of the month before.
    await checkNotPurged(store, monthNumber(month) - 1);
    if (options.reference === undefined) await exportReference(store, reference);
    await exportMonth(store, month, rolloverOffers, files.usage);
    await exportMonthTotals(store, month, files.stored);
  } finally {
    store.close();
  }
}

/** Months since 1970-01 of a month's first day. */
function monthNumber(firstDay: string): number {
  const [year, month] = firstDay.split('-').map(Number);
  return (year - 1970) * 12 + month - 1;
}

function firstDayOf({ month }: SimulateOptions): string {
  return `${month}-01`;
}

/** Offers of the catalogue whose unused allowance goes into the next month. */
function offersWithRollover(catalogue: string): string[] {
  const { tariffs } = compileCatalogue(catalogue);
  const rollovers = rolloversOfOffers(tariffs);
  return tariffs.offerNames.filter((_, offer) => rollovers[offer].size > 0);
}

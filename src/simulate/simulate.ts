import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { billMonth } from '../bill/bill-month.ts';
import { compileCatalogue } from '../compile-tables.ts';
import { storedCsv } from '../decode/stored-csv.ts';
import { dateOfDay, parseMonth } from '../normalise/paris-calendar.ts';
import { rate } from '../pipeline.ts';
import type { Progress } from '../progress/progress.ts';
import { rolloversOfOffers } from '../reference/load-openings.ts';
import { exportMonth } from '../store/export-month.ts';
import { exportReference } from '../store/export-reference.ts';
import { exportMonthTotals, loadDifferences } from '../store/month-totals.ts';
import { openStore } from '../store/open-store.ts';
import { checkNotPurged, openFromDay } from '../store/purges.ts';
import type { Store } from '../store/store.ts';
import { checkMonthIsStored } from '../store/stored-months.ts';
import { makeSimulationFolder } from './simulation-folder.ts';

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
 * Rates and bills a stored month again under another catalogue, with the same engine, and tells what each
 * contract would come to beside what it comes to. The database is only read and copied: the copy is billed, in a
 * folder beside it that is removed.
 * @param show reads table `contract_differences` (store/month-totals.ts) of the store it is given, which is gone
 *   afterwards
 * @throws NotStoredError when the month is not in the database; StoreError when its reference data is not;
 *   CatalogueError or ReferenceDataError when the month's contracts do not fit the catalogue
 */
export async function simulate(
  options: SimulateOptions,
  progress: Progress,
  show: (differences: Store) => Promise<void>,
): Promise<void> {
  progress.step('loading the other catalogue');
  const rolloverOffers = offersWithRollover(options.catalogue);
  const folder = makeSimulationFolder(options.db);
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
    await readStoredMonth(options, rolloverOffers, reference, files, progress);
    options.signal?.throwIfAborted();
    const db = join(folder, 'simulated.duckdb');
    const { catalogue, workers, signal } = options;
    const format = storedCsv.name;
    await rate(
      { inputs: [files.usage], format, db, reference, catalogue, workers, signal },
      progress,
    );
    await billMonth({ db, month: options.month }, progress);
    const copy = join(folder, 'stored.duckdb');
    copyDatabase(options.db, copy);
    signal?.throwIfAborted();
    await reopenMonth(copy, firstDayOf(options));
    await billMonth({ db: copy, month: options.month }, progress);
    await exportTotals(copy, options, files.stored);
    await exportTotals(db, options, files.simulated);
    const simulated = await openStore(db);
    try {
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
  files: { usage: string },
  progress: Progress,
): Promise<void> {
  const month = firstDayOf(options);
  const store = await openStore(options.db, { readOnly: true });
  try {
    await checkMonthIsStored(store, options.month);
    // What rolled over into the month is made of the usage of the month before.
    await checkNotPurged(store, (parseMonth(options.month) ?? 0) - 1);
    const openFrom = await openFromDay(store);
    if (openFrom > 0 && rolloverOffers.length > 0) {
      const day = dateOfDay(openFrom);
      progress.say(`months before ${day} are purged: what they left unused is not counted`);
    }
    if (options.reference === undefined) await exportReference(store, reference);
    await exportMonth(store, month, rolloverOffers, files.usage);
  } finally {
    store.close();
  }
}

/** A copy that costs nothing where the file system can share blocks. */
function copyDatabase(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  if (existsSync(`${from}.wal`)) copyFileSync(`${from}.wal`, `${to}.wal`);
}

/**
 * Makes drafts of a copy's invoices of the month: issued ones would stay as they were, and what was stored or changed
 * since would be taken for an effect of the other catalogue.
 */
async function reopenMonth(copy: string, month: string): Promise<void> {
  const store = await openStore(copy);
  try {
    await store.run(
      `UPDATE invoice_heads SET status = 'draft', issued_at = NULL, issued_after_run = NULL
       WHERE month = CAST(? AS DATE)`,
      [month],
    );
  } finally {
    store.close();
  }
}

async function exportTotals(db: string, options: SimulateOptions, path: string): Promise<void> {
  const store = await openStore(db, { readOnly: true });
  try {
    await exportMonthTotals(store, firstDayOf(options), path);
  } finally {
    store.close();
  }
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

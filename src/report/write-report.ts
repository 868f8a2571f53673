import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { openStore, StoreError } from '../store/open-store.ts';
import { reportPage } from './report-page.ts';
import { monthsOf, readFacts } from './report-queries.ts';

export interface ReportOptions {
  db: string;
  /** HTML file to write; one that is there is replaced. */
  out: string;
  /** `YYYY-MM`; the latest stored one when not given. */
  month?: string;
}

/**
 * Writes one self-contained HTML page about the runs and a month. Called numbers are masked, lists are cut.
 * @returns the month shown
 * @throws StoreError when the database or the month is not there
 */
export async function writeReport({ db, out, month }: ReportOptions): Promise<string> {
  const store = await openStore(db, { readOnly: true });
  let page: string;
  let shown: string;
  try {
    const months = await monthsOf(store);
    const latest = months.at(-1);
    if (latest === undefined)
      throw new StoreError(`${db}: nothing has been rated yet; octroi rate does`);
    shown = month ?? latest;
    if (!months.includes(shown)) {
      throw new StoreError(`${db}: no usage of ${shown}; months found: ${months.join(', ')}`);
    }
    page = reportPage(basename(db), new Date(), await readFacts(store, shown, months));
  } finally {
    store.close();
  }
  const partial = `${out}.partial`;
  try {
    writeFileSync(partial, page);
    renameSync(partial, out);
  } finally {
    rmSync(partial, { force: true });
  }
  return shown;
}

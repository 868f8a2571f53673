import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { makeOutputFolder, OutputError } from '../output-folder.ts';
import { openStore } from '../store/open-store.ts';
import { StoreError } from '../store/store.ts';
import { checkMonthIsStored, storedMonths } from '../store/stored-months.ts';
import { reportPage } from './report-page.ts';
import { readFacts } from './report-queries.ts';

export interface ReportOptions {
  db: string;
  /** HTML file to write, its folder made if missing; a page that is there is replaced, anything else is not. */
  out: string;
  /** `YYYY-MM`; the latest stored one when not given. */
  month?: string;
}

/**
 * Writes one self-contained HTML page about the runs and a month. Called numbers are masked, lists are cut.
 * @returns the month shown
 * @throws StoreError when the database is not there, NotStoredError when the month is not in it, or OutputError when
 *   something else than a page is at `out`
 */
export async function writeReport({ db, out, month }: ReportOptions): Promise<string> {
  const target = pageToReplace(out);
  const store = await openStore(db, { readOnly: true });
  let page: string;
  let shown: string;
  try {
    const months =
      month === undefined ? await storedMonths(store) : await checkMonthIsStored(store, month);
    const latest = months.at(-1);
    if (latest === undefined)
      throw new StoreError(`${db}: nothing has been rated yet; octroi rate does`);
    shown = month ?? latest;
    page = reportPage(basename(db), new Date(), await readFacts(store, shown, months));
  } finally {
    store.close();
  }
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    writeFileSync(partial, page, { flag: 'wx' });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
  return shown;
}

/**
 * Where the page goes, behind a link too. A database, a list or a device named by mistake is not written over.
 * @throws OutputError
 */
function pageToReplace(out: string): string {
  makeOutputFolder(dirname(out), 'reports');
  if (!existsSync(out)) return out;
  const target = realpathSync(out);
  if (!statSync(target).isFile()) {
    throw new OutputError(`${out}: is a directory, pipe or device; name an HTML file to write`);
  }
  const head = Buffer.alloc(HTML_START.length);
  const file = openSync(target, 'r');
  const length = readSync(file, head);
  closeSync(file);
  if (length > 0 && head.toString('latin1').toLowerCase() !== HTML_START) {
    throw new OutputError(
      `${out}: is there already and is no HTML page; name another file, or remove it`,
    );
  }
  return target;
}

const HTML_START = '<!doctype html';

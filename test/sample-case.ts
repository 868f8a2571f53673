import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billMonth } from '../src/bill/bill-month.ts';
import { rate } from '../src/pipeline.ts';
import { silentProgress } from '../src/progress/progress.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';

const SAMPLES = fileURLToPath(new URL('../samples/', import.meta.url));

/** Folders that are no cases: the demo's month, and the reference data a section's cases share. */
const DEMO = 'demo';
const REFERENCE = 'reference';

/** Usage and reference data of the month that `octroi demo` rates. */
export const DEMO_FOLDER: string = join(SAMPLES, DEMO);

/** A folder of samples/<section>/: usage, reference data, and what must come of them. */
export interface SampleCase {
  /** `<section>/<case>`. */
  name: string;
  folder: string;
}

/** A table as text: the header, then a line per row, in order. */
export type Lines = string[];

/** What a case expects and what came of it. */
export interface SampleOutcome {
  /** Of the rows of usage; empty when the case looks at bills only. */
  expected: Lines;
  actual: Lines;
  /** Of the bills of every month with usage, by the file that expects it; empty when there is none. */
  bills: { file: string; expected: Lines; actual: Lines }[];
  /** Null when the case does not look at them. */
  allowances: { expected: Lines; actual: Lines } | null;
  alarms: { expected: Lines; actual: Lines } | null;
}

/** Every folder of a section is a case, so that one without expectations is noticed. */
export function findSampleCases(): SampleCase[] {
  const sections = foldersIn(SAMPLES).filter((section) => section !== DEMO);
  return sections.flatMap((section) =>
    foldersIn(join(SAMPLES, section))
      .filter((name) => name !== REFERENCE)
      .map((name) => ({ name: `${section}/${name}`, folder: join(SAMPLES, section, name) })),
  );
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The sentence in case.txt: what the case shows, and the readings it rests on. */
export function titleOf({ folder }: SampleCase): string {
  return readFileSync(join(folder, 'case.txt'), 'utf8').trim();
}

/** Rates the case's files into a database of its own and reads back what became of each row. */
export async function rateSampleCase({ folder }: SampleCase): Promise<SampleOutcome> {
  const workFolder = mkdtempSync(join(tmpdir(), 'octroi-sample-'));
  try {
    const reference = join(workFolder, REFERENCE);
    for (const from of [join(folder, '..', REFERENCE), join(folder, REFERENCE)]) {
      if (existsSync(from)) cpSync(from, reference, { recursive: true });
    }
    const inputs = readdirSync(folder)
      .filter((name) => name.startsWith('usage'))
      .map((name) => join(folder, name));
    const db = join(workFolder, 'case.duckdb');
    await rate({ inputs, db, reference, workers: 1 }, silentProgress);
    if (Object.keys(BILL_VIEWS).some((file) => existsSync(join(folder, file)))) {
      for (const month of await monthsOf(db)) await billMonth({ db, month }, silentProgress);
    }
    return await readOutcome(folder, db);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

async function readOutcome(folder: string, db: string): Promise<SampleOutcome> {
  const store = await openStore(db, { readOnly: true });
  try {
    const allowances = join(folder, 'expected-allowances.csv');
    const alarms = join(folder, 'expected-alarms.csv');
    const fates = join(folder, 'expected.csv');
    const bills: SampleOutcome['bills'] = [];
    for (const [file, sql] of Object.entries(BILL_VIEWS)) {
      const path = join(folder, file);
      if (existsSync(path)) bills.push({ file, ...(await compareWith(store, path, sql)) });
    }
    const looksAtBillsOnly = bills.length > 0 && !existsSync(fates);
    return {
      ...(looksAtBillsOnly ? { expected: [], actual: [] } : await compareWith(store, fates, FATES)),
      bills,
      allowances: existsSync(allowances) ? await compareWith(store, allowances, USED) : null,
      alarms: existsSync(alarms) ? await compareWith(store, alarms, 'FROM alarms') : null,
    };
  } finally {
    store.close();
  }
}

/** One row per input row, whatever became of it; each has the columns of its view. */
const FATES = `SELECT * REPLACE (
    parse_filename(file) AS file, parse_filename(first_file) AS first_file
  ) FROM (
    SELECT 'rated' AS fate, * FROM usage
    UNION ALL BY NAME SELECT 'suspense' AS fate, * FROM suspense
    UNION ALL BY NAME SELECT 'duplicate' AS fate, * FROM duplicates
    UNION ALL BY NAME SELECT 'reject' AS fate, * FROM rejects)`;

/** What the month's close makes, by the file that expects it. */
const BILL_VIEWS = {
  'expected-charges.csv': 'FROM charges',
  'expected-invoices.csv': 'FROM invoices',
  'expected-invoice-lines.csv': `FROM invoice_lines
    JOIN (SELECT invoice_id, customer_id, month FROM invoices) USING (invoice_id)`,
  'expected-blockers.csv': 'FROM blockers',
};

async function monthsOf(db: string): Promise<string[]> {
  const store = await openStore(db, { readOnly: true });
  try {
    const rows = await store.query<{ month: string }>(
      `SELECT strftime(month, '%Y-%m') AS month FROM (
         SELECT month FROM usage_events UNION SELECT month FROM suspended_events) ORDER BY 1`,
    );
    return rows.map((row) => row.month);
  } finally {
    store.close();
  }
}

/** Allowances nobody drew on may be listed or not. */
const USED = 'SELECT * FROM allowances WHERE used > 0';

/** The expected rows and the actual ones in the columns that are expected, both sorted. */
async function compareWith(
  store: Store,
  path: string,
  actualSql: string,
): Promise<{ expected: Lines; actual: Lines }> {
  const expectedSql = `FROM read_csv('${path.replaceAll("'", "''")}',
    delim = ',', quote = '"', header = true, skip = 0, all_varchar = true)`;
  const columns = (await store.query<{ column_name: string }>(`DESCRIBE ${expectedSql}`)).map(
    (column) => column.column_name,
  );
  const linesOf = async (sql: string): Promise<Lines> => {
    const values = columns.map((name) => `CAST("${name}" AS VARCHAR) AS "${name}"`).join(', ');
    const rows = await store.query<Record<string, string | null>>(`SELECT ${values} FROM (${sql})`);
    const lines = rows.map((row) => columns.map((name) => row[name] ?? '').join(' | '));
    return [columns.join(' | '), ...lines.sort()];
  };
  return { expected: await linesOf(expectedSql), actual: await linesOf(actualSql) };
}

import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '../../src/generate/generate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Timing, timeCommand } from '../time-command.ts';

/** One night's run. */
export interface Night extends Timing {
  night: number;
  records: number;
  /** Stored records that the night rated again, because of late ones. */
  rerated: number;
  databaseMegabytes: number;
}

export interface NightsOptions {
  records: number;
  nights: number;
  seed: number;
  /** Folder for files and database; files of the same month are used again. */
  folder: string;
  say?: (night: Night) => void;
}

/** A month rated night by night. */
export interface RatedMonth {
  nights: Night[];
  files: string[];
  reference: string;
  db: string;
  /** Where the databases are that the second and the last full night met. */
  folder: string;
}

/** Rates a generated month night by night into one database, each night a process of its own. */
export async function rateNights(options: NightsOptions): Promise<RatedMonth> {
  const { records, nights: splitNights, seed, folder, say } = options;
  const month = join(folder, `month-${records}-${splitNights}-${seed}`);
  const usage = join(month, 'usage');
  const reference = join(month, 'reference');
  mkdirSync(folder, { recursive: true });
  rmSync(month, { recursive: true, force: true });
  await generate({ records, seed, out: month, workload: 'mixed', splitNights });
  const files = readdirSync(usage)
    .sort()
    .map((name) => join(usage, name));
  const db = join(folder, 'nights.duckdb');
  rmSync(db, { force: true });
  const nights: Night[] = [];
  for (const [k, file] of files.entries()) {
    if (k === 1 || (k > 1 && k === lastFullNight(files))) {
      copyFileSync(db, databaseBefore(folder, k + 1));
    }
    const night = rateNight(k + 1, file, { reference, db });
    nights.push(night);
    say?.(night);
  }
  return { nights, files, reference, db, folder };
}

/** Index of the last file that is within a tenth as large as the first: nights of a weekend are smaller. */
export function lastFullNight(files: readonly string[]): number {
  const full = statSync(files[0]).size;
  return files.findLastIndex((file) => Math.abs(statSync(file).size / full - 1) < 0.1);
}

/** The database as that night met it; the first night meets none. */
export function databaseBefore(folder: string, night: number): string {
  return join(folder, `before-${night}.duckdb`);
}

/** Rates one night's file, in a process of its own. */
export function rateNight(
  night: number,
  file: string,
  { reference, db }: { reference: string; db: string },
): Night {
  const asked = ['rate', file, '--db', db, '--reference', reference, '--json'];
  const { timing, printed } = timeCommand(asked);
  const summary = JSON.parse(printed);
  return {
    night,
    records: summary.total.rows,
    ...timing,
    rerated: summary.stored.rerated,
    databaseMegabytes: statSync(db).size / 1e6,
  };
}

/** Rows and exact sums of the usage and allowances of a database: what two histories of a month must agree on. */
export async function answerOf(db: string): Promise<unknown> {
  const store = await openStore(db, { readOnly: true });
  try {
    return await store.query(
      `SELECT 'usage' AS part, rule AS name, count(*) AS n, CAST(sum(quantity) AS VARCHAR) AS quantity,
         CAST(sum(included) AS VARCHAR) AS included, CAST(sum(amount) AS VARCHAR) AS amount,
         CAST(bit_xor(hash(event_id, quantity, included, amount)) AS VARCHAR) AS rows
       FROM usage GROUP BY ALL
       UNION ALL SELECT 'allowance', allowance, count(*), CAST(sum(granted) AS VARCHAR),
         CAST(sum(used) AS VARCHAR), CAST(sum(rolled_in) AS VARCHAR),
         CAST(bit_xor(hash(month, scope_id, granted, rolled_in, used)) AS VARCHAR)
       FROM allowances GROUP BY ALL
       UNION ALL SELECT 'suspense', reason, count(*), '', '', '', '' FROM suspense GROUP BY ALL
       UNION ALL SELECT 'duplicates', '', count(*), '', '', '', '' FROM duplicates
       ORDER BY ALL`,
    );
  } finally {
    store.close();
  }
}

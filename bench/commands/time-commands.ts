import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSet } from '../data.ts';
import { type Timing, timeCommand } from '../time-command.ts';

/** What one command took on the month. */
export interface TimedCommand extends Timing {
  /** What a user would type, without the paths. */
  command: string;
}

/** The generator's month, and the first day of the one after it. */
const MONTH = '2026-10';
const NEXT_MONTH = '2026-11-01';
const CATALOGUE = fileURLToPath(new URL('../../src/catalogue/documents', import.meta.url));

const BY_SERVICE = 'SELECT service, count(*), sum(quantity), sum(amount) FROM usage GROUP BY ALL';
const LAST_EVENT = 'SELECT event_id FROM usage ORDER BY started_at DESC, event_id LIMIT 1';

/**
 * Takes a month through every command that works on a database, in the order of its life, each a process of its own.
 * @param folder for the database and what commands write
 * @throws when one fails: with the memory octroi gives DuckDB, each must manage a month of any size
 */
export function timeCommands(
  { files, reference }: DataSet,
  folder: string,
  say: (timed: TimedCommand) => void = () => {},
): TimedCommand[] {
  const db = join(folder, 'commands.duckdb');
  rmSync(db, { force: true });
  const timed: TimedCommand[] = [];
  const time = (command: string, args: string[]): string => {
    const { timing, printed } = timeCommand([...args, '--db', db]);
    timed.push({ command, ...timing });
    say(timed[timed.length - 1]);
    return printed;
  };
  const data = ['--reference', reference];
  const ofMonth = ['--month', MONTH];
  time('rate', ['rate', ...files, ...data]);
  time('rate, the same files again', ['rate', ...files, ...data]);
  time('recycle', ['recycle', ...data]);
  time('query, sums by service', ['query', BY_SERVICE]);
  const [last] = JSON.parse(time('query, the last event', ['query', '--json', LAST_EVENT]));
  time('explain EVENT', ['explain', last.event_id]);
  time('simulate --month', ['simulate', ...ofMonth, '--catalogue', CATALOGUE]);
  time('rerate --month', ['rerate', ...ofMonth, ...data]);
  time('bill --out', ['bill', ...ofMonth, '--out', join(folder, 'invoices')]);
  time('bill --issue', ['bill', ...ofMonth, '--issue']);
  time('report', ['report', '--out', join(folder, 'report.html')]);
  time('audit', ['audit']);
  time('purge --before', ['purge', '--before', NEXT_MONTH]);
  time('audit, once purged', ['audit']);
  return timed;
}

import { identifier, textLiteral } from '../store/sql-names.ts';
import type { Sql, Store } from '../store/store.ts';
import { createMacros } from './arithmetic.ts';
import { WORK } from './work-tables.ts';

/** One of the connections at which a month is worked out. Tables made at one desk are seen at the other. */
export interface Desk extends Sql {
  /** Tables that the steps at this desk add to: each its own, so that rows have one order. */
  charges: string;
  blockers: string;
}

/**
 * Two desks, so that steps which do not need each other's tables run at the same time, each on one thread. (Two
 * threads for one statement are no faster: the tables are too small to be shared out.)
 */
export interface Desks {
  first: Desk;
  second: Desk;
}

/** Opens both on a database, with the macros of the close. The first is the store's own connection, which stores. */
export async function openDesks(store: Store): Promise<Desks> {
  const { query, run, interrupt } = store;
  await run(`ATTACH ':memory:' AS ${WORK}`);
  // What the close makes is found first, whatever else an analyst has put into the database.
  const path = `${WORK}.main,${identifier(store.catalog)}.main`;
  return {
    first: await openDesk({ query, run, interrupt }, path, 'first'),
    second: await openDesk(await store.beside(), path, 'second'),
  };
}

async function openDesk(sql: Sql, path: string, name: string): Promise<Desk> {
  const { run } = sql;
  await run(`SET search_path = ${textLiteral(path)}`);
  await createMacros(sql);
  return { ...sql, charges: `${name}_charges`, blockers: `${name}_blockers` };
}

import { type DuckDBResult, StatementType } from '@duckdb/node-api';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';

/** The SQL is not one reading statement, or DuckDB refuses it: the message is DuckDB's own. */
export class QueryError extends Error {
  override name = 'QueryError';
}

/** Memory a query may take before it spills beside the database. */
const QUERY_MEMORY = '1GB';

/** What DuckDB calls statements that only read; SHOW, DESCRIBE and SUMMARIZE are SELECTs to it. */
const READING = [StatementType.SELECT, StatementType.EXPLAIN];

/** How statements begin that write, behind comments. */
const WRITING =
  /^(?:\s|--.*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|ALTER|DROP|COPY)\b/i;

/** Failures that are not the statement's. */
const NOT_THE_STATEMENT = /^(IO|Out of Memory|Fatal|INTERNAL) Error/;

/**
 * Opens the database so that no statement can write, or reach any other file or the network, or
 * lift these limits.
 * @throws StoreError when it cannot be opened
 */
export async function openForQueries(path: string): Promise<Store> {
  const store = await openStore(path, { readOnly: true, memoryLimit: QUERY_MEMORY });
  await store.run('SET enable_external_access = false');
  await store.run('SET lock_configuration = true');
  return store;
}

/**
 * Runs one reading statement; rows come as they are read from the result, never all at once.
 * @throws QueryError
 */
export async function runReadingStatement(store: Store, sql: string): Promise<DuckDBResult> {
  try {
    const statements = await store.connection.extractStatements(sql);
    if (statements.count !== 1) {
      throw new QueryError(
        `one statement at a time, found ${statements.count} (a PIVOT without IN counts as several)`,
      );
    }
    const statement = await statements.prepare(0).catch((error: Error) => {
      // A view can take no rows: what DuckDB says of that is beside the point.
      const [, writing] = WRITING.exec(sql) ?? [];
      throw writing === undefined ? error : noReading(writing.toUpperCase());
    });
    const { statementType } = statement;
    if (!READING.includes(statementType)) {
      throw noReading(StatementType[statementType] ?? 'a statement of another kind');
    }
    return await statement.stream();
  } catch (error) {
    throw asQueryError(error as Error);
  }
}

function noReading(found: string): QueryError {
  return new QueryError(`only statements that read are run (SELECT …), found ${found}`);
}

/** DuckDB's complaint as a QueryError, without its client's preface; other errors as they are. */
export function asQueryError(error: Error): Error {
  if (error.name !== 'Error' || 'code' in error) return error;
  const message = error.message.replace(/^Failed to [a-z ]+: /, '');
  if (message === 'Error in native callback') {
    return new QueryError('no statement found; give one in quotes, such as "SELECT * FROM files"');
  }
  return NOT_THE_STATEMENT.test(message) ? error : new QueryError(message);
}

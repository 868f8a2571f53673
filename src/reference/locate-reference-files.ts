import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { textLiteral } from '../store/sql-names.ts';
import { addIssue, type IssueList } from './reference-issues.ts';

/** Where a reference file's rows are read from, and its name for the user. */
export interface LocatedFile {
  path: string;
  file: string;
}

/**
 * Finds `<name>.csv` or `<name>.parquet` of each name in a directory. Parquet is turned into CSV in
 * `temporaryDirectory`, so that there is one way in; both at once is a fault.
 */
export async function locateReferenceFiles(
  directory: string,
  names: readonly string[],
  temporaryDirectory: string,
  issues: IssueList,
): Promise<Map<string, LocatedFile>> {
  const located = new Map<string, LocatedFile>();
  for (const name of names) {
    const csv = join(directory, `${name}.csv`);
    const parquet = join(directory, `${name}.parquet`);
    const found = [csv, parquet].find((path) => existsSync(path));
    if (found === undefined) continue;
    const fault = faultOf(found);
    if (fault !== null) addIssue(issues, found, 1, 1, fault);
    else if (found === csv) {
      located.set(name, { path: csv, file: csv });
      if (existsSync(parquet)) {
        addIssue(issues, parquet, 1, 1, `found ${name}.csv as well; expected one of the two`);
      }
    } else {
      const converted = join(temporaryDirectory, `${name}.csv`);
      try {
        await convertParquet(parquet, converted);
        located.set(name, { path: converted, file: parquet });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        addIssue(issues, parquet, 1, 1, `cannot be read as Parquet: ${reason}`);
      }
    }
  }
  return located;
}

/** Why a file cannot be read: a pipe would be waited for without end. Null when it can. */
function faultOf(path: string): string | null {
  if (!statSync(path).isFile()) return 'is a directory, pipe or device; expected a file';
  try {
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}

async function convertParquet(parquet: string, csv: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    const select = `SELECT COLUMNS(*)::VARCHAR FROM read_parquet(${textLiteral(parquet)})`;
    await connection.run(`COPY (${select}) TO ${textLiteral(csv)} (FORMAT csv, HEADER)`);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

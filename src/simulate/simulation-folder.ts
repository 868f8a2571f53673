import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { processStart } from '../store/process-start.ts';

/**
 * Makes a folder beside the database for what a simulation writes, records in the clear among it: readable by its
 * user only. Its name says who works in it, so that the next simulation on this machine removes what a killed one
 * left.
 */
export function makeSimulationFolder(database: string): string {
  removeLeftFolders(database);
  return mkdtempSync(`${database}${MARK}${hostname()}-${process.pid}-`);
}

const MARK = '.octroi-simulate-';

function removeLeftFolders(database: string): void {
  const start = `${basename(database)}${MARK}${hostname()}-`;
  for (const name of readdirSync(dirname(database))) {
    const owner = name.startsWith(start) ? /^(\d+)-/.exec(name.slice(start.length)) : null;
    if (owner === null || processStart(Number(owner[1])) !== null) continue;
    rmSync(join(dirname(database), name), { recursive: true, force: true });
  }
}

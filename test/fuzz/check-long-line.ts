import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CdrRows } from '../../src/batch/cdr-rows.ts';
import { MAX_RECORD_BYTES } from '../../src/bounds.ts';
import type { CdrFormat } from '../../src/decode/cdr-format.ts';
import { formatNamed } from '../../src/decode/formats.ts';
import { cutRanges } from '../../src/read/cut-ranges.ts';
import { findInputs } from '../../src/read/find-inputs.ts';
import { readWindows, WINDOW_ROOM } from '../../src/read/windows.ts';

const HEADER = 'event_id,service,line,started_at,duration_s,called\n';
const ROW = '1,voice,33140000001,2026-10-01T08:00:00Z,60,0612345678\n';
const ITEM =
  '{"Report ID":"1","Start time":"2026-10-01T08:00:00Z","Duration":60,"Answered":"true",' +
  '"Direction":"ORIGINATING","Call type":"x","Called number":"1","User number":"33140000001"}\n';

/** What stands before and after an endless row, and what it is made of. */
const SHAPES: [name: string, format: string, before: string, filling: string, after: string][] = [
  ['plain', 'octroi', HEADER, 'x', `\n${ROW}`],
  ['of commas', 'octroi', HEADER, ',', `\n${ROW}`],
  ['in quotes', 'octroi', `${HEADER}"`, 'x', `\n${ROW}`],
  ['of quotes', 'octroi', HEADER, '"', `\n${ROW}`],
  ['of noughts', 'octroi', HEADER, '\0', `\n${ROW}`],
  ['text of an item', 'webex-json', `${ITEM}{"User":"`, 'x', `"}\n${ITEM}`],
  ['list of an item', 'webex-json', `${ITEM}{"User":[`, '1,', `1]}\n${ITEM}`],
];

/**
 * Reads files with one row of that many bytes, plain and compressed: it must be one reject, the row behind it
 * must be read, and no more of it may be in memory than a record may have.
 */
export async function longLineFaults(megabytes: number, folder: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, formatName, before, filling, after] of SHAPES) {
    const format = formatNamed(formatName) as CdrFormat;
    for (const isGzip of [false, true]) {
      const path = join(folder, isGzip ? 'long.gz' : 'long');
      writeLong(path, isGzip, megabytes, before, filling, after);
      const { rows, rejects, largestWindow } = await read(path, format);
      rmSync(path);
      const expectedRows = formatName === 'webex-json' ? 2 : 1;
      const said = `row ${name}${isGzip ? ', compressed' : ''}:`;
      if (rows !== expectedRows) faults.push(`${said} ${rows} rows instead of ${expectedRows}`);
      if (rejects !== 1) faults.push(`${said} ${rejects} rejects`);
      if (largestWindow > 3 * MAX_RECORD_BYTES) faults.push(`${said} window of ${largestWindow}`);
    }
  }
  return faults;
}

function writeLong(
  path: string,
  isGzip: boolean,
  megabytes: number,
  before: string,
  filling: string,
  after: string,
): void {
  const encode = (text: string) => (isGzip ? gzipSync(text, { level: 1 }) : Buffer.from(text));
  const megabyte = encode(filling.repeat((1 << 20) / filling.length));
  const file = openSync(path, 'w');
  writeSync(file, encode(before));
  for (let k = 0; k < megabytes; k++) writeSync(file, megabyte);
  writeSync(file, encode(after));
  closeSync(file);
}

async function read(path: string, format: CdrFormat) {
  const [range] = cutRanges(findInputs([path], format.name), Number.POSITIVE_INFINITY);
  const decoder = format.open(range.head);
  const rows = new CdrRows(1000);
  const seen = { rows: 0, rejects: 0, largestWindow: 0 };
  await readWindows(range, new Uint8Array(WINDOW_ROOM), ({ bytes, start, end, isLast }) => {
    seen.largestWindow = Math.max(seen.largestWindow, bytes.length);
    for (let at = start; ; ) {
      rows.reset(bytes);
      const next = decoder.decode(bytes, at, end, isLast, rows);
      seen.rows += rows.rowCount;
      seen.rejects += rows.rejects.length;
      if (next >= end || (next === at && rows.rowCount === 0)) return next;
      at = next;
    }
  });
  return seen;
}

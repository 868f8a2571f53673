import type { CdrFormat } from './cdr-format.ts';
import { nativeCsv } from './native-csv.ts';
import { storedCsv } from './stored-csv.ts';
import { webexCsv } from './webex-csv.ts';
import { webexJson } from './webex-json.ts';

/** Every input format; the first whose `sniff` says yes is taken when `--format` is not given. */
export const FORMATS: readonly CdrFormat[] = [nativeCsv, webexCsv, webexJson];

/** The format of that name, or undefined. */
export function formatNamed(name: string): CdrFormat | undefined {
  return [...FORMATS, storedCsv].find((format) => format.name === name);
}

/** The format that recognises a file by its first bytes, or undefined. */
export function formatOf(head: Uint8Array): CdrFormat | undefined {
  return FORMATS.find((format) => format.sniff(head));
}

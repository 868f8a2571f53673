import { MAX_HEADER_BYTES } from '../bounds.ts';
import type { CdrFormat } from '../decode/cdr-format.ts';
import { afterByteOrderMark, CsvHeader, readCsvHeader } from '../decode/csv-header.ts';
import { FORMATS } from '../decode/formats.ts';

const LF = 10;
const CR = 13;

/** Of a line that is shown; it need not hold more than the first names. */
const MAX_SHOWN_CHARACTERS = 80;

/** What people write between fields in the place of a comma. */
const OTHER_SEPARATORS: Record<string, string> = { ';': ';', '\t': 'tabs', '|': '|' };

/** Why there is no format of that name. */
export function unknownName(formatName: string): string {
  return `unknown format ${formatName}, expected one of ${knownNames()}`;
}

/**
 * Why no format recognises a file that begins so: what its first line is, and which format is nearest.
 * @param head its first bytes
 */
export function unknownContent(head: Uint8Array): string {
  if (head.length === MAX_HEADER_BYTES && !head.includes(LF)) {
    return `its first line is longer than ${MAX_HEADER_BYTES} bytes, which no header is`;
  }
  if (head.length === 0) return 'the file is empty, not even a header';
  if (!head.includes(LF) && head.includes(CR)) {
    return 'its lines end in CR alone; expected LF or CRLF';
  }
  return (
    `no known format recognises it (known: ${knownNames()}); line 1: ${whyUnknown(head)}; ` +
    `found ${firstLine(head)}`
  );
}

/** The first line as it may be shown: cut, on one line, and without numbers that may be somebody's. */
export function firstLine(head: Uint8Array): string {
  const characters = [...lineOf(head).replace(/\d{5,}/g, '…')];
  const isCut = characters.length > MAX_SHOWN_CHARACTERS;
  const shown = characters
    .slice(0, MAX_SHOWN_CHARACTERS)
    .map((character) => (/\p{Cc}/u.test(character) ? escapeOf(character) : character));
  return `"${shown.join('')}${isCut ? '…' : ''}"`;
}

function escapeOf(character: string): string {
  return character === '\t' ? '\\t' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function lineOf(head: Uint8Array): string {
  const end = head.indexOf(LF);
  const line = head.subarray(afterByteOrderMark(head), end < 0 ? head.length : end);
  return new TextDecoder().decode(line).trimEnd();
}

function whyUnknown(head: Uint8Array): string {
  const line = lineOf(head);
  if (/^"?sep=/i.test(line)) {
    return "Excel's note of the separator stands where the header is expected; remove that line";
  }
  if (/^\s*[[{]/.test(line)) {
    const formats = FORMATS.filter(({ items }) => items !== undefined);
    const known = formats.map(({ name, items }) => `${items} (format ${name})`);
    return `like JSON, but not ${known.join(' or ')}`;
  }
  const header = readCsvHeader(head);
  const byCommas = header === null ? null : nearestFormat(header);
  for (const [separator, name] of Object.entries(OTHER_SEPARATORS)) {
    const names = line.split(separator).map((text) => text.replaceAll('"', ''));
    const nearest = nearestFormat(new CsvHeader(names, 0));
    if (nearest === null || nearest.foundCount <= (byCommas?.foundCount ?? 0)) continue;
    return [`separated by ${name}, expected commas`, ...lackOf(nearest)].join('; ');
  }
  if (byCommas !== null) return lackOf(byCommas).join('; ');
  return `no header with the columns of ${FORMATS.filter(hasColumns)
    .map(({ name, columns }) => `${name} (${columns.join(', ')})`)
    .join(' or ')}`;
}

interface Nearest {
  name: string;
  foundCount: number;
  lacks: string[];
  /** Columns that are there under nearly their names. */
  misspelt: string[];
}

/** The format most of whose columns are there, or nearly; null when no format has any. */
function nearestFormat(header: CsvHeader): Nearest | null {
  const [nearest] = FORMATS.filter(hasColumns)
    .map(({ name, columns }) => {
      const lacks = columns.filter((column) => !header.has(column));
      const misspelt = lacks.flatMap((column) => {
        const like = header.names.find((found) => bare(found) === bare(column));
        return like === undefined ? [] : [`write ${column} for ${like.trim()}`];
      });
      return { name, foundCount: columns.length - lacks.length + misspelt.length, lacks, misspelt };
    })
    .sort((left, right) => right.foundCount - left.foundCount);
  return nearest.foundCount > 0 ? nearest : null;
}

function lackOf({ name, lacks, misspelt }: Nearest): string[] {
  if (lacks.length === 0) return [`otherwise a header of format ${name}`];
  const columns = lacks.length === 1 ? 'the column' : 'the columns';
  return [`the nearest format ${name} needs ${columns} ${lacks.join(', ')}`, ...misspelt];
}

function hasColumns(format: CdrFormat): format is CdrFormat & { columns: readonly string[] } {
  return format.columns !== undefined;
}

/** A name without what is often written otherwise: `Event ID` is event_id. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function knownNames(): string {
  return FORMATS.map((format) => format.name).join(', ');
}

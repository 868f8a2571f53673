import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalogue, LoadedDocument } from './catalogue.ts';
import { CatalogueError, type CatalogueIssue } from './catalogue-error.ts';
import {
  addIssueAt,
  type CatalogueFile,
  matchSchema,
  parseCatalogueFile,
} from './catalogue-file.ts';
import {
  type OfferDocument,
  offerDocumentSchema,
  type Settings,
  settingsSchema,
} from './catalogue-schema.ts';
import { checkCatalogue } from './check-catalogue.ts';

export type { Catalogue } from './catalogue.ts';

const SETTINGS_FILE = 'settings.yaml';

/** The YAML stays in src: this path holds from src/catalogue and from dist/catalogue alike. */
const SHIPPED = fileURLToPath(new URL('../../src/catalogue/documents/', import.meta.url));

/**
 * Reads and checks a catalogue: settings.yaml and any number of offer documents.
 * @param dir directory whose *.yaml are read; by default the shipped catalogue
 * @throws CatalogueError with every fault found; faults between files are looked for once each
 *   file is well-formed by itself
 */
export function loadCatalogue(dir: string = SHIPPED): Catalogue {
  const issues: CatalogueIssue[] = [];
  const files = readFiles(dir, issues);
  const documents: LoadedDocument[] = [];
  let settings: Settings | undefined;
  for (const source of files) {
    if (source.file === join(dir, SETTINGS_FILE)) {
      settings = matchSchema(source, settingsSchema, issues);
    } else {
      const document = matchSchema(source, offerDocumentSchema, issues);
      if (document !== undefined) documents.push({ source, document });
    }
  }
  if (issues.length > 0 || settings === undefined) throw new CatalogueError(issues);
  const catalogue = mergeDocuments(documents, settings, digestOf(files), issues);
  const settingsSource = files.find(({ file }) => file === join(dir, SETTINGS_FILE));
  checkCatalogue(catalogue, documents, settingsSource as CatalogueFile, issues);
  if (issues.length > 0) throw new CatalogueError(issues);
  return catalogue;
}

function readFiles(dir: string, issues: CatalogueIssue[]): CatalogueFile[] {
  const present = namesIn(dir);
  const names = present.filter((name) => name.endsWith('.yaml'));
  for (const name of present.filter((other) => MISNAMED.test(other) && !names.includes(other))) {
    const message = `is not read under this name; rename it ${name.replace(MISNAMED, '.yaml')}`;
    issues.push({ file: join(dir, name), line: 1, column: 1, message });
  }
  if (!names.includes(SETTINGS_FILE)) {
    const message = 'missing; copy it from the shipped catalogue';
    issues.push({ file: join(dir, SETTINGS_FILE), line: 1, column: 1, message });
  }
  return names
    .map((file) => join(dir, file))
    .map((file) => parseCatalogueFile(file, textOf(file), issues))
    .filter((source) => source !== undefined);
}

/** Ends of names that mean YAML and are none of ours. */
const MISNAMED = /\.ya?ml$/i;

/** Names of the files in a directory. @throws CatalogueError when it cannot be read */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = { ENOENT: 'there is none of that name', ENOTDIR: 'it is a file' }[code ?? ''];
    const expected = `expected a directory with ${SETTINGS_FILE} and offer documents`;
    const fault = `cannot be read as a catalogue directory: ${found ?? message}; ${expected}`;
    throw new CatalogueError([{ file: dir, line: 1, column: 1, message: fault }]);
  }
}

/** @throws CatalogueError when it is no file: a pipe would be waited for without end */
function textOf(file: string): string {
  try {
    if (!statSync(file).isFile()) throw new Error('it is a pipe or a device');
    return readFileSync(file, 'utf8');
  } catch (error) {
    const message = `cannot be read: ${(error as Error).message}`;
    throw new CatalogueError([{ file, line: 1, column: 1, message }]);
  }
}

/** How an entry is kept: as it stands; with its document; or, by an id of its own, with document and name. */
type Form = 'plain' | 'documented' | 'by id';

type ListField = Exclude<keyof OfferDocument, 'document' | 'title'>;

/** The lists of an offer document, and where each goes. Fees have names of their own in each document. */
const LISTS: readonly [field: ListField, into: keyof Catalogue, form: Form][] = [
  ['territory_groups', 'territoryGroups', 'plain'],
  ['zone_sets', 'zoneSets', 'plain'],
  ['allowances', 'allowances', 'documented'],
  ['price_lists', 'priceLists', 'documented'],
  ['offers', 'offers', 'documented'],
  ['options', 'options', 'documented'],
  ['recurring_fees', 'recurringFees', 'by id'],
  ['one_off_fees', 'oneOffFees', 'by id'],
  ['fleet_discounts', 'fleetDiscounts', 'by id'],
  ['contract_limits', 'contractLimits', 'by id'],
];

/** All documents as one catalogue. What bears a name that another file has taken is reported. */
function mergeDocuments(
  loaded: readonly LoadedDocument[],
  settings: Settings,
  digest: string,
  issues: CatalogueIssue[],
): Catalogue {
  const catalogue: Catalogue = {
    digest,
    settings,
    documents: new Map(),
    territoryGroups: new Map(),
    zoneSets: new Map(),
    allowances: new Map(),
    priceLists: new Map(),
    offers: new Map(),
    recurringFees: new Map(),
    oneOffFees: new Map(),
    fleetDiscounts: new Map(),
    contractLimits: new Map(),
    options: new Map(),
  };
  for (const { source, document: content } of loaded) {
    const { document, title } = content;
    checkTitle(catalogue, source, content, issues);
    catalogue.documents.set(document, title);
    for (const [field, into, form] of LISTS) {
      const entries = catalogue[into] as Map<string, unknown>;
      for (const [name, value] of Object.entries<object>(content[field] ?? {})) {
        const key = form === 'by id' ? `${document}/${name}` : name;
        if (entries.has(key)) {
          const message = `${name} is already in ${field} of another file`;
          addIssueAt(issues, source, [field, name], message, true);
        } else entries.set(key, entryOf(value, form, document, name));
      }
    }
  }
  return catalogue;
}

function entryOf(value: object, form: Form, document: string, name: string): object {
  if (form === 'plain') return value;
  return form === 'documented' ? { ...value, document } : { ...value, document, name };
}

/** Several files may hold one document; that they bear the same title shows that it is one. */
function checkTitle(
  catalogue: Catalogue,
  source: CatalogueFile,
  { document, title }: OfferDocument,
  issues: CatalogueIssue[],
): void {
  const other = catalogue.documents.get(document);
  if (other === undefined || other === title) return;
  const message = `another file gives document ${document} the title "${other}"`;
  addIssueAt(issues, source, ['title'], message);
}

function digestOf(files: readonly CatalogueFile[]): string {
  const contents = files.map(({ file, content }) => [basename(file), content]);
  return createHash('sha256').update(JSON.stringify(contents)).digest('hex');
}

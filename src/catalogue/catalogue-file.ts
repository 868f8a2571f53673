import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from 'yaml';
import type { z } from 'zod';
import type { CatalogueIssue } from './catalogue-error.ts';
import { listOf } from './no-such-name.ts';

export type YamlPath = readonly PropertyKey[];

/** A YAML file, its content as plain data, and where in the text each value stands. */
export interface CatalogueFile {
  file: string;
  content: unknown;
  document: Document;
  lines: LineCounter;
}

/**
 * Parses one YAML file. Faults of the YAML itself are added to `issues`, and the file is then
 * undefined: its content would only cause faults that are none.
 */
export function parseCatalogueFile(
  file: string,
  text: string,
  issues: CatalogueIssue[],
): CatalogueFile | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const { pos, message, code } of document.errors) {
    const { line, col } = lines.linePos(pos[0]);
    const key = code === 'DUPLICATE_KEY' ? /^[^:\r\n]+/.exec(text.slice(pos[0])) : null;
    const which = key === null ? '' : `: ${key[0].trim()} stands twice`;
    issues.push({ file, line, column: col, message: `${message}${which}` });
  }
  if (document.errors.length > 0) return undefined;
  try {
    return { file, content: document.toJS(), document, lines };
  } catch (error) {
    // An alias without anchor, or aliases that unfold without end.
    issues.push({ file, line: 1, column: 1, message: (error as Error).message });
    return undefined;
  }
}

/**
 * Adds a fault at the value (or, with `atKey`, at the key) of a path; where that is missing, at
 * what holds it.
 */
export function addIssueAt(
  issues: CatalogueIssue[],
  { file, document, lines }: CatalogueFile,
  path: YamlPath,
  message: string,
  atKey = false,
): void {
  const { line, col } = lines.linePos(offsetOf(document, path, atKey));
  // What an anchor holds stands once, however many aliases repeat it.
  const isKnown = issues.some(
    (issue) =>
      issue.line === line &&
      issue.column === col &&
      issue.message === message &&
      issue.file === file,
  );
  if (!isKnown) issues.push({ file, line, column: col, message });
}

/** Reports a fault at a path of one file. */
export type Report = (path: YamlPath, message: string, atKey?: boolean) => void;

export function reporter(source: CatalogueFile, issues: CatalogueIssue[]): Report {
  return (path, message, atKey) => addIssueAt(issues, source, path, message, atKey);
}

/** The content checked against a schema; undefined, with the reasons in `issues`, if it fails. */
export function matchSchema<T>(
  source: CatalogueFile,
  schema: z.ZodType<T>,
  issues: CatalogueIssue[],
): T | undefined {
  const result = schema.safeParse(source.content, { reportInput: true, error: knownFields });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        addIssueAt(
          issues,
          source,
          [...issue.path, key],
          `${key} is no field here; ${issue.message}`,
          true,
        );
      }
    } else {
      addIssueAt(issues, source, issue.path, describe(issue), issue.code === 'invalid_key');
    }
  }
  return undefined;
}

/** What a map may hold where it holds a field that it may not; other faults keep their own sentence. */
const knownFields: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const { def } = issue.inst as z.ZodObject | z.ZodRecord;
  const known = 'shape' in def ? Object.keys(def.shape) : [...(def.keyType._zod.values ?? [])];
  return `expected ${listOf(known.map(String))}`;
};

/** What was found and what was expected, led by the field it is about. */
function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.findLast((part) => typeof part === 'string');
  const lead = field === undefined ? '' : `${field}: `;
  if (issue.code === 'invalid_key') return lead + issue.issues[0].message;
  // The schema's own sentences are whole; zod's say only what was expected.
  if (/^missing|found|without quotes/.test(issue.message)) return lead + issue.message;
  const expected = issue.message
    .replace(/^Invalid [a-z ]+[:.] E?e?/, 'e')
    .replace(/, received .*$/, '');
  const isOfKinds = issue.code === 'invalid_union' && issue.discriminator !== undefined;
  const found = isOfKinds ? kindOf(issue.input) : issue.input;
  if (found === undefined) return `${lead}missing; ${expected}`;
  return typeof found === 'object' ? lead + expected : `${lead}${found} found; ${expected}`;
}

/** The field that tells which of several shapes a map has. */
function kindOf(input: unknown): unknown {
  return (input as { kind?: unknown } | undefined)?.kind;
}

function offsetOf(document: Document, path: YamlPath, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(part),
      );
      const isLast = depth === path.length - 1;
      node = pair?.value;
      offset = startOf(isLast && atKey ? pair?.key : (node ?? pair?.key)) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}

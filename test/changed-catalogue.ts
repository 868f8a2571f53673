import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const DOCUMENTS = fileURLToPath(new URL('../src/catalogue/documents/', import.meta.url));

/** The shipped catalogue in a folder of its own, with texts of its files replaced: file, what stands there, what then. */
export function changedCatalogue(
  folder: string,
  ...changes: [file: string, from: string, to: string][]
): string {
  const catalogue = join(folder, 'changed-catalogue');
  cpSync(DOCUMENTS, catalogue, { recursive: true });
  for (const [file, from, to] of changes) {
    const path = join(catalogue, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replaceAll(from, to));
  }
  return catalogue;
}

import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const DOCUMENTS = fileURLToPath(new URL('../src/catalogue/documents/', import.meta.url));

/**
 * The shipped catalogue in a folder of its own, with texts of its files replaced: file, what stands there, what then. A
 * document's fees, in a file beside it, name its offers too: they change with it.
 */
export function changedCatalogue(
  folder: string,
  ...changes: [file: string, from: string, to: string][]
): string {
  const catalogue = join(folder, 'changed-catalogue');
  cpSync(DOCUMENTS, catalogue, { recursive: true });
  for (const [file, from, to] of changes) {
    const paths = [file, file.replace('.yaml', '-fees.yaml')]
      .map((name) => join(catalogue, name))
      .filter((path) => existsSync(path));
    const texts = paths.map((path) => readFileSync(path, 'utf8'));
    expect(texts.join('\n')).toContain(from);
    for (const [k, path] of paths.entries()) writeFileSync(path, texts[k].replaceAll(from, to));
  }
  return catalogue;
}

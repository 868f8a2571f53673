import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** House rules that a machine can check; src/README.md says why they are there. */
const ROOT = new URL('..', import.meta.url).pathname;
const MAX_LINES = 400;
const MAX_COLUMNS = 120;
const BANNED_NAMES = /(^|[-_.])(utils?|helpers?|manager|common|misc)([-_.]|$)/;
/** Folders a stage may import besides its own; the route as a whole is known to the pipeline and worker only. */
const SHARED = [
  'batch',
  'money',
  'normalise',
  'numbering',
  'catalogue',
  'reference',
  'classify',
  'dedupe',
];
const STAGES = ['read', 'decode', 'rate', 'store'];
const STAGE_EXCEPTIONS = new Set([
  // The store takes records back for rating, and describes the files that were read.
  'store -> read',
  'store -> decode',
  'store -> rate',
  'read -> decode',
]);

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const sources = filesBelow(join(ROOT, 'src'), '.ts');
const code = [
  ...sources,
  ...filesBelow(join(ROOT, 'test'), '.ts'),
  ...filesBelow(join(ROOT, 'bench'), '.ts'),
];

describe('every source file', () => {
  it('is found', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it.each(code.map((file) => [relative(ROOT, file), file]))(
    '%s keeps the house rules',
    (_, file) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      expect(lines.length).toBeLessThanOrEqual(MAX_LINES);
      if (file.includes('/src/')) {
        expect(lines.filter((line) => line.length > MAX_COLUMNS)).toEqual([]);
      }
      expect(basename(file)).toMatch(/^[a-z0-9-]+(\.test)?\.ts$/);
      expect(basename(file)).not.toMatch(BANNED_NAMES);
      expect(lines.filter((line) => /\.(only|skip|todo)\(/.test(line))).toEqual([]);
    },
  );

  it('of a stage imports no other stage', () => {
    const crossings = new Set<string>();
    for (const file of sources) {
      const [stage] = relative(join(ROOT, 'src'), file).split('/');
      if (!STAGES.includes(stage)) continue;
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '\.\.\/([a-z-]+)\//g)) {
        if (target !== stage && !SHARED.includes(target)) crossings.add(`${stage} -> ${target}`);
      }
    }
    expect([...crossings].filter((crossing) => !STAGE_EXCEPTIONS.has(crossing))).toEqual([]);
  });
});

describe('offers and prices', () => {
  it('are named in the catalogue only, never in code', () => {
    const offers = /optimale-pro|wte-(calling|suite|espace)|m2m-(business|intense|europe)|ihdp-\d/;
    const guilty = sources.filter(
      (file) => !file.includes('/generate/') && offers.test(withoutComments(file)),
    );
    expect(guilty.map((file) => relative(ROOT, file))).toEqual([]);
  });

  it('formats are named in decode/ only', () => {
    const guilty = sources.filter((file) => {
      const inDecode = file.includes('/decode/') || file.includes('/generate/');
      return !inDecode && /webex-(csv|json)/.test(withoutComments(file));
    });
    expect(guilty.map((file) => relative(ROOT, file))).toEqual([]);
  });
});

describe('amounts', () => {
  it('are rounded in money/ and the catalogue only', () => {
    const guilty = sources.filter((file) => {
      const isAllowed = /\/(money|catalogue|reference|generate|progress|commands|explain)\//.test(
        file,
      );
      return !isAllowed && /Math\.round|toFixed|parseFloat/.test(withoutComments(file));
    });
    expect(guilty.map((file) => relative(ROOT, file))).toEqual([]);
  });
});

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { compileCatalogue } from '../../src/compile-tables.ts';
import { explainEvent } from '../../src/explain/explain-event.ts';
import { rate } from '../../src/pipeline.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { openStore } from '../../src/store/open-store.ts';
import { temporaryFolder } from '../commands/run-octroi.ts';

const CASE = fileURLToPath(
  new URL('../../samples/machine-to-machine/E23-fourth-month/', import.meta.url),
);

it('names the offer that priced the event, on trial and from the first second after it', async () => {
  const folder = temporaryFolder();
  const reference = join(folder, 'reference');
  cpSync(join(CASE, '../reference'), reference, { recursive: true });
  cpSync(join(CASE, 'reference'), reference, { recursive: true });
  const db = join(folder, 'trial.duckdb');
  await rate({ inputs: [join(CASE, 'usage.csv')], reference, db, workers: 1 }, silentProgress);
  const store = await openStore(db, { readOnly: true });
  try {
    const offers: Record<string, string | undefined> = {};
    for (const id of ['intense-last-second', 'intense-first-second', 'europe-first-second']) {
      const { contract, notes } = await explainEvent(store, compileCatalogue(), id);
      offers[id] = contract?.offer;
      expect(notes).toEqual([]);
    }
    expect(offers).toEqual({
      'intense-last-second': 'm2m-intense-prototype',
      'intense-first-second': 'm2m-intense',
      'europe-first-second': 'm2m-europe-2mo',
    });
  } finally {
    store.close();
  }
});

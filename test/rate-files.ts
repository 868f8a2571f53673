import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RateOptions, type RateSummary, rate } from '../src/pipeline.ts';
import { silentProgress } from '../src/progress/progress.ts';
import { openStore } from '../src/store/open-store.ts';

/** A folder for one test's files and database, removed by `close`. */
export interface Bench {
  folder: string;
  db: string;
  /** Writes files of a folder: name -> text or bytes. */
  write(folder: string, files: Record<string, string | Uint8Array>): string;
  rate(options: Partial<RateOptions> & { inputs: string[] }): Promise<RateSummary>;
  query<Row>(sql: string): Promise<Row[]>;
  /** Changes the database as no command would. */
  change(...statements: string[]): Promise<void>;
  close(): void;
}

export function openBench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'octroi-test-'));
  const db = join(folder, 'month.duckdb');
  return {
    folder,
    db,
    write(name, files) {
      const target = join(folder, name);
      mkdirSync(target, { recursive: true });
      for (const [file, content] of Object.entries(files)) {
        writeFileSync(join(target, file), content);
      }
      return target;
    },
    rate: (options) =>
      rate({ db, reference: join(folder, 'reference'), workers: 2, ...options }, silentProgress),
    async query<Row>(sql: string) {
      const store = await openStore(db, { readOnly: true });
      try {
        return await store.query<Row>(sql);
      } finally {
        store.close();
      }
    },
    async change(...statements) {
      const store = await openStore(db);
      try {
        for (const statement of statements) await store.run(statement);
      } finally {
        store.close();
      }
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

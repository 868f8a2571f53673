import { fileURLToPath } from 'node:url';
import { answerOver } from '../answer.ts';
import type { Contender } from '../contender.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** octroi with all its rules. */
export const octroi: Contender = {
  key: 'octroi',
  name: 'octroi',
  command: ({ files, reference }, database) => [
    ...[CLI, 'rate', ...files, '--db', database, '--reference', reference, '--json'],
  ],
  answerSql: answerOver({
    rated: 'SELECT rule, service, event_id, started_at, quantity, included, amount FROM usage',
    suspended: 'SELECT reason, service, event_id, started_at, measure FROM suspense',
    others: `SELECT 'rejected' AS part, sum(rejected) AS events FROM files
      UNION ALL SELECT 'duplicate', sum(duplicates) FROM files`,
  }),
};
